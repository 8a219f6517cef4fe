"""The grid of KPIs by service and month in DuckDB, Polars and PostgreSQL, over the same records as typed columns.

Usage: peers.py COLUMNS.csv GRID.csv AS_OF_DAY POSTGRES_URL
Prints JSON, a figure a line. Fails when a count differs from those of GRID.csv.
"""

import csv
import json
import statistics
import sys
import time

import duckdb
import polars
import psycopg

columns_file, grid_file, as_of, postgres_url = sys.argv[1:5]
as_of = int(as_of)

# Places of the options in their vocabularies, as the columns hold them; other places would give other counts.
SPINE = 1
YES = 0
DONE = 0
ORDERED, RECOMMENDED = 0, 1
FALLS_YES, FALLS_REFERRED, FALLS_RECOMMENDED, FALLS_NOT_APPLICABLE = 0, 1, 2, 4
FOLLOWED_UP, FOLLOW_UP_DIED = 0, 2
ON_DRUG, NO_LONGER_APPROPRIATE, DECLINED, NO_DRUG = 0, 1, 2, 3

FIELDS = 17
# Places of the audited fields that do not count for every record.
FIELD_DXA_ON, FIELD_FOLLOWED_UP_16, FIELD_THERAPY_16, FIELD_EXERCISE, FIELD_FOLLOWED_UP_52 = 10, 13, 14, 15, 16

mature = lambda days: f"(day + {days} <= {as_of})"
within = lambda column, days: f"({column} BETWEEN 0 AND {days})"
outside = lambda column, days: f"({column} IS NOT NULL AND NOT {within(column, days)})"
died = lambda days, *says: " AND ".join(
    [f"(died IS NULL OR died > {days})"]
    + [f"({column} IS NULL OR {column} <> {FOLLOW_UP_DIED})" for column in says]
)
stopped = lambda column: f"({column} IS NULL OR {column} NOT IN ({NO_LONGER_APPROPRIATE}, {DECLINED}))"
other = lambda column, code: f"({column} IS NOT NULL AND {column} <> {code})"

attended = f"(assessment IS NULL OR assessment = {DONE})"
followed_up = f"followed_up_16 = {FOLLOWED_UP} AND {within('followed_up_at', 112)}"
not_followed_up = f"({other('followed_up_16', FOLLOWED_UP)} OR {outside('followed_up_at', 112)})"
week_8 = f"any_hip = 0 AND {died(112, 'followed_up_16')} AND {mature(112)}"
week_9 = f"recommended = 1 AND {died(112, 'followed_up_16')} AND {mature(112)}"
week_10 = f"{week_9} AND {stopped('therapy_16')}"
year = (
    f"recommended = 1 AND {died(392, 'followed_up_16', 'followed_up_52')} AND {mature(392)}"
    f" AND {stopped('therapy_52')}"
)

# For each KPI: who is in the denominator, who has met it, of whom blanks leave it open.
KPIS = {
    3: ("TRUE", f"site = {SPINE}", "site IS NULL"),
    4: (mature(90), f"{attended} AND {within('assessed', 90)}", f"{attended} AND assessed IS NULL"),
    5: (f"dxa IN ({ORDERED}, {RECOMMENDED}) AND {mature(90)}", within("scanned", 90), "scanned IS NULL"),
    6: (
        f"(falls IS NULL OR falls <> {FALLS_NOT_APPLICABLE})",
        f"falls IN ({FALLS_YES}, {FALLS_REFERRED}, {FALLS_RECOMMENDED})",
        "falls IS NULL",
    ),
    7: ("TRUE", "recommended = 1", "recommended IS NULL"),
    8: (
        week_8,
        f"{followed_up} AND exercise = {YES}",
        f"NOT ({not_followed_up} OR {other('exercise', YES)})"
        " AND (followed_up_16 IS NULL OR followed_up_at IS NULL OR exercise IS NULL)",
    ),
    9: (week_9, followed_up, f"NOT {not_followed_up} AND (followed_up_16 IS NULL OR followed_up_at IS NULL)"),
    10: (
        week_10,
        f"{followed_up} AND therapy_16 = {ON_DRUG}",
        f"NOT ({not_followed_up} OR {other('therapy_16', ON_DRUG)})"
        " AND (followed_up_16 IS NULL OR followed_up_at IS NULL OR therapy_16 IS NULL)",
    ),
    11: (
        year,
        f"followed_up_52 = {FOLLOWED_UP} AND therapy_52 = {ON_DRUG}",
        f"NOT ({other('followed_up_52', FOLLOWED_UP)} OR {other('therapy_52', ON_DRUG)})"
        " AND (followed_up_52 IS NULL OR therapy_52 IS NULL)",
    ),
}

ASKED = {
    FIELD_DXA_ON: f"dxa IN ({ORDERED}, {RECOMMENDED})",
    FIELD_FOLLOWED_UP_16: mature(112),
    FIELD_THERAPY_16: f"followed_up_16 = {FOLLOWED_UP}",
    FIELD_EXERCISE: f"followed_up_16 = {FOLLOWED_UP}",
    FIELD_FOLLOWED_UP_52: mature(392),
}

