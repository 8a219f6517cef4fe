//! From a row of headings to the fields of its columns.

use flsdb_domain::{Field, question::QUESTIONS};

use crate::{
    FileError,
    heading::{self, Named},
    rejected::unguarded,
};

/// A column of the file that belongs to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its place in the row, from 0.
    pub position: usize,
    /// Its heading as the file has it.
    pub heading: String,
    /// The field that it fills.
    pub field: Field,
}

/// What the headings of a file say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The columns of questions, in the order of the file.
    pub found: Vec<Column>,
    /// Headings of columns that are not read: unknown, or the repeat of an earlier one.
    pub ignored: Vec<String>,
    /// Fields with a column in the data set that the file does not have, in the order of the data set.
    pub missing: Vec<Field>,
    /// The place of the column `service`, from 0.
    pub service: Option<usize>,
    /// The place of the column of reasons, if the file is a list of rejected rows sent again.
    pub(crate) reasons: Option<usize>,
    /// Every heading, as the file has it.
    pub(crate) headings: Vec<String>,
}

impl Columns {
    /// Reads the headings of a file.
    ///
    /// # Errors
    /// [`FileError::MissingColumns`] when 1.02, 1.09, or both 1.01 and the local record number are not there.
    pub fn read<'a>(headings: impl IntoIterator<Item = &'a str>) -> Result<Self, FileError> {
        let columns = Columns::find(headings);
        let missing = columns.missing_required();
        if missing.is_empty() {
            Ok(columns)
        } else {
            Err(FileError::MissingColumns(missing))
        }
    }

    /// Reads headings whether or not all that is required is there.
    pub(crate) fn find<'a>(headings: impl IntoIterator<Item = &'a str>) -> Self {
        let mut headings: Vec<&str> = headings.into_iter().collect();
        let mut named: Vec<Named> = headings.iter().map(|h| heading::read(h)).collect();
        if named.contains(&Named::Reasons) {
            headings.iter_mut().for_each(|h| *h = unguarded(h));
        }
        let mut columns = Columns {
            headings: headings.into_iter().map(str::to_owned).collect(),
            ..Columns::default()
        };
        resolve_short_numbers(&mut named);
        for (position, (heading, named)) in columns.headings.iter().zip(named).enumerate() {
            let is_new = |field| columns.found.iter().all(|c| c.field != field);
            match named {
                Named::Field(field) if is_new(field) => columns.found.push(Column {
                    position,
                    heading: heading.clone(),
                    field,
                }),
                Named::Service if columns.service.is_none() => columns.service = Some(position),
                Named::Reasons if columns.reasons.is_none() => columns.reasons = Some(position),
                _ if heading.trim().is_empty() => {}
                _ => columns.ignored.push(heading.clone()),
            }
        }
        let with_column = QUESTIONS.iter().filter(|q| q.has_column()).map(|q| q.field);
        columns.missing = with_column.filter(|f| !columns.has(*f)).collect();
        columns
    }

    /// The fields that the file has a column for, in the order of the file.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        self.found.iter().map(|c| c.field)
    }

    /// Whether the file has a column for this field.
    pub fn has(&self, field: Field) -> bool {
        self.position(field).is_some()
    }

    /// The place of a field's column, from 0.
    pub(crate) fn position(&self, field: Field) -> Option<usize> {
        if field == Field::Service {
            return self.service;
        }
        self.found.iter().find(|c| c.field == field).map(|c| c.position)
    }

    fn missing_required(&self) -> Vec<Field> {
        let identified = self.has(Field::NhsNumber) || self.has(Field::LocalRecordNumber);
        let required = [
            (Field::NhsNumber, identified),
            (Field::DateOfBirth, self.has(Field::DateOfBirth)),
            (Field::DiagnosedOn, self.has(Field::DiagnosedOn)),
        ];
        required
            .into_iter()
            .filter(|(_, there)| !there)
            .map(|(field, _)| field)
            .collect()
    }
}

/// `1.1` is 1.10 in a file that has 1.01, and 1.01 in a file that has 1.10; otherwise nobody can tell.
fn resolve_short_numbers(named: &mut [Named]) {
    let sure: Vec<Named> = named.to_vec();
    for entry in named {
        if let Named::ShortNumber { first, tenth } = *entry {
            let open = |field: &Field| !sure.contains(&Named::Field(*field));
            *entry = match (first.filter(open), tenth.filter(open)) {
                (Some(field), None) | (None, Some(field)) => Named::Field(field),
                _ => Named::Unknown,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn positions(headings: &str) -> String {
        let columns = Columns::find(headings.split('|'));
        let found: Vec<String> = columns
            .found
            .iter()
            .map(|c| {
                format!(
                    "{}={}",
                    c.position,
                    c.field.heading().split(' ').next().unwrap_or_default()
                )
            })
            .collect();
        format!("{} / {}", found.join(" "), columns.ignored.join(","))
    }

    #[test]
    fn tables() {
        for (headings, expected) in [
            ("1.02|1.09|1.01", "0=1.02 1=1.09 2=1.01 / "),
            ("1.01|NHSNumber|Age||x", "0=1.01 / NHSNumber,Age,x"),
            ("1.01|1.1|1.02", "0=1.01 1=1.10 2=1.02 / "),
            ("1.1|1.10|1.2", "0=1.01 1=1.10 2=1.02 / "),
            ("1.1|1.02|1.09", "1=1.02 2=1.09 / 1.1"),
            ("1.01|1.10|1.1", "0=1.01 1=1.10 / 1.1"),
            ("NHS number|1.1|5.1|5.01", "0=1.01 1=1.10 2=5.10 3=5.01 / "),
        ] {
            assert_eq!(positions(headings), expected, "{headings}");
        }
    }

    #[test]
    fn what_is_required() {
        for (headings, message) in [
            ("1.01|1.02|1.09", ""),
            ("LocalRecordNumber|1.02|1.09", ""),
            (
                "1.01|1.09",
                "The file has no column 1.02 DateOfBirth. Add it to the headings",
            ),
            (
                "1.10|Age",
                "The file has no column 1.01 NHSNumber, 1.02 DateOfBirth, 1.09 Date Index Frac Diagnosed. Add it to the headings",
            ),
        ] {
            let told = Columns::read(headings.split('|')).err().map(|e| e.to_string());
            assert_eq!(told.unwrap_or_default(), message, "{headings}");
        }
    }
}
