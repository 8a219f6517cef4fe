//! What an address means for whom.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[test]
fn usual_periods() {
    let period = last_months(day("2026-01-31"), 24);
    assert_eq!((period.start, period.end), (day("2024-01-01"), day("2025-12-31")));
    for (today, closed) in [
        ("2026-01-30", 2023),
        ("2026-01-31", 2024),
        ("2026-11-22", 2024),
        ("2027-02-01", 2025),
    ] {
        assert_eq!(closed_year(day(today)), closed, "{today}");
    }
}

#[test]
fn an_address_says_every_choice_again() {
    let today = day("2026-01-31");
    let brd: ServiceCode = "BRD".parse().expect("a code");
    let sight = Sight::Own(vec![brd]);
    let usual = ChartsQuery::default().asked(today, &sight, Some(brd));
    assert_eq!((usual.kind, usual.whose), (Kind::Run, Whose::One(brd)));
    assert_eq!(usual.query().asked(today, &Sight::Published, None), usual);
}

#[test]
fn one_service_may_stand_beside_another() {
    let [brd, cdf]: [ServiceCode; 2] = ["BRD", "CDF"].map(|code| code.parse().expect("a code"));
    for (kind, beside, expected) in [
        (Kind::Run, cdf, Some(Whose::One(cdf))),
        (Kind::Run, brd, None),
        (Kind::Funnel, cdf, None),
    ] {
        let query = ChartsQuery {
            chart: Some(kind),
            service: Some(Whose::One(brd)),
            beside: Some(beside),
            ..ChartsQuery::default()
        };
        let asked = query.asked(day("2026-01-31"), &Sight::All, None);
        assert_eq!(
            asked.neighbour().map(|asked| asked.whose),
            expected,
            "{kind:?} {beside}"
        );
    }
}

#[test]
fn charts_offer_the_kpis_that_the_server_draws() {
    let today = day("2026-01-31");
    let asked = |chart, whose| {
        let service = Whose::read(whose);
        let query = ChartsQuery {
            chart: Some(chart),
            service,
            ..ChartsQuery::default()
        };
        query.asked(today, &Sight::All, None)
    };
    for (chart, whose, kpi, is_drawn) in [
        (Kind::Run, "BRD", Kpi::K1, false),
        (Kind::Run, "all", Kpi::K1, true),
        (Kind::Run, "BRD", Kpi::K2, true),
        (Kind::Funnel, "all", Kpi::K2, false),
        (Kind::Funnel, "all", Kpi::K4, true),
        (Kind::Caterpillar, "all", Kpi::K1, false),
        (Kind::Caterpillar, "all", Kpi::K2, true),
    ] {
        assert_eq!(
            asked(chart, whose).draws(kpi),
            is_drawn,
            "{chart:?} {whose} {kpi}"
        );
    }
}

#[test]
fn services_in_an_address() {
    assert_eq!(Whose::read("all"), Some(Whose::All));
    assert_eq!(
        Whose::read("BRD").map(|whose| whose.token().to_owned()),
        Some("BRD".into())
    );
    assert_eq!(Whose::read("brd"), None);
}
