//! Anti-osteoporosis medication. To add or retire a drug, edit [`DRUGS`] and nothing else.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use super::{Choice, Coded, choice};

/// What is known of one drug.
#[derive(Debug)]
pub struct DrugEntry {
    /// As in JSON and in the database.
    pub token: &'static str,
    /// As in exports and on screen.
    pub label: &'static str,
    /// Offered first in forms; a retired drug stays readable.
    pub in_force: bool,
    /// Given by a professional every so many months: the next one is due then after the last.
    pub months_between: Option<u32>,
    /// Being late by more days than this does harm.
    pub harmful_delay_days: Option<u16>,
}

const fn drug(token: &'static str, label: &'static str, in_force: bool) -> DrugEntry {
    DrugEntry {
        token,
        label,
        in_force,
        months_between: None,
        harmful_delay_days: None,
    }
}

impl DrugEntry {
    const fn given_every(self, months: u32) -> Self {
        DrugEntry {
            months_between: Some(months),
            ..self
        }
    }

    const fn harmful_when_late_by(self, days: u16) -> Self {
        DrugEntry {
            harmful_delay_days: Some(days),
            ..self
        }
    }
}

/// The drugs of the FLS-DB patient data set (2.06, 4.01, 6.05, 7.05); all but abaloparatide, raloxifene,
/// strontium and calcitriol are † (recovered from published analysis code). Append only: [`Drug`] is an index.
///
/// Zoledronate 5 mg is given once a year (summary of product characteristics of Aclasta, 4.2), denosumab 60 mg every
/// 6 months (that of Prolia, 4.2). When denosumab wears off, bone is lost fast and vertebrae break (MHRA, Drug Safety Update,
/// August 2020); an injection counts as in time up to 4 weeks after it was due, and later ones came with more vertebral
/// fractures, clearly so after 16 weeks (Lyu et al., Ann Intern Med 2020;173:516–526).
pub const DRUGS: &[DrugEntry] = &[
    drug("alendronate", "Alendronate", true),
    drug("risedronate", "Risedronate", true),
    drug("ibandronate", "Ibandronate", true),
    drug("zoledronate", "Zoledronate", true).given_every(12),
    drug("denosumab", "Denosumab", true)
        .given_every(6)
        .harmful_when_late_by(28),
    drug("teriparatide", "Teriparatide", true),
    drug("romosozumab", "Romosozumab", true),
    drug("abaloparatide", "Abaloparatide", true),
    drug("raloxifene", "Raloxifene", true),
    drug("systemic_oestrogens", "Systemic Oestrogens", true),
    drug("strontium", "Strontium", false),
    drug("calcitriol", "Calcitriol", true),
    drug("alfacalcidol", "Alfacalcidol", true),
];

/// A drug: its place in [`DRUGS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Drug(u8);

impl Drug {
    /// What is known of the drug.
    pub fn entry(self) -> &'static DrugEntry {
        &DRUGS[usize::from(self.0)]
    }
}

fn choices_of(in_force: bool) -> impl Iterator<Item = Choice<Drug>> {
    DRUGS
        .iter()
        .zip(0..)
        .filter(move |(d, _)| d.in_force == in_force)
        .map(|(d, i)| choice(Drug(i), d.token, d.label))
}

impl Coded for Drug {
    /// Drugs in force first, then the retired ones.
    fn choices() -> Cow<'static, [Choice<Self>]> {
        choices_of(true).chain(choices_of(false)).collect()
    }
    fn token(self) -> &'static str {
        self.entry().token
    }
    fn label(self) -> &'static str {
        self.entry().label
    }
    fn from_token(token: &str) -> Option<Self> {
        DRUGS
            .iter()
            .zip(0..)
            .find(|(d, _)| d.token == token)
            .map(|(_, i)| Drug(i))
    }
}

/// An answer that is either a drug or one of a few other options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OrDrug<T> {
    /// A drug.
    Drug(Drug),
    /// Anything else.
    Other(T),
}

impl<T> OrDrug<T> {
    /// Whether the answer names a drug.
    pub fn is_drug(&self) -> bool {
        matches!(self, OrDrug::Drug(_))
    }
}

impl<T: Coded> Coded for OrDrug<T> {
    /// Drugs in force first, then the other answers, at the end the retired drugs.
    fn choices() -> Cow<'static, [Choice<Self>]> {
        let drugs = |in_force| choices_of(in_force).map(|c| choice(OrDrug::Drug(c.value), c.token, c.label));
        let others = T::choices();
        drugs(true)
            .chain(
                others
                    .iter()
                    .map(|c| choice(OrDrug::Other(c.value), c.token, c.label)),
            )
            .chain(drugs(false))
            .collect()
    }
    fn token(self) -> &'static str {
        match self {
            OrDrug::Drug(drug) => drug.token(),
            OrDrug::Other(other) => other.token(),
        }
    }
    fn label(self) -> &'static str {
        match self {
            OrDrug::Drug(drug) => drug.label(),
            OrDrug::Other(other) => other.label(),
        }
    }
    fn from_token(token: &str) -> Option<Self> {
        Drug::from_token(token)
            .map(OrDrug::Drug)
            .or_else(|| T::from_token(token).map(OrDrug::Other))
    }
}

impl Serialize for Drug {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

impl<'de> Deserialize<'de> for Drug {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_token(deserializer)
    }
}

impl<T: Coded> Serialize for OrDrug<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

impl<'de, T: Coded> Deserialize<'de> for OrDrug<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_token(deserializer)
    }
}

fn from_token<'de, T: Coded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let token = Cow::<str>::deserialize(deserializer)?;
    T::from_token(&token).ok_or_else(|| D::Error::custom("not an option of this question"))
}

#[cfg(feature = "openapi")]
mod openapi {
    use std::{any::type_name, borrow::Cow};

    use utoipa::openapi::{ObjectBuilder, RefOr, Schema, schema::Type};

    use super::{Coded, Drug, OrDrug};

    fn tokens<T: Coded>() -> RefOr<Schema> {
        let tokens: Vec<&str> = T::choices().iter().map(|c| c.token).collect();
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(tokens))
            .into()
    }

    impl utoipa::PartialSchema for Drug {
        fn schema() -> RefOr<Schema> {
            tokens::<Drug>()
        }
    }
    impl utoipa::ToSchema for Drug {}

    impl<T: Coded> utoipa::PartialSchema for OrDrug<T> {
        fn schema() -> RefOr<Schema> {
            tokens::<Self>()
        }
    }
    impl<T: Coded> utoipa::ToSchema for OrDrug<T> {
        /// A name for each set of other answers: their schemas differ.
        fn name() -> Cow<'static, str> {
            let other = type_name::<T>().rsplit("::").next().unwrap_or_default();
            Cow::Owned(format!("DrugOr{other}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::Recommendation;

    #[test]
    fn retired_drugs_come_last_and_stay_readable() {
        for (labels, last) in [
            (
                Drug::choices().iter().map(|c| c.label).collect::<Vec<_>>(),
                "Strontium",
            ),
            (
                Recommendation::choices().iter().map(|c| c.label).collect(),
                "Strontium",
            ),
        ] {
            assert_eq!(
                (labels.first(), labels.last()),
                (Some(&"Alendronate"), Some(&last))
            );
        }
        let strontium = Drug::from_token("strontium").expect("readable");
        assert_eq!(
            (strontium.label(), strontium.entry().in_force),
            ("Strontium", false)
        );
    }
}
