//! p-charts: limits from the binomial distribution, narrower the more there is to count.

use super::{
    ControlPoint, Plan,
    rules::{Lines, judge},
    stretches,
};

/// A month's share of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Records met.
    pub numerator: u64,
    /// Records counted.
    pub denominator: u64,
}

/// The points of a p-chart on the per cent scale: p̄ ± 3√(p̄(1−p̄)/n), clipped to 0–100, where p̄ is the pooled value of the
/// stretch. Special causes as on an XmR chart; there is nothing to screen. A denominator of 0 is no value.
pub fn p_chart(shares: &[Option<Share>], plan: Plan<'_>) -> Vec<ControlPoint> {
    let shares: Vec<_> = shares
        .iter()
        .map(|share| share.filter(|share| share.denominator > 0))
        .collect();
    let stretches = stretches(shares.len(), plan.rebased_at).into_iter();
    stretches
        .flat_map(|(group, range)| {
            let shares = shares.get(range).unwrap_or_default();
            let base = plan.fixed_after.and_then(|n| shares.get(..n)).unwrap_or(shares);
            let pooled = pooled(base);
            let lines: Vec<Lines> = shares.iter().map(|share| lines(pooled, *share)).collect();
            let values: Vec<_> = shares.iter().map(|share| share.map(Share::percent)).collect();
            judge(&values, &lines, plan.rules, group)
        })
        .collect()
}

impl Share {
    fn percent(self) -> f64 {
        100.0 * self.numerator as f64 / self.denominator as f64
    }
}

fn pooled(shares: &[Option<Share>]) -> Option<f64> {
    let numerator: u64 = shares.iter().flatten().map(|share| share.numerator).sum();
    let denominator: u64 = shares.iter().flatten().map(|share| share.denominator).sum();
    (denominator > 0).then(|| numerator as f64 / denominator as f64)
}

fn lines(pooled: Option<f64>, share: Option<Share>) -> Lines {
    let band = |deviations: f64| {
        let (p, share) = pooled.zip(share)?;
        let distance = deviations * (p * (1.0 - p) / share.denominator as f64).max(0.0).sqrt();
        Some([100.0 * (p - distance), 100.0 * (p + distance)])
    };
    Lines {
        mean: pooled.map(|p| 100.0 * p),
        limits: band(3.0).map(|limits| limits.map(|limit| limit.clamp(0.0, 100.0))),
        near: band(2.0),
    }
}

#[cfg(test)]
mod tests {
    use flsdb_domain::wire::charts::{Preset, SpecialCause};

    use super::{super::XmrRules, *};

    fn share(numerator: u64, denominator: u64) -> Option<Share> {
        Some(Share {
            numerator,
            denominator,
        })
    }

    #[test]
    fn limits_follow_the_denominator() {
        let plan = Plan {
            rules: XmrRules::of(Preset::Nhsr),
            rebased_at: &[],
            fixed_after: None,
        };
        let shares = [share(50, 100), share(12, 25), None, share(0, 0), share(13, 25)];
        let points = p_chart(&shares, plan);
        // p̄ = 75 / 150.
        for (at, limits) in [
            (0, Some([35.0, 65.0])),
            (1, Some([20.0, 80.0])),
            (2, None),
            (3, None),
        ] {
            assert_eq!(points[at].mean, Some(50.0));
            assert_eq!(
                points[at].limits.map(|limits| limits.map(f64::round)),
                limits,
                "{at}"
            );
            assert_eq!(points[at].cause, None);
        }
        let points = p_chart(&[share(90, 100), share(2, 2), share(10, 100)], plan);
        assert_eq!(points[1].limits, Some([0.0, 100.0]));
        assert_eq!(points[0].cause, Some(SpecialCause::AboveLimit));
        assert_eq!(points[2].cause, Some(SpecialCause::BelowLimit));
    }
}
