//! Who wrote which answer: a machine does not overwrite what a person wrote, unless it says so.

use std::collections::BTreeSet;

use crate::{Episode, Field, reading::copy};

/// Which stored answers a writer may overwrite. A blank is nobody's answer: anybody may fill it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Those that a machine wrote: what a machine may do unasked.
    Machines,
    /// All: people, and machines that say so.
    All,
}

/// A record with new answers, and the fields whose stored answers were left though others were sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Laid {
    /// The record as it would be stored.
    pub episode: Episode,
    /// The fields that were left, in the order of the data set.
    pub left: Vec<Field>,
}

/// The answers sent to `fields`, blanks too, over the stored ones. `by_machines` are the fields whose stored answers a
/// machine wrote.
pub fn lay(
    stored: &Episode,
    sent: &Episode,
    fields: &BTreeSet<Field>,
    by_machines: &BTreeSet<Field>,
    claim: Claim,
) -> Laid {
    let mut episode = stored.clone();
    let mut left = Vec::new();
    for question in fields.iter().filter_map(|field| field.question()) {
        let (answer, target) = ((question.answer)(sent), (question.answer_mut)(&mut episode));
        let is_theirs = !target.is_blank() && !by_machines.contains(&question.field);
        if answer.text() == target.text() {
            continue;
        }
        if is_theirs && claim == Claim::Machines {
            left.push(question.field);
        } else if answer.is_blank() {
            target.clear();
        } else {
            copy(answer, target);
        }
    }
    Laid { episode, left }
}

/// The fields whose answers are a machine's after a change of `changed`: none that a person has changed, and no blank.
pub fn after_change(
    by_machines: &BTreeSet<Field>,
    changed: &[Field],
    is_by_machine: bool,
    after: &Episode,
) -> BTreeSet<Field> {
    let mut owned = by_machines.clone();
    for question in changed.iter().filter_map(|field| field.question()) {
        if is_by_machine && !(question.answer)(after).is_blank() {
            owned.insert(question.field);
        } else {
            owned.remove(&question.field);
        }
    }
    owned
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reading;

    fn record(cells: &[(Field, &str)]) -> Episode {
        Reading::from_cells(cells.iter().copied()).episode
    }

    /// Stored and sent T-score, whether a machine wrote the stored one; what is there then, and whether it was left.
    #[test]
    fn what_is_overwritten() {
        for (stored, by_machine, sent, unasked, asked) in [
            ("", false, "-2.5", "-2.5", "-2.5"),
            ("-1.0", false, "-2.5", "-1.0 left", "-2.5"),
            ("-1.0", true, "-2.5", "-2.5", "-2.5"),
            ("-1.0", false, "", "-1.0 left", ""),
            ("-1.0", true, "", "", ""),
            ("-1.0", false, "-1.0", "-1.0", "-1.0"),
        ] {
            let before = record(&[(Field::TScore, stored), (Field::Dxa, "Ordered")]);
            let owned: BTreeSet<Field> = by_machine.then_some(Field::TScore).into_iter().collect();
            let outcome = |claim| {
                let sent = record(&[(Field::TScore, sent)]);
                let laid = lay(&before, &sent, &[Field::TScore].into(), &owned, claim);
                assert!(laid.episode.assessment.dxa.is_some(), "what is not named stays");
                let question = Field::TScore.question().expect("a question");
                let left = if laid.left.is_empty() { "" } else { " left" };
                format!("{}{left}", (question.answer)(&laid.episode).text())
            };
            let case = format!("{stored} {by_machine} {sent}");
            assert_eq!(outcome(Claim::Machines), unasked, "{case}");
            assert_eq!(outcome(Claim::All), asked, "{case}");
        }
    }

    #[test]
    fn whose_answers_they_are_then() {
        let machines: BTreeSet<Field> = [Field::TScore, Field::DxaOn].into();
        let after = record(&[(Field::TScore, "-2.5"), (Field::Dxa, "Ordered")]);
        for (changed, is_by_machine, expected) in [
            (&[][..], true, vec![Field::DxaOn, Field::TScore]),
            (&[Field::TScore], false, vec![Field::DxaOn]),
            (&[Field::Dxa], true, vec![Field::Dxa, Field::DxaOn, Field::TScore]),
            (&[Field::DxaOn], true, vec![Field::TScore]),
        ] {
            let owned = after_change(&machines, changed, is_by_machine, &after);
            assert_eq!(owned.into_iter().collect::<Vec<_>>(), expected, "{changed:?}");
        }
    }
}
