//! From a result to populations and a score.

use crate::{
    kpi::{Exclusion, Kpi, SetId, definition},
    wire::kpis::{Completeness, FieldShare, Figures, KpiResult, KpiResults, Proportion, Rate},
};

use super::{
    super::{
        Base,
        codes::Role,
        element::{Beside, CodeableConcept, Coding, Extension, ExtensionValue, Quantity},
    },
    REASON, ReportGroup, ReportPopulation, ReportStratifier, Stratum,
};

/// Counted by record in every set, so it tells how many records there are.
pub(super) const COUNTS_RECORDS: Kpi = Kpi::K4;

const MASKED: &str = "masked";

impl ReportGroup {
    /// The group of a result, which is one of these.
    pub(super) fn of(base: &Base, all: &KpiResults, result: &KpiResult) -> Self {
        let set = all.set.id;
        match &result.figures {
            Figures::Proportion(found) => proportion(base, (set, result.kpi), found),
            Figures::Completeness(found) => completeness(base, found),
            Figures::Rate(found) if set.set().is_ratio(result.kpi) => {
                ratio(base, records(all, result), found)
            }
            Figures::Rate(found) => services(found),
        }
        .scored(result)
    }

    fn scored(mut self, result: &KpiResult) -> Self {
        let value = match &result.figures {
            Figures::Proportion(found) => found.value,
            Figures::Rate(found) => found.value,
            Figures::Completeness(found) => found.good.map(|good| f64::from(u8::from(good))),
        };
        self.measure_score = match (value, result.suppressed) {
            (Some(value), _) => Some(Quantity {
                extension: Vec::new(),
                value: Some(value),
            }),
            (None, true) => Some(Quantity {
                extension: vec![Extension::absent(MASKED)],
                value: None,
            }),
            (None, false) => None,
        };
        self
    }
}

impl ReportPopulation {
    fn new(role: Role) -> Self {
        ReportPopulation {
            role,
            extension: Vec::new(),
            code: role.concept(),
            count: None,
            beside_count: None,
            subject_results: None,
        }
    }

    /// A count; none is hidden.
    fn of(role: Role, count: Option<u64>) -> Self {
        let masked = Beside {
            extension: vec![Extension::absent(MASKED)],
        };
        ReportPopulation {
            count,
            beside_count: count.is_none().then_some(masked),
            ..ReportPopulation::new(role)
        }
    }
}

fn group(extension: Vec<Extension>, population: Vec<ReportPopulation>) -> ReportGroup {
    ReportGroup {
        extension,
        population,
        measure_score: None,
        stratifier: Vec::new(),
    }
}

/// A KPI counted by record. Its own denominator is what FHIR's leaves after the exclusions.
fn proportion(base: &Base, (set, kpi): (SetId, Kpi), found: &Proportion) -> ReportGroup {
    let leaves_out = !definition(set.set(), kpi).exclusions.is_empty();
    let denominator = match leaves_out {
        true => found.initial_population,
        false => found.denominator,
    };
    let mut population = vec![
        ReportPopulation::of(Role::InitialPopulation, found.initial_population),
        ReportPopulation::of(Role::Denominator, denominator),
    ];
    if leaves_out {
        let excluded = found.excluded.as_ref().map(|reasons| reasons.values().sum());
        population.push(ReportPopulation::of(Role::DenominatorExclusion, excluded));
    }
    population.push(ReportPopulation::of(Role::Numerator, found.numerator));
    let counted = found
        .denominator
        .map(|count| Extension::new(base.extension("counted"), ExtensionValue::Count(count)));
    ReportGroup {
        stratifier: reasons(base, found).into_iter().collect(),
        ..group(counted.into_iter().collect(), population)
    }
}

/// Why records were left out, and how many count as not met because of blanks; nothing where it is hidden.
fn reasons(base: &Base, found: &Proportion) -> Option<ReportStratifier> {
    let stratum = |token: &str, role, count| Stratum {
        value: Coding {
            system: Some(base.url("CodeSystem/reason")),
            code: token.to_owned(),
            display: None,
        }
        .into(),
        population: vec![ReportPopulation::of(role, Some(count))],
    };
    let of_exclusion =
        |(reason, count): (&Exclusion, &u64)| stratum(reason.token(), Role::DenominatorExclusion, *count);
    let excluded = found.excluded.as_ref()?.iter().map(of_exclusion);
    let missing = stratum("missing", Role::Denominator, found.missing?);
    Some(ReportStratifier {
        code: vec![CodeableConcept::text(REASON)],
        stratum: excluded.chain([missing]).collect(),
    })
}

/// The records of the group that a result is about.
fn records(all: &KpiResults, result: &KpiResult) -> Option<u64> {
    let counts = |other: &&KpiResult| other.kpi == COUNTS_RECORDS && other.group == result.group;
    match &all.results.iter().find(counts)?.figures {
        Figures::Proportion(found) => found.initial_population,
        Figures::Rate(_) | Figures::Completeness(_) => None,
    }
}

/// A count over an expectation, which may be no whole number: an extension tells it exactly.
fn ratio(base: &Base, records: Option<u64>, found: &Rate) -> ReportGroup {
    let expected = found.denominator;
    let extension = |expected| Extension::new(base.extension("expected"), ExtensionValue::Decimal(expected));
    let not_whole = Beside {
        extension: vec![Extension::absent("not-applicable")],
    };
    let denominator = match expected.map(|expected| expected.whole()) {
        Some(None) => ReportPopulation {
            beside_count: Some(not_whole),
            ..ReportPopulation::new(Role::Denominator)
        },
        whole => ReportPopulation::of(Role::Denominator, whole.flatten()),
    };
    let denominator = ReportPopulation {
        extension: expected.map(extension).into_iter().collect(),
        ..denominator
    };
    let population = vec![
        ReportPopulation::of(Role::InitialPopulation, records),
        denominator,
        ReportPopulation::of(Role::Numerator, found.numerator),
    ];
    group(Vec::new(), population)
}

/// KPI 1 of several services: the good ones out of those with records.
fn services(found: &Rate) -> ReportGroup {
    let services = found.denominator.and_then(|services| services.whole());
    group(Vec::new(), of_services(services, found.numerator))
}

fn of_services(all: Option<u64>, good: Option<u64>) -> Vec<ReportPopulation> {
    vec![
        ReportPopulation::of(Role::InitialPopulation, all),
        ReportPopulation::of(Role::Denominator, all),
        ReportPopulation::of(Role::Numerator, good),
    ]
}

/// KPI 1 of one service, which is a population of one.
fn completeness(base: &Base, found: &Completeness) -> ReportGroup {
    let bad = found.bad_fields.and_then(|count| u64::try_from(count).ok());
    let bad = bad.map(|count| Extension::new(base.extension("bad-fields"), ExtensionValue::Count(count)));
    let fields = found.fields.iter().flatten().map(|share| audited(base, share));
    let extension = bad.into_iter().chain(fields).collect();
    group(
        extension,
        of_services(found.good.map(|_| 1), found.good.map(u64::from)),
    )
}

fn audited(base: &Base, share: &FieldShare) -> Extension {
    let parts = vec![
        Extension::text("field", share.field.heading()),
        Extension::new("audited", ExtensionValue::Count(share.audited)),
        Extension::new("blank", ExtensionValue::Count(share.blank)),
    ];
    Extension::new(base.extension("audited-field"), ExtensionValue::Parts(parts))
}
