//! XmR charts, as NHSRplotthedots.

use flsdb_domain::wire::charts::{Meaning, Preset, SpecialCause};
use flsdb_kpi::spc::{ControlPoint, Plan, Screening, Side, XmrRules, xmr};

use crate::vectors::{Row, assert_none, close, grouped, rows};

fn name(cause: Option<SpecialCause>) -> &'static str {
    match cause {
        None => "Common Cause",
        Some(SpecialCause::AboveLimit) => "Above UCL",
        Some(SpecialCause::BelowLimit) => "Below LCL",
        Some(SpecialCause::Rising) => "7 Point Trend (Increasing)",
        Some(SpecialCause::Falling) => "7 Point Trend (Decreasing)",
        Some(SpecialCause::NearUpperLimit) => "2 in 3 Above CL",
        Some(SpecialCause::NearLowerLimit) => "2 in 3 Below CL",
        Some(SpecialCause::AboveMean) => "7 Points Above CL",
        Some(SpecialCause::BelowMean) => "7 Points Below CL",
    }
}

fn point_type(cause: Option<SpecialCause>) -> &'static str {
    match cause.map(SpecialCause::meaning) {
        None => "common_cause",
        Some(Meaning::Improvement) => "special_cause_improvement",
        Some(Meaning::Concern) => "special_cause_concern",
    }
}

/// The points that the package computed from the same values.
fn points(series: &[Row]) -> Vec<ControlPoint> {
    let first = &series[0];
    let values: Vec<_> = series.iter().map(|row| row.number("value")).collect();
    let screening = match first.flag("screen_outliers") {
        Some(true) => Screening::Once,
        _ => Screening::Off,
    };
    let rebased: Vec<&str> = first
        .text("rebase_at")
        .split(';')
        .filter(|month| !month.is_empty())
        .collect();
    let at = |row: &Row| rebased.contains(&row.text("month_index"));
    let rebased_at: Vec<usize> = (0..series.len()).filter(|place| at(&series[*place])).collect();
    let plan = Plan {
        rules: XmrRules {
            screening,
            ..XmrRules::of(Preset::Nhsr)
        },
        rebased_at: &rebased_at,
        fixed_after: first.number("fix_after_n").map(|n| n as usize),
    };
    xmr(&values, plan)
}

fn differs(row: &Row, point: &ControlPoint) -> bool {
    // The package gives an empty value no side; a value on the mean has side 0.
    let side = row.number("value").and(point.mean).map(|_| match point.side {
        Some(Side::Above) => 1.0,
        Some(Side::Below) => -1.0,
        None => 0.0,
    });
    let limit = |at: usize| point.limits.map(|limits| limits[at]);
    let same = close(point.mean, row.number("mean"))
        && close(limit(0), row.number("lpl"))
        && close(limit(1), row.number("upl"))
        && point.group as u64 == row.count("rebase_group")
        && side == row.number("relative_to_mean")
        && point.outside == row.flag("outside_limits")
        && point.near == row.flag("close_to_limits")
        && name(point.cause) == row.text("special_cause_type")
        && Some(point.cause.is_some()) == row.flag("special_cause_flag")
        && point_type(point.cause) == row.text("point_type");
    !same
}

#[test]
fn xmr_as_published() {
    let columns = [
        "series_id",
        "variant",
        "screen_outliers",
        "rebase_at",
        "fix_after_n",
    ];
    let mut wrong = Vec::new();
    for (id, series) in grouped(rows("xmr.csv"), &columns) {
        let points = points(&series);
        assert_eq!(points.len(), series.len(), "{id:?}");
        for (row, point) in series.iter().zip(&points) {
            if differs(row, point) {
                wrong.push(format!("{id:?} month {}: {point:?}", row.text("month_index")));
            }
        }
    }
    assert_none(&wrong);
}

/// The second preset: six points make a trend, and a jump widens the limits.
#[test]
fn the_presets_differ_in_screening_and_trend() {
    let plan = |preset| Plan {
        rules: XmrRules::of(preset),
        rebased_at: &[],
        fixed_after: None,
    };
    let trend: Vec<_> = [50, 40, 42, 44, 46, 48, 52, 41, 50]
        .map(f64::from)
        .map(Some)
        .into();
    let causes = |preset| {
        let points = xmr(&trend, plan(preset));
        points.iter().map(|point| point.cause).collect::<Vec<_>>()
    };
    assert_eq!(causes(Preset::Nhsr), [None; 9]);
    let mut expected = [None; 9];
    expected[1..7].fill(Some(SpecialCause::Rising));
    assert_eq!(causes(Preset::NhsExcel), expected);

    let jump: Vec<_> = [50, 51, 50, 51, 50, 90, 50, 51, 50, 51]
        .map(f64::from)
        .map(Some)
        .into();
    let upper = |preset| xmr(&jump, plan(preset))[0].limits.map(|limits| limits[1].round());
    // Mean 54.4: ranges of 1 alone, or 87/9 on average.
    assert_eq!(upper(Preset::Nhsr), Some(57.0));
    assert_eq!(upper(Preset::NhsExcel), Some(80.0));
}