count = lambda condition: f"SUM(CASE WHEN {condition} THEN 1 ELSE 0 END)"
sums = []
for field in range(FIELDS):
    asked = ASKED.get(field, "TRUE")
    sums.append((f"b{field}", count(f"{asked} AND blank_{field}")))
    sums.append((f"a{field}", count(asked)))
sums.append(("k2", "COUNT(*)"))
for kpi, (denominator, met, open_) in KPIS.items():
    sums.append((f"n{kpi}", count(f"{denominator} AND {met}")))
    sums.append((f"d{kpi}", count(denominator)))
    sums.append((f"m{kpi}", count(f"{denominator} AND {open_}")))
SQL = "SELECT service, month, " + ", ".join(f"{sql} AS {name}" for name, sql in sums) + " FROM records GROUP BY service, month"

expected = {}
services = []
with open(grid_file, newline="") as file:
    for row in csv.DictReader(file):
        if row["service"] not in services:
            services.append(row["service"])
        year_, month_ = row["month"].split("-")
        key = (row["service"], int(year_) * 12 + int(month_) - 1, int(row["kpi"]))
        expected[key] = (int(row["numerator"]), int(row["denominator"]), int(row["missing"]))
services.sort()


def check(name, rows, names):
    """Every count is that of the grid; a month without records has no row."""
    seen = 0
    at = {column: place for place, column in enumerate(names)}
    for row in rows:
        value = lambda column: int(row[at[column]])
        service, month = services[value("service")], value("month")
        found = {1: (sum(value(f"b{f}") for f in range(FIELDS)), sum(value(f"a{f}") for f in range(FIELDS)), 0)}
        found[2] = (value("k2"), 0, 0)
        for kpi in KPIS:
            found[kpi] = (value(f"n{kpi}"), value(f"d{kpi}"), value(f"m{kpi}"))
        for kpi, counts in found.items():
            want = expected[(service, month, kpi)]
            if counts != want:
                sys.exit(f"{name}: KPI {kpi} of {service} in month {month} is {counts}, not {want}")
            seen += 1
    if seen < len(expected) * 0.9:
        sys.exit(f"{name}: {seen} values instead of {len(expected)}")
    tell(f"{name} values", seen)


def tell(name, figure):
    print(json.dumps({"name": name, "figure": figure}), flush=True)


def median(work, times):
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1e3)
    return statistics.median(taken)


SMALL = {"service": "UTINYINT", "month": "USMALLINT", "day": "INTEGER", "blank": "INTEGER"}
SMALL |= {name: "SMALLINT" for name in ("assessed", "scanned", "followed_up_at", "died")}
with open(columns_file) as file:
    NAMES = file.readline().strip().split(",")
BLANKS = ", ".join(f"(blank & {1 << field}) <> 0 AS blank_{field}" for field in range(FIELDS))

# DuckDB, columns of the smallest types, on two threads.
duck = duckdb.connect()
duck.execute("SET threads = 2")
types = ", ".join(f"'{name}': '{SMALL.get(name, 'UTINYINT')}'" for name in NAMES)
duck.execute(f"CREATE TABLE records AS SELECT *, {BLANKS} FROM read_csv('{columns_file}', header = true, columns = {{{types}}})")
answer = duck.execute(SQL)
check("duckdb", answer.fetchall(), [column[0] for column in answer.description])
tell("duckdb grid", median(lambda: duck.execute(SQL).fetchall(), 9))

# Polars, lazily, through its own SQL.
frame = polars.from_arrow(duck.execute("SELECT * FROM records").to_arrow_table())
context = polars.SQLContext(records=frame)
answer = context.execute(SQL, eager=True)
check("polars", answer.rows(), answer.columns)
tell("polars grid", median(lambda: context.execute(SQL, eager=True), 9))

# PostgreSQL, a table of small integers, vacuumed and analysed.
with psycopg.connect(postgres_url, autocommit=True) as connection, connection.cursor() as cursor:
    kinds = lambda name: "integer" if name in ("day", "blank", "month") else "smallint"
    cursor.execute("CREATE UNLOGGED TABLE raw (" + ", ".join(f"{name} {kinds(name)}" for name in NAMES) + ")")
    with open(columns_file) as file, cursor.copy("COPY raw FROM STDIN WITH (FORMAT csv, HEADER true)") as copy:
        while data := file.read(1 << 20):
            copy.write(data)
    cursor.execute(f"CREATE UNLOGGED TABLE records AS SELECT *, {BLANKS} FROM raw")
    cursor.execute("VACUUM ANALYZE records")
    cursor.execute("SET work_mem = '256MB'")
    cursor.execute(SQL)
    check("postgresql", cursor.fetchall(), [column.name for column in cursor.description])

    def ask():
        cursor.execute(SQL)
        cursor.fetchall()

    tell("postgresql grid", median(ask, 2))
