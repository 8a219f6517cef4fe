//! `GET charts/run`: a KPI month by month.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    vocabulary::{Choice, Coded, choice},
    wire::kpis::Amount,
};

use super::{Baseline, ChartHead, ChartKpi, Month};

/// A KPI month by month, with its median, limits and special causes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunChart {
    /// What it is.
    #[serde(flatten)]
    pub head: ChartHead,
    /// The KPI.
    #[serde(flatten)]
    pub kpi: ChartKpi,
    /// How the limits are computed.
    pub method: Method,
    /// The rules of the preset.
    pub preset: PresetDefinition,
    /// Mean and limits come from so many months from each baseline on; from all, if null.
    pub fix_after: Option<usize>,
    /// Months younger than this are provisional where the KPI has no window.
    pub entry_lag_days: u16,
    /// The re-basings that fall into the period, oldest first.
    pub baselines: Vec<Baseline>,
    /// The median of the months that are not provisional.
    pub median: Option<f64>,
    /// Anhøj's rules round the median.
    pub runs: RunsRule,
    /// A point for each month.
    pub points: Vec<RunPoint>,
}

/// One month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunPoint {
    /// The month of 1.09.
    pub month: Month,
    /// Per cent; null without a denominator, or where hidden.
    pub value: Option<f64>,
    /// Per cent with one decimal.
    pub display: Option<String>,
    /// Records met.
    pub numerator: Option<u64>,
    /// Records counted; the expectation.
    pub denominator: Option<Amount>,
    /// Whether disclosure control hid the figures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub suppressed: bool,
    /// Why the month enters neither limits nor rules; null if it does.
    pub provisional: Option<Provisional>,
    /// How often the chart has been re-based by then.
    pub baseline: usize,
    /// The mean.
    pub mean: Option<f64>,
    /// The lower limit; on an XmR chart it may lie below 0.
    pub lower: Option<f64>,
    /// The upper limit; on an XmR chart it may lie above 100.
    pub upper: Option<f64>,
    /// The special cause that shows in the month; null: nothing but chance.
    pub special_cause: Option<SpecialCause>,
    /// What the special cause means.
    pub meaning: Option<Meaning>,
    /// The special cause in plain words.
    pub sentence: Option<String>,
}

/// How the limits of a run chart are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// XmR: from the moving ranges.
    #[default]
    Xmr,
    /// p-chart: from the binomial distribution.
    P,
}

/// A named set of rules for special causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// As the R package NHSRplotthedots: moving ranges screened once, a trend of 7 points.
    #[default]
    Nhsr,
    /// As the workbook of NHS England: no screening, a trend of 6 points.
    NhsExcel,
}

/// A preset with its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PresetDefinition {
    /// Which preset.
    pub id: Preset,
    /// Whether moving ranges of 3.267 times their mean and more are left out, once.
    pub screened: bool,
    /// Points in a row, each above (below) the one before, that make a trend.
    pub trend_points: usize,
    /// Points in a row on one side of the mean that make a shift.
    pub shift_points: usize,
}

/// Why a month is provisional.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Provisional {
    /// The window of the KPI is still open for some record that the month may hold.
    Immature,
    /// Records of the month may still be entered.
    EntryLag,
}

/// A sign that more than chance is at work. The first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum SpecialCause {
    /// Above the upper limit.
    AboveLimit,
    /// Below the lower limit.
    BelowLimit,
    /// Part of a rising trend.
    Rising,
    /// Part of a falling trend.
    Falling,
    /// One of two out of three near the upper limit.
    NearUpperLimit,
    /// One of two out of three near the lower limit.
    NearLowerLimit,
    /// Part of a long run above the mean.
    AboveMean,
    /// Part of a long run below the mean.
    BelowMean,
}

/// What a special cause means. More is better in every KPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Meaning {
    /// Better than chance explains.
    Improvement,
    /// Worse than chance explains.
    Concern,
}

/// Anhøj's rules: runs and crossings round the median.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunsRule {
    /// Months that are not on the median.
    pub useful: usize,
    /// The longest run on one side; null without useful months.
    pub longest_run: Option<usize>,
    /// The longest that chance explains.
    pub longest_run_max: Option<usize>,
    /// How often the values cross the median.
    pub crossings: Option<usize>,
    /// The fewest crossings that chance explains.
    pub crossings_min: Option<usize>,
    /// Whether the run is too long or the crossings are too few.
    pub signal: bool,
    /// The same in plain words.
    pub sentence: String,
}

impl SpecialCause {
    /// What it means where more is better.
    pub fn meaning(self) -> Meaning {
        match self {
            SpecialCause::AboveLimit
            | SpecialCause::Rising
            | SpecialCause::NearUpperLimit
            | SpecialCause::AboveMean => Meaning::Improvement,
            SpecialCause::BelowLimit
            | SpecialCause::Falling
            | SpecialCause::NearLowerLimit
            | SpecialCause::BelowMean => Meaning::Concern,
        }
    }
}

impl Coded for Method {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Method>] = &[
            choice(Method::Xmr, "xmr", "XmR chart"),
            choice(Method::P, "p", "p-chart"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for Preset {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Preset>] = &[
            choice(Preset::Nhsr, "nhsr", "NHS-R"),
            choice(Preset::NhsExcel, "nhs-excel", "NHS England workbook"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for Provisional {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Provisional>] = &[
            choice(Provisional::Immature, "immature", "Window still open"),
            choice(Provisional::EntryLag, "entry-lag", "Records may still be entered"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for Meaning {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Meaning>] = &[
            choice(Meaning::Improvement, "improvement", "Improvement"),
            choice(Meaning::Concern, "concern", "Concern"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

impl Coded for SpecialCause {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<SpecialCause>] = &[
            choice(SpecialCause::AboveLimit, "above-limit", "Above the upper limit"),
            choice(SpecialCause::BelowLimit, "below-limit", "Below the lower limit"),
            choice(SpecialCause::Rising, "rising", "Rising trend"),
            choice(SpecialCause::Falling, "falling", "Falling trend"),
            choice(
                SpecialCause::NearUpperLimit,
                "near-upper-limit",
                "Near the upper limit",
            ),
            choice(
                SpecialCause::NearLowerLimit,
                "near-lower-limit",
                "Near the lower limit",
            ),
            choice(SpecialCause::AboveMean, "above-mean", "Run above the mean"),
            choice(SpecialCause::BelowMean, "below-mean", "Run below the mean"),
        ];
        Cow::Borrowed(CHOICES)
    }
}
