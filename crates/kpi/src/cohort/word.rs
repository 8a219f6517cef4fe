//! What one KPI set makes of a record, in sixteen nibbles: nine outcomes, and flags for what else is counted.
//!
//! Outcomes are those of the day on which every window is over. On an earlier day a window that is still open makes of
//! some of them `immature`; [`Reading::immature`] says of which, by the order in which the set tests exclusions.

use std::sync::LazyLock;

use chrono::NaiveDate;

use flsdb_domain::kpi::{
    Course, Exclusion, Facts, Kpi, KpiSet, Outcome, Parameters, SetId,
    completeness::{AUDITED, CONDITIONAL, audited, audited_after},
    definition, identification, outcome,
};

/// Nibbles of a word.
pub(crate) const NIBBLES: usize = 16;
/// Values of a nibble.
pub(crate) const VALUES: usize = 16;
/// KPIs with an outcome; the nibbles after theirs hold flags.
const OUTCOMES: usize = Kpi::BY_RECORD.len();

/// What a set makes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word(pub(crate) u64);

/// Flags, after the blank audited fields and the conditional fields that are asked for.
const IDENTIFIED: usize = AUDITED.len() + CONDITIONAL.len();
const ON_DRUG: usize = IDENTIFIED + 1;
/// Flags of a word.
pub(crate) const FLAGS: usize = ON_DRUG + 1;
// The last nibble of the word stays 0: it counts the records.
const _: () = assert!(OUTCOMES + FLAGS.div_ceil(4) < NIBBLES && Exclusion::ALL.len() + 3 <= VALUES);

impl Word {
    /// Asks the rules.
    pub(crate) fn of(facts: &Facts, set: &KpiSet) -> Self {
        let ripe = NaiveDate::MAX;
        let mut word = 0;
        for (place, kpi) in Kpi::BY_RECORD.into_iter().enumerate() {
            let outcome = outcome(kpi, facts, &set.parameters, ripe);
            word |= outcome.map_or(0, code) << (4 * place);
        }
        let asked = audited(facts, ripe);
        let mut flags = u64::from(asked & facts.blank);
        for (place, field) in CONDITIONAL.into_iter().enumerate() {
            let at = AUDITED
                .iter()
                .position(|found| *found == field)
                .unwrap_or_default();
            flags |= u64::from(asked >> at & 1) << (AUDITED.len() + place);
        }
        flags |= u64::from(identification::counts(facts, &set.parameters)) << IDENTIFIED;
        flags |= u64::from(facts.therapy_16 == Some(Course::OnDrug)) << ON_DRUG;
        Word(word | flags << (4 * OUTCOMES))
    }
}

const MET: u64 = 0;
const NOT_MET: u64 = 1;
const MISSING: u64 = 2;
const EXCLUDED: u64 = 3;

fn code(outcome: Outcome) -> u64 {
    match outcome {
        Outcome::Met => MET,
        Outcome::NotMet(_) => NOT_MET,
        Outcome::Missing(_) => MISSING,
        Outcome::Excluded(reason) => EXCLUDED + reason as u64,
    }
}

/// How many records have each value of each nibble.
pub(crate) type Histogram = [[u32; VALUES]; NIBBLES];

/// How the words of a set are read.
pub(crate) struct Reading {
    /// The windows of the set, in days, shortest first.
    pub(crate) windows: Vec<u16>,
    /// For each KPI the place of its window among them.
    kpi_windows: [Option<usize>; OUTCOMES],
    /// For each audited field likewise.
    field_windows: [Option<usize>; AUDITED.len()],
    /// For each audited field its place among the conditional ones.
    conditions: [Option<usize>; AUDITED.len()],
    /// For each KPI whether an outcome, by its code, gives way to `immature`.
    gives_way: [[bool; VALUES]; OUTCOMES],
}

