"""A tour of the API by the client that was generated from its description: from a token to a figure, every answer typed."""

import json
import os
from datetime import date
from io import BytesIO

from flsdb_client import AuthenticatedClient, Client
from flsdb_client.api.data_quality import get_data_quality_messages
from flsdb_client.api.fhir import get_fhir_r4_measure_id_evaluate_measure
from flsdb_client.api.figures import get_kpis_results
from flsdb_client.api.fractures import get_fractures_id
from flsdb_client.api.patients import post_patients_identity_events
from flsdb_client.api.records import (
    get_records_changes,
    get_records_summary,
    patch_records,
    post_records_batch,
    put_records,
)
from flsdb_client.api.sign_in import get_me, post_oauth_token
from flsdb_client.models import (
    Assessment,
    ChangeFeed,
    ClientToken,
    Episode,
    EpisodeRecord,
    Fracture,
    GetFracturesIdExpand,
    IdentityEvent,
    Kpi,
    KpiResultProportion,
    KpiResults,
    NewIdentityEvent,
    Patient,
    Problem,
    Receipt,
    ReceiptOutcome,
    SetId,
    TokenForm,
)
from flsdb_client.types import File

server = os.environ["FLSDB_SERVER"]
credentials = TokenForm(
    grant_type="client_credentials",
    client_id="00000000-0000-7000-8000-0000000005a1",
    client_secret="only-for-demonstration",
)
token = post_oauth_token.sync(client=Client(base_url=server), body=credentials)
assert isinstance(token, ClientToken), token
client = AuthenticatedClient(base_url=server, token=token.access_token)
me = get_me.sync(client=client)
service = me.grants[0].services[0]

# A whole episode: made, there already, and wrong.
episode = Episode(
    patient=Patient(nhs_number="9434765919", date_of_birth=date(1950, 5, 1)),
    fracture=Fracture(diagnosed_on=date(2025, 6, 4), source_system="ward", source_id="F-1017"),
)
outcomes = [put_records.sync(client=client, body=episode) for _ in range(2)]
assert [receipt.outcome for receipt in outcomes] == [ReceiptOutcome.CREATED, ReceiptOutcome.UNCHANGED], outcomes
wrong = Episode(patient=episode.patient, fracture=Fracture(diagnosed_on=date(2031, 1, 1)))
problem = put_records.sync(client=client, body=wrong)
assert isinstance(problem, Problem) and problem.status == 422, problem
assert problem.findings[0].pointer == "/fracture/diagnosed_on", problem.findings

# Only what radiology knows.
known = Fracture(source_system="ward", source_id="F-1017")
scan = Episode(fracture=known, assessment=Assessment(dxa_on=date(2025, 7, 1), t_score=-2.5))
patched = patch_records.sync(client=client, body=scan)
assert isinstance(patched, Receipt) and patched.outcome == ReceiptOutcome.UPDATED, patched
whole = dict(client=client, id=patched.id, expand=GetFracturesIdExpand.ALL)
stored = get_fractures_id.sync(**whole)
assert isinstance(stored, EpisodeRecord), stored
assert stored.assessment.t_score == -2.5, stored

# Many: the answer has a line for each.
lines = "\n".join(json.dumps(record.to_dict()) for record in (episode, wrong))
batch = post_records_batch.sync_detailed(client=client, body=File(payload=BytesIO(lines.encode())))
receipts = [json.loads(line) for line in batch.content.splitlines()]
assert [receipt["outcome"] for receipt in receipts] == ["updated", "refused"], receipts

# Nothing was lost.
feed = get_records_changes.sync(client=client, service=service)
assert isinstance(feed, ChangeFeed) and feed.version >= 2, feed
ids, complete = {change.id for change in feed.items}, feed.complete
while not complete:
    feed = get_records_changes.sync(client=client, service=service, since=feed.next_)
    ids, complete = ids | {change.id for change in feed.items}, feed.complete
assert patched.id in ids, len(ids)
summary = get_records_summary.sync(client=client)
assert summary.total.received == 6 and summary.total.rejected == 2, summary.total
messages = get_data_quality_messages.sync(client=client)
assert len(messages.items) == 1 and messages.items[0].attempts == 2, messages

# The figures, and the same as FHIR has them.
year = dict(client=client, set_=SetId.FLS_DB, start=date(2024, 1, 1), end=date(2024, 12, 31), service=[service])
results = get_kpis_results.sync(**year, kpi=[Kpi("7")])
assert isinstance(results, KpiResults), results
figure = results.results[0]
assert isinstance(figure, KpiResultProportion) and figure.denominator > 0, figure
report = get_fhir_r4_measure_id_evaluate_measure.sync(
    client=client, id="fls-db-7", period_start="2024-01-01", period_end="2024-12-31", service=service
)
counts = {population.code.coding[0].code: population.count for population in report.group[0].population}
assert counts["numerator"] == figure.numerator, (counts, figure)
assert counts["denominator"] - counts.get("denominator-exclusion", 0) == figure.denominator, (counts, figure)

# Patients: found by what stands in a body, and told that they have died.
died = NewIdentityEvent.from_dict(
    {"kind": "deceased", "patient": {"nhs_number": "9434765919"}, "date_of_death": "2025-12-24"}
)
event = post_patients_identity_events.sync(client=client, body=died)
assert isinstance(event, IdentityEvent), event
assert get_fractures_id.sync(**whole).patient.date_of_death == date(2025, 12, 24)

print("the tour is done")
