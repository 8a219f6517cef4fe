//! From counts to figures.

use flsdb_domain::{
    kpi::{
        Exclusion, Kpi, KpiSet, Ratio, completeness::AUDITED, completeness::Completeness as Blanks,
        expectation::PARTS,
    },
    wire::kpis::{Amount, Completeness, FieldShare, Figures, Proportion, Rate},
};

use super::Group;
use crate::{
    interval::{of_proportion, of_rate},
    tally::{Counts, Tally},
};

/// Whether a group is one service or several: KPI 1 shows the fields of one, or the good ones among several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Audience {
    /// A group by service, or exactly one service asked for.
    OneService,
    /// Any other.
    SeveralServices,
}

/// The figures of a KPI in a group.
pub(super) fn figures(set: &KpiSet, kpi: Kpi, group: &Group, audience: Audience) -> Option<Figures> {
    let tally = group.tally();
    Some(match (kpi, audience) {
        (Kpi::K1, Audience::OneService) => Figures::Completeness(completeness(tally)),
        (Kpi::K1, Audience::SeveralServices) => Figures::Rate(goodness(set, tally)),
        (Kpi::K2, _) => {
            let per_hip = set.parameters.fractures_per_hip;
            Figures::Rate(rate(
                set,
                kpi,
                u64::from(tally.identified),
                group.expected_hips * u128::from(per_hip),
            ))
        }
        (kpi, _) if set.is_ratio(kpi) => {
            Figures::Rate(rate(set, kpi, u64::from(tally.spine), group.expected_hips))
        }
        (kpi, _) => Figures::Proportion(proportion(set, kpi, u64::from(tally.records), tally.counts(kpi)?)),
    })
}

fn proportion(set: &KpiSet, kpi: Kpi, records: u64, counts: &Counts) -> Proportion {
    let denominator = counts.denominator();
    let (met, missing) = (u64::from(counts.met), u64::from(counts.missing));
    let value = Ratio::of(met, denominator);
    let undecided = counts.excluded(Exclusion::DecisionMissing);
    let bound = |numerator| Ratio::of(numerator, denominator + undecided).value();
    let excluded = Exclusion::ALL.map(|reason| (reason, counts.excluded(reason)));
    Proportion {
        initial_population: Some(records),
        excluded: Some(excluded.into_iter().filter(|(_, n)| *n > 0).collect()),
        denominator: Some(denominator),
        numerator: Some(met),
        missing: Some(missing),
        value: value.value(),
        display: value.display(),
        level: set.bands(kpi).level(value),
        interval: of_proportion(met, denominator),
        bounds: bound(met)
            .zip(bound(met + missing + undecided))
            .map(<[f64; 2]>::from),
    }
}

fn rate(set: &KpiSet, kpi: Kpi, numerator: u64, expected_parts: u128) -> Rate {
    let value = Ratio::over_parts(numerator, expected_parts, PARTS);
    Rate {
        denominator: Some(Amount::of_parts(expected_parts, PARTS)),
        numerator: Some(numerator),
        value: value.value(),
        display: value.display(),
        level: set.bands(kpi).level(value),
        interval: of_rate(numerator, expected_parts as f64 / PARTS as f64),
    }
}

fn goodness(set: &KpiSet, tally: &Tally) -> Rate {
    let (good, services) = (u64::from(tally.good), u64::from(tally.services));
    let value = Ratio::of(good, services);
    Rate {
        denominator: Some(Amount::from(services)),
        numerator: Some(good),
        value: value.value(),
        display: value.display(),
        level: set.bands(Kpi::K1).level(value),
        interval: of_proportion(good, services),
    }
}

/// The fields of the one service; nothing is good or bad without a record.
fn completeness(tally: &Tally) -> Completeness {
    let fields = (tally.records > 0).then(|| tally.completeness());
    let fields = fields.as_ref();
    Completeness {
        bad_fields: fields.map(Blanks::bad_fields),
        good: fields.map(Blanks::is_good),
        fields: fields.map(|fields| AUDITED.into_iter().zip(fields.fields).map(share).collect()),
    }
}

fn share((field, count): (flsdb_domain::Field, flsdb_domain::kpi::completeness::FieldCount)) -> FieldShare {
    FieldShare {
        field,
        audited: count.audited,
        blank: count.blank,
        share: Ratio::of(count.blank, count.audited).value(),
        bad: count.is_bad(),
    }
}
