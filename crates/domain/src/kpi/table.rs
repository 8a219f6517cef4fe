//! For tests: facts in a compact text form, and tables of facts and outcomes.

use chrono::{Days, NaiveDate};

use crate::{Field, Reading, answer::Kind, question::QUESTIONS};

use super::{Facts, Kpi, Outcome, SetId, outcome};

/// Facts of cells such as `1.07=90 6.01=Yes`: fields by number or name; dates as days from the diagnosis, which is
/// 2024-01-01. All else is blank.
pub(super) fn facts(cells: &str) -> Facts {
    let diagnosed_on: NaiveDate = "2024-01-01".parse().expect("a date");
    let mut reading = Reading::default();
    reading.take_text(Field::DiagnosedOn, "2024-01-01");
    for (name, value) in pairs(cells) {
        let question = QUESTIONS
            .iter()
            .find(|q| q.number == name || q.number.is_empty() && q.name == name)
            .expect("a question");
        let is_date = (question.answer)(&reading.episode).kind() == Kind::Date;
        let text = match value.parse::<i64>() {
            Ok(days) if is_date && days < 0 => (diagnosed_on - Days::new(days.unsigned_abs())).to_string(),
            Ok(days) if is_date => (diagnosed_on + Days::new(days.unsigned_abs())).to_string(),
            _ => value,
        };
        reading.take_text(question.field, &text);
    }
    assert_eq!(reading.findings, [], "{cells}");
    Facts::of(&reading.episode).expect("a diagnosis")
}

/// Values may hold spaces: a new pair begins at a word with `=`.
fn pairs(cells: &str) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for word in cells.split_whitespace() {
        match (word.split_once('='), pairs.last_mut()) {
            (Some((name, value)), _) => pairs.push((name.to_owned(), value.to_owned())),
            (None, Some((_, value))) => {
                value.push(' ');
                value.push_str(word);
            }
            (None, None) => panic!("{cells} begins without a field"),
        }
    }
    pairs
}

/// An outcome as text: `met`, the token of a reason, or `missing` and the numbers of the blank fields.
pub(super) fn text(outcome: Outcome) -> String {
    match outcome {
        Outcome::Met => "met".to_owned(),
        Outcome::Excluded(exclusion) => exclusion.token().to_owned(),
        Outcome::NotMet(shortfall) => shortfall.token().to_owned(),
        Outcome::Missing(blanks) => blanks
            .fields()
            .filter_map(Field::question)
            .fold("missing".to_owned(), |text, question| {
                text + " " + question.number
            }),
    }
}

/// Checks a table of facts and outcomes.
pub(super) fn check(kpi: Kpi, set: SetId, as_of: &str, rows: &[(&str, &str)]) {
    let as_of = as_of.parse().expect("a date");
    for (cells, expected) in rows {
        let found = outcome(kpi, &facts(cells), &set.set().parameters, as_of).map(text);
        assert_eq!(found.as_deref(), Some(*expected), "{cells} on {as_of}");
    }
}
