//! Three-valued logic: a condition is true, false, or unknown because its field is blank.

use crate::{
    Field,
    vocabulary::{FollowedUp, YesNo},
};

use super::{Blanks, Course, Outcome, Shortfall};

/// One condition under "met when".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    /// It holds.
    True,
    /// It does not hold, for this reason.
    False(Shortfall),
    /// The field is blank, so nobody knows.
    Unknown(Field),
}

impl Truth {
    /// Of a field: unknown when blank, else what `test` says of its answer.
    pub(super) fn of<T>(
        field: Field,
        answer: Option<T>,
        test: impl FnOnce(T) -> Result<(), Shortfall>,
    ) -> Self {
        match answer.map(test) {
            None => Truth::Unknown(field),
            Some(Ok(())) => Truth::True,
            Some(Err(shortfall)) => Truth::False(shortfall),
        }
    }

    /// 0 ≤ days ≤ limit.
    pub(super) fn within(field: Field, days: Option<i16>, limit: u16) -> Self {
        Truth::of(field, days.map(i32::from), |days| match days {
            ..0 => Err(Shortfall::BeforeDiagnosis),
            days if days > i32::from(limit) => Err(Shortfall::Late),
            _ => Ok(()),
        })
    }

    /// 6.01 or 7.01 is Yes.
    pub(super) fn followed_up(field: Field, answer: Option<FollowedUp>) -> Self {
        Truth::of(field, answer, |answer| match answer {
            FollowedUp::Yes => Ok(()),
            _ => Err(Shortfall::NotFollowedUp),
        })
    }

    /// 6.05 or 7.05 is a drug.
    pub(super) fn on_drug(field: Field, answer: Option<Course>) -> Self {
        Truth::of(field, answer, |answer| match answer {
            Course::OnDrug => Ok(()),
            _ => Err(Shortfall::NotStarted),
        })
    }

    /// 6.06 is Yes.
    pub(super) fn exercises(field: Field, answer: Option<YesNo>) -> Self {
        Truth::of(field, answer, |answer| match answer {
            YesNo::Yes => Ok(()),
            _ => Err(Shortfall::NotStarted),
        })
    }
}

/// All true: met. Any false: not met, for the first reason in order. Else: missing.
pub(super) fn all(conditions: &[Truth]) -> Outcome {
    let mut blanks = Blanks::default();
    for condition in conditions {
        match condition {
            Truth::True => {}
            Truth::False(shortfall) => return Outcome::NotMet(*shortfall),
            Truth::Unknown(field) => blanks = blanks.and(Blanks::of(*field)),
        }
    }
    if blanks.is_empty() {
        Outcome::Met
    } else {
        Outcome::Missing(blanks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn truths() -> impl Strategy<Value = Truth> {
        prop_oneof![
            Just(Truth::True),
            Just(Truth::False(Shortfall::Late)),
            Just(Truth::Unknown(Field::Site)),
        ]
    }

    proptest! {
        #[test]
        fn any_false_settles_it(conditions in proptest::collection::vec(truths(), 0..6)) {
            let any_false = conditions.contains(&Truth::False(Shortfall::Late));
            let any_unknown = conditions.contains(&Truth::Unknown(Field::Site));
            prop_assert_eq!(all(&conditions), match (any_false, any_unknown) {
                (true, _) => Outcome::NotMet(Shortfall::Late),
                (_, true) => Outcome::Missing(Blanks::of(Field::Site)),
                _ => Outcome::Met,
            });
        }
    }
}
