//! What a chart shows, in plain words.

use flsdb_domain::wire::charts::{Meaning, Month, RunsRule, SpecialCause};

use crate::spc::Anhoej;

/// A special cause as the last one of a chart, in `count` months up to this one.
pub(super) fn of_cause(cause: SpecialCause, count: usize, month: Month) -> String {
    let until = month.first_day().format("%B %Y");
    let what = match cause {
        SpecialCause::AboveLimit => format!("{until} lies above the upper limit"),
        SpecialCause::BelowLimit => format!("{until} lies below the lower limit"),
        SpecialCause::Rising => format!(
            "{} months rising one after the other, up to {until}",
            words(count)
        ),
        SpecialCause::Falling => format!(
            "{} months falling one after the other, up to {until}",
            words(count)
        ),
        SpecialCause::NearUpperLimit => format!("Two of three months near the upper limit, up to {until}"),
        SpecialCause::NearLowerLimit => format!("Two of three months near the lower limit, up to {until}"),
        SpecialCause::AboveMean => format!("{} months in a row above the mean, up to {until}", words(count)),
        SpecialCause::BelowMean => format!("{} months in a row below the mean, up to {until}", words(count)),
    };
    format!("{what}: {}.", verdict(cause))
}

/// A special cause at one month; `trend` and `shift` are the months that make one.
pub(super) fn at_month(cause: SpecialCause, trend: usize, shift: usize) -> String {
    let what = match cause {
        SpecialCause::AboveLimit => "Above the upper limit".to_owned(),
        SpecialCause::BelowLimit => "Below the lower limit".to_owned(),
        SpecialCause::Rising => format!("Part of a rising trend of {trend} months or more"),
        SpecialCause::Falling => format!("Part of a falling trend of {trend} months or more"),
        SpecialCause::NearUpperLimit => "One of two out of three months near the upper limit".to_owned(),
        SpecialCause::NearLowerLimit => "One of two out of three months near the lower limit".to_owned(),
        SpecialCause::AboveMean => format!("Part of a run of {shift} months or more above the mean"),
        SpecialCause::BelowMean => format!("Part of a run of {shift} months or more below the mean"),
    };
    format!("{what}: {}.", verdict(cause))
}

fn verdict(cause: SpecialCause) -> &'static str {
    match cause.meaning() {
        Meaning::Improvement => "an improvement that is unlikely to be chance",
        Meaning::Concern => "a concern that is unlikely to be chance",
    }
}

/// Anhøj's rules with their sentence.
pub(super) fn runs_rule(found: &Anhoej) -> RunsRule {
    RunsRule {
        useful: found.useful,
        longest_run: found.runs.map(|runs| runs.longest),
        longest_run_max: found.runs.map(|runs| runs.longest_max),
        crossings: found.runs.map(|runs| runs.crossings),
        crossings_min: found.runs.map(|runs| runs.crossings_min),
        signal: found.is_signal(),
        sentence: of_runs(found),
    }
}

fn of_runs(found: &Anhoej) -> String {
    let Some(runs) = found.runs else {
        return match found.median {
            Some(_) => "Every month lies on the median.".to_owned(),
            None => "There is no month with a value to judge yet.".to_owned(),
        };
    };
    if runs.longest > runs.longest_max {
        format!(
            "{} months in a row on one side of the median, where chance explains {}: the value has shifted.",
            words(runs.longest),
            runs.longest_max
        )
    } else if runs.crossings < runs.crossings_min {
        format!(
            "The values cross the median {} times, where chance would bring {} at least: the value has shifted.",
            runs.crossings, runs.crossings_min
        )
    } else {
        "Round the median the months vary as chance explains.".to_owned()
    }
}

/// A number at the beginning of a sentence.
pub(super) fn words(count: usize) -> String {
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
        "Twelve",
    ];
    WORDS
        .get(count)
        .map_or_else(|| count.to_string(), ToString::to_string)
}
