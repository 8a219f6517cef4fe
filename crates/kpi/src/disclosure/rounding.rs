//! Counts rounded to 5, and all that stands beside a value computed from these.

use flsdb_domain::{
    kpi::{Bands, Kpi, Ratio, SetId},
    wire::kpis::{Amount, Figures, KpiResult},
};

use crate::interval::{of_proportion, of_rate};

/// One in so many parts: what a denominator that need not be whole is known to.
const PARTS: u64 = 1_000_000;

/// The nearest multiple of 5.
fn to_five(count: u64) -> u64 {
    (count + 2) / 5 * 5
}

/// Rounds the counts of a result. An expectation is public and stays as it is.
pub(super) fn rounded(result: &mut KpiResult, set: SetId) {
    let bands: Bands = set.set().bands(result.kpi);
    match &mut result.figures {
        Figures::Proportion(found) => {
            let (met, base) = (found.numerator.map(to_five), found.denominator.map(to_five));
            let value = Ratio::of(met.unwrap_or_default(), base.unwrap_or_default());
            (found.numerator, found.denominator) = (met, base);
            (found.value, found.display, found.level) = (value.value(), value.display(), bands.level(value));
            found.interval = met.zip(base).and_then(|(met, base)| of_proportion(met, base));
        }
        Figures::Rate(found) => {
            let Some((met, base)) = found.numerator.map(to_five).zip(found.denominator) else {
                return;
            };
            let base = match result.kpi {
                Kpi::K1 => to_five(base.value() as u64) as f64,
                _ => base.value(),
            };
            let parts = (base * PARTS as f64).round() as u128;
            let value = Ratio::over_parts(met, parts, PARTS);
            found.numerator = Some(met);
            found.denominator = Some(Amount::of_parts(parts, PARTS));
            (found.value, found.display, found.level) = (value.value(), value.display(), bands.level(value));
            found.interval = match result.kpi {
                Kpi::K1 => of_proportion(met, base as u64),
                _ => of_rate(met, base),
            };
        }
        Figures::Completeness(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_go_to_the_nearest_five() {
        for (count, expected) in [(0, 0), (8, 10), (12, 10), (13, 15), (15, 15), (17, 15)] {
            assert_eq!(to_five(count), expected, "{count}");
        }
    }
}
