//! Over-dispersion, adjusted limits and outliers, as FunnelPlotR.

use flsdb_kpi::funnel::{
    ANGLE_95, ANGLE_998, Dispersion, Flag, Observed, PHI_MAX, Spread, dispersion, pooled,
};
use flsdb_kpi::spc::Side;

use crate::{
    funnel::observed,
    vectors::{Row, assert_none, close, grouped, rows},
};

fn dispersion_of(set: &[Row]) -> Dispersion {
    let services: Vec<Observed> = set.iter().map(observed).collect();
    let pooled = pooled(&services).expect("a denominator");
    dispersion(&services, pooled).expect("a service")
}

#[test]
fn over_dispersion_as_published() {
    let sets = grouped(rows("funnel_overdispersion_limits.csv"), &["set_id"]);
    let mut wrong = Vec::new();
    for row in rows("funnel_overdispersion.csv") {
        let id = row.text("set_id");
        let set = sets.get(&vec![id.to_owned()]).expect("a set");
        let Spread { pooled, phi, tau2 } = dispersion_of(set).spread;
        let same = row.count("n_services") == set.len() as u64
            && close(Some(pooled), row.number("target"))
            && close(Some(phi), row.number("phi"))
            && close(tau2, row.number("tau2"))
            && Some(phi > 1.0) == row.flag("adjusted_limits_used");
        if !same {
            wrong.push(format!("{id}: {pooled} {phi} {tau2:?}"));
        }
    }
    assert_none(&wrong);
}

#[test]
fn adjusted_limits_as_published() {
    let sets = grouped(rows("funnel_overdispersion_limits.csv"), &["set_id"]);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (id, set) in &sets {
        let found = dispersion_of(set);
        for (row, scatter) in set.iter().zip(&found.services) {
            let service = format!("{id:?} {}", row.text("service_id"));
            let scatter = scatter.expect("a denominator");
            let same = close(Some(scatter.z), row.number("z"))
                && close(Some(scatter.winsorised), row.number("z_winsorised"));
            if !same {
                wrong.push(format!("{service}: {scatter:?}"));
            }
            if row.flag("wrap_artefact") == Some(true) {
                continue;
            }
            compared += 1;
            if limits_differ(row, &found.spread) {
                wrong.push(format!("{service}: limits"));
            }
            if outliers_differ(row, &found.spread) {
                wrong.push(format!("{service}: outlier"));
            }
        }
    }
    assert!(compared > 0);
    assert_none(&wrong);
}

fn limits_differ(row: &Row, spread: &Spread) -> bool {
    let n = observed(row).denominator;
    [
        ("od_lower95", "od_upper95", spread.adjusted_limits(n, ANGLE_95)),
        ("od_lower998", "od_upper998", spread.adjusted_limits(n, ANGLE_998)),
        ("lower95", "upper95", Some(spread.limits(n, ANGLE_95))),
        ("lower998", "upper998", Some(spread.limits(n, ANGLE_998))),
    ]
    .into_iter()
    .any(|(lower, upper, found)| {
        !close(found.map(|limits| limits[0]), row.number(lower))
            || !close(found.map(|limits| limits[1]), row.number(upper))
    })
}

fn outliers_differ(row: &Row, spread: &Spread) -> bool {
    let service = observed(row);
    let is_low = |angle| spread.outlier(service, angle) == Some(Side::Below);
    let flag = spread.flag(service, f64::INFINITY);
    let outside = |angle| Some(spread.outlier(service, angle).is_some());
    outside(ANGLE_95) != row.flag("outlier95")
        || outside(ANGLE_998) != row.flag("outlier998")
        || flag.is_some() != is_low(ANGLE_95)
        || (flag == Some(Flag::Alarm)) != is_low(ANGLE_998)
}

#[test]
fn flags_are_for_the_low_side_of_a_suitable_funnel() {
    let service = |numerator| Observed {
        numerator,
        denominator: 100,
    };
    let mut services = vec![service(80); 40];
    services.extend([70, 60, 95].map(service));
    let pooled = pooled(&services).expect("a denominator");
    let spread = dispersion(&services, pooled).expect("a service").spread;
    assert!(!spread.is_adjusted());
    for (numerator, flag) in [
        (80, None),
        (70, Some(Flag::Alert)),
        (60, Some(Flag::Alarm)),
        (95, None),
    ] {
        assert_eq!(spread.flag(service(numerator), PHI_MAX), flag, "{numerator}");
    }
    let wild = Spread { phi: 10.1, ..spread };
    assert_eq!(wild.flag(service(60), PHI_MAX), None);
}

#[test]
fn where_all_succeed_nobody_is_an_outlier() {
    let services = [3, 50, 700].map(|n| Observed {
        numerator: n,
        denominator: n,
    });
    let spread = dispersion(&services, 1.0).expect("a service").spread;
    assert_eq!((spread.phi, spread.tau2), (0.0, Some(0.0)));
    for service in services {
        assert_eq!(spread.outlier(service, ANGLE_95), None);
        assert_eq!(spread.limits(service.denominator, ANGLE_998)[1], 1.0);
    }
}
