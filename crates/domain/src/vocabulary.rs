//! Option lists of the data set, as data: each option has a token (JSON, database) and a label (CSV, screen).

mod drugs;
mod ethnicity;
mod options;

pub use drugs::{DRUGS, Drug, DrugEntry, OrDrug};
pub use ethnicity::EthnicCategory;
pub use options::{
    AbsentReason, Advice, AssessmentOutcome, Audience, BeforeFracture, ContactMethod, ContactOutcome,
    CourseOfTherapy, Dxa, DxaNotOrdered, FallsAssessment, FallsReferral, FollowUpMethod, FollowedUp, FoundBy,
    FractureRisk, Mobility, RegistrationState, Sex, Site, SubmissionState, YesNo,
};

use std::borrow::Cow;

/// 4.01: what was recommended, a drug or something else.
pub type Recommendation = OrDrug<Advice>;

impl Recommendation {
    /// Whether bone therapy is recommended: a drug, or a referral to decide on one†.
    pub fn is_drug_or_referral(&self) -> bool {
        matches!(
            self,
            OrDrug::Drug(_) | OrDrug::Other(Advice::ReferredToGp | Advice::ReferredForOpinion)
        )
    }
}

/// 6.05 and 7.05: therapy at a follow-up, a drug or something else.
pub type FollowUpTherapy = OrDrug<CourseOfTherapy>;
/// 2.06: bone-sparing therapy at the time of the fracture, a drug or something else.
pub type TherapyAtFracture = OrDrug<BeforeFracture>;

/// One option: its value, its token and its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<T> {
    /// The option itself.
    pub value: T,
    /// Snake case, as in JSON and in the database. Always `tidy(label)`.
    pub token: &'static str,
    /// As printed in exports and on screen.
    pub label: &'static str,
}

/// Shorthand for the tables of options.
pub const fn choice<T>(value: T, token: &'static str, label: &'static str) -> Choice<T> {
    Choice { value, token, label }
}

/// A vocabulary: a closed list of options.
pub trait Coded: Copy + Eq + std::fmt::Debug + Send + Sync + 'static {
    /// Every option, in the order in which a form lists them.
    fn choices() -> Cow<'static, [Choice<Self>]>;

    /// The token of this option, for instance `dont_know`.
    fn token(self) -> &'static str {
        Self::choices()
            .iter()
            .find(|c| c.value == self)
            .map_or("", |c| c.token)
    }

    /// The label of this option, for instance `Don't know`.
    fn label(self) -> &'static str {
        Self::choices()
            .iter()
            .find(|c| c.value == self)
            .map_or("", |c| c.label)
    }

    /// The option with exactly this token.
    fn from_token(token: &str) -> Option<Self> {
        Self::choices().iter().find(|c| c.token == token).map(|c| c.value)
    }

    /// The option that a person's text means, after tidying case, spaces and damaged apostrophes.
    fn from_text(text: &str) -> Option<Self> {
        Self::from_token(&tidy(text))
    }
}

/// A label without what people and programs vary: `Don’t know`, `Donít know` and `DON'T  KNOW` become `dont_know`.
pub fn tidy(text: &str) -> String {
    // An apostrophe that went through the wrong code page: as Mac Roman, as Windows-1252, or lost altogether.
    let text = text.replace("â€™", "");
    let mut tidied = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match c {
            '\'' | '’' | '‘' | '`' | '´' | 'í' | '\u{92}' | '\u{fffd}' => {}
            c if c.is_alphanumeric() => {
                if gap && !tidied.is_empty() {
                    tidied.push('_');
                }
                gap = false;
                tidied.extend(c.to_lowercase());
            }
            _ => gap = true,
        }
    }
    tidied
}

/// The label nearest to a text that is no option, by edit distance; for messages.
pub fn nearest_label<T: Coded>(text: &str) -> Option<&'static str> {
    let wanted = tidy(text);
    T::choices()
        .iter()
        .map(|c| (edit_distance(&wanted, c.token), c.label))
        .min_by_key(|(d, _)| *d)
        .map(|(_, l)| l)
}

/// Levenshtein's distance, one row at a time.
pub(crate) fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_mean_an_option() {
        for (text, token) in [
            ("Don't know", "dont_know"),
            ("Don’t know", "dont_know"),
            ("Donít know", "dont_know"),
            ("Donâ€™t know", "dont_know"),
            ("  don`t   KNOW ", "dont_know"),
            ("yes", "yes"),
            ("No", "no"),
        ] {
            assert_eq!(YesNo::from_text(text).map(Coded::token), Some(token), "{text}");
        }
        assert_eq!(YesNo::from_text("maybe"), None);
        assert_eq!(Site::from_text("NON HIP / NON SPINE"), Some(Site::NonHipNonSpine));
    }

    fn holds<T: Coded + serde::Serialize + serde::de::DeserializeOwned>() {
        for c in T::choices().iter() {
            assert_eq!(tidy(c.label), c.token, "a token is its tidied label");
            assert_eq!(T::from_text(c.label), Some(c.value));
            assert_eq!(c.value.token(), c.token);
            assert_eq!(c.value.label(), c.label);
            let json = serde_json::to_value(c.value).expect("serialises");
            assert_eq!(json, serde_json::json!(c.token));
            assert_eq!(serde_json::from_value::<T>(json).expect("deserialises"), c.value);
        }
    }

    #[test]
    fn tokens_labels_and_json_agree() {
        holds::<YesNo>();
        holds::<Sex>();
        holds::<FoundBy>();
        holds::<Site>();
        holds::<Dxa>();
        holds::<DxaNotOrdered>();
        holds::<FractureRisk>();
        holds::<FallsAssessment>();
        holds::<Mobility>();
        holds::<FallsReferral>();
        holds::<FollowedUp>();
        holds::<FollowUpMethod>();
        holds::<ContactMethod>();
        holds::<ContactOutcome>();
        holds::<AssessmentOutcome>();
        holds::<AbsentReason>();
        holds::<Audience>();
        holds::<RegistrationState>();
        holds::<SubmissionState>();
        holds::<EthnicCategory>();
        holds::<Drug>();
        holds::<Recommendation>();
        holds::<FollowUpTherapy>();
        holds::<TherapyAtFracture>();
    }

    #[test]
    fn a_slip_is_answered_with_the_nearest_option() {
        assert_eq!(nearest_label::<Sex>("Femail"), Some("Female"));
        assert_eq!(nearest_label::<Recommendation>("Alendronat"), Some("Alendronate"));
    }
}
