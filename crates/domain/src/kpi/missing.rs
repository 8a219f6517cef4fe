//! A set of fields, as small as a number.

use crate::{Field, question::QUESTIONS};

/// Fields that are blank where a rule needs them, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Blanks(u64);

// A longer table of questions needs a wider number.
const _: () = assert!((Field::Service as usize) < 64);

impl Blanks {
    /// One field.
    pub const fn of(field: Field) -> Self {
        Blanks(1 << field as u64)
    }

    /// Whether no field is blank.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The fields of both.
    pub const fn and(self, other: Blanks) -> Self {
        Blanks(self.0 | other.0)
    }

    /// The fields, in the order of the data set.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        let fields = QUESTIONS.iter().map(|question| question.field);
        fields.filter(move |field| self.0 >> *field as u64 & 1 == 1)
    }

    /// Which fields are blank, in plain words: `enter 1.07 (FLS assessment) and 6.06 (…)`.
    pub fn sentence(self) -> String {
        let names: Vec<String> = self
            .fields()
            .filter_map(Field::question)
            .map(|question| format!("{} ({})", question.number, question.title))
            .collect();
        match &names[..] {
            [] => "nothing is blank".to_owned(),
            [one] => format!("enter {one}"),
            [first @ .., last] => format!("enter {} and {last}", first.join(", ")),
        }
    }
}

impl FromIterator<Field> for Blanks {
    fn from_iter<I: IntoIterator<Item = Field>>(fields: I) -> Self {
        fields
            .into_iter()
            .fold(Blanks::default(), |all, field| all.and(Blanks::of(field)))
    }
}