impl Reading {
    /// How the words of a set are read; worked out once for each.
    pub(crate) fn of(id: SetId) -> &'static Reading {
        static READINGS: LazyLock<[Reading; SetId::ALL.len()]> =
            LazyLock::new(|| SetId::ALL.map(|id| Reading::new(id.set())));
        let place = SetId::ALL.iter().position(|known| *known == id);
        &READINGS[place.unwrap_or_default()]
    }

    fn new(set: &KpiSet) -> Self {
        let parameters = &set.parameters;
        let of_kpi = |kpi| parameters.window(kpi);
        let mut windows: Vec<u16> = Kpi::BY_RECORD.into_iter().filter_map(of_kpi).collect();
        windows.extend(AUDITED.into_iter().filter_map(audited_after));
        windows.sort_unstable();
        windows.dedup();
        let place = |window: Option<u16>| window.and_then(|days| windows.iter().position(|w| *w == days));
        Reading {
            kpi_windows: Kpi::BY_RECORD.map(|kpi| place(of_kpi(kpi))),
            field_windows: AUDITED.map(|field| place(audited_after(field))),
            conditions: AUDITED.map(|field| CONDITIONAL.iter().position(|found| *found == field)),
            gives_way: Kpi::BY_RECORD.map(|kpi| gives_way(set, parameters, kpi)),
            windows,
        }
    }

    /// The outcomes of a KPI, by its place in [`Kpi::BY_RECORD`], of records for which so many windows are over, as pairs
    /// of outcome and records.
    pub(crate) fn outcomes<'a>(
        &'a self,
        place: usize,
        counts: &'a Histogram,
        over: usize,
    ) -> impl Iterator<Item = (Counted, u32)> + 'a {
        let is_open = self.kpi_windows[place].is_some_and(|window| window >= over);
        (0..)
            .zip(counts[place])
            .filter(|(_, n)| *n > 0)
            .map(move |(value, n)| {
                let gives_way = is_open && self.gives_way[place][value];
                let counted = match value as u64 {
                    _ if gives_way => Counted::Excluded(Exclusion::Immature as usize),
                    MET => Counted::Met,
                    NOT_MET => Counted::NotMet,
                    MISSING => Counted::Missing,
                    other => Counted::Excluded((other - EXCLUDED) as usize),
                };
                (counted, n)
            })
    }

    /// For each audited field the records in which it counts, and those of them in which it is blank; from the flags of
    /// so many records.
    pub(crate) fn fields(
        &self,
        flags: &[u32; FLAGS],
        over: usize,
        records: u32,
    ) -> [[u32; 2]; AUDITED.len()] {
        let mut fields = [[0; 2]; AUDITED.len()];
        for (at, field) in fields.iter_mut().enumerate() {
            if self.field_windows[at].is_some_and(|window| window >= over) {
                continue;
            }
            let asked = self.conditions[at].map_or(records, |place| flags[AUDITED.len() + place]);
            *field = [asked, flags[at]];
        }
        fields
    }

    pub(crate) fn identified(flags: &[u32; FLAGS]) -> u32 {
        flags[IDENTIFIED]
    }

    pub(crate) fn on_drug(flags: &[u32; FLAGS]) -> u32 {
        flags[ON_DRUG]
    }
}

/// An outcome as it is counted; an exclusion by its place among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Met,
    NotMet,
    Missing,
    Excluded(usize),
}

/// Exclusions that are tested before maturity hold whatever the day; every other outcome gives way to it.
fn gives_way(set: &KpiSet, parameters: &Parameters, kpi: Kpi) -> [bool; VALUES] {
    let mut gives_way = [parameters.window(kpi).is_some(); VALUES];
    let reasons = definition(set, kpi)
        .exclusions
        .into_iter()
        .map(|exclusion| exclusion.reason);
    for reason in reasons.take_while(|reason| *reason != Exclusion::Immature) {
        gives_way[EXCLUDED as usize + reason as usize] = false;
    }
    gives_way
}

/// Where a flag stands: its nibble, and its bit in it.
pub(crate) fn flag_place(flag: usize) -> (usize, usize) {
    (OUTCOMES + flag / 4, flag % 4)
}

/// Records with each flag.
pub(crate) fn flags(counts: &Histogram) -> [u32; FLAGS] {
    std::array::from_fn(|flag| {
        let (nibble, bit) = flag_place(flag);
        let values = (0usize..).zip(counts[nibble]);
        values
            .filter(|(value, _)| value >> bit & 1 == 1)
            .map(|(_, n)| n)
            .sum()
    })
}
