//! Records in a layout, line by line.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field,
    answer::{Answer, Kind},
    wire::submissions::{Layout, LayoutColumn, Writing},
};

use super::LayoutFault;
use crate::WriteError;

/// A layout that was checked. It writes CSV: UTF-8, commas, line feeds, quotes only where needed.
#[derive(Clone)]
pub struct Sheet {
    layout: Layout,
    /// The columns of each key, by their places.
    keys: Vec<Vec<usize>>,
    /// All columns that some key has, in the order of the layout.
    key_columns: BTreeSet<usize>,
}

impl Sheet {
    /// Checks a layout.
    ///
    /// # Errors
    /// Its first fault.
    pub fn new(layout: Layout) -> Result<Self, LayoutFault> {
        for (place, column) in layout.columns.iter().enumerate() {
            check(&layout, place, column)?;
        }
        let place = |heading: &String| layout.columns.iter().position(|c| c.heading == *heading);
        let keys: Option<Vec<Vec<usize>>> = layout
            .keys
            .iter()
            .map(|key| key.iter().map(place).collect())
            .collect();
        let keys = keys
            .filter(|keys| !keys.is_empty() && keys.iter().all(|key| !key.is_empty()))
            .ok_or_else(|| LayoutFault::Keys(layout.id.clone()))?;
        Ok(Sheet {
            key_columns: keys.iter().flatten().copied().collect(),
            keys,
            layout,
        })
    }

    /// The layout itself.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The line of headings.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn headings(&self) -> Result<String, WriteError> {
        line(self.layout.columns.iter().map(|column| column.heading.as_str()))
    }

    /// The line of a record.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn line(&self, episode: &Episode) -> Result<String, WriteError> {
        line(self.layout.columns.iter().map(|column| cell(column, episode)))
    }

    /// The headings of the columns by which records are told apart.
    ///
    /// # Errors
    /// When there is no room for them.
    pub fn key_headings(&self) -> Result<String, WriteError> {
        line(
            self.key_columns
                .iter()
                .map(|place| self.column(*place).heading.as_str()),
        )
    }

    /// What tells a record apart from others: its first key without a blank, under the key headings.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn key(&self, episode: &Episode) -> Result<String, WriteError> {
        let is_filled = |key: &&Vec<usize>| {
            key.iter()
                .all(|place| !cell(self.column(*place), episode).is_empty())
        };
        let key = self.keys.iter().find(is_filled);
        let has = |place| key.is_some_and(|key| key.contains(place));
        line(self.key_columns.iter().map(|place| match has(place) {
            true => cell(self.column(*place), episode),
            false => String::new(),
        }))
    }

    /// The key columns that a table with these headings has: each with its place in the table.
    pub(crate) fn key_columns_in<'a>(
        &'a self,
        headings: &'a [&'a str],
    ) -> impl Iterator<Item = (Field, usize)> + 'a {
        self.key_columns.iter().filter_map(|place| {
            let column = self.column(*place);
            let found = headings.iter().position(|heading| *heading == column.heading);
            Some((column.question, found?))
        })
    }

    /// Whether a key has all its columns among these.
    pub(crate) fn has_key_of(&self, fields: &[Field]) -> bool {
        let is_there = |place: &usize| fields.contains(&self.column(*place).question);
        self.keys.iter().any(|key| key.iter().all(is_there))
    }

    fn column(&self, place: usize) -> &LayoutColumn {
        &self.layout.columns[place]
    }
}

fn check(layout: &Layout, place: usize, column: &LayoutColumn) -> Result<(), LayoutFault> {
    let (layout_id, heading) = (layout.id.clone(), column.heading.clone());
    if layout.columns[..place]
        .iter()
        .any(|earlier| earlier.heading == heading)
    {
        return Err(LayoutFault::RepeatedHeading {
            layout: layout_id,
            heading,
        });
    }
    let kind = kind(column.question);
    let fits = match &kind {
        Kind::Date => matches!(column.written, Writing::IsoDate | Writing::BritishDate),
        Kind::Options(_) => matches!(column.written, Writing::Label | Writing::Code),
        Kind::Number { .. } | Kind::Text | Kind::Flag => column.written == Writing::Text,
        Kind::Records => false,
    };
    if !fits {
        return Err(LayoutFault::Unfit {
            layout: layout_id,
            heading,
        });
    }
    let tokens: BTreeSet<&str> = match &kind {
        Kind::Options(options) if column.written == Writing::Code => {
            options.iter().map(|option| option.0).collect()
        }
        _ => BTreeSet::new(),
    };
    let coded: BTreeSet<&str> = column.codes.keys().map(String::as_str).collect();
    match coded.is_empty() || coded == tokens {
        true => Ok(()),
        false => Err(LayoutFault::Codes {
            layout: layout_id,
            heading,
        }),
    }
}

fn kind(field: Field) -> Kind {
    let question = field.question();
    question.map_or(Kind::Text, |q| (q.answer)(&Episode::default()).kind())
}

fn cell(column: &LayoutColumn, episode: &Episode) -> String {
    let Some(question) = column.question.question() else {
        return episode.service.map(|code| code.to_string()).unwrap_or_default();
    };
    let answer = (question.answer)(episode);
    match column.written {
        Writing::Text | Writing::Label | Writing::IsoDate => answer.text(),
        Writing::BritishDate => british(answer.text()),
        Writing::Code => codes(column, answer),
    }
}

fn british(iso: String) -> String {
    match iso.parse::<NaiveDate>() {
        Ok(date) => date.format("%d/%m/%Y").to_string(),
        Err(_) => iso,
    }
}

fn codes(column: &LayoutColumn, answer: &dyn Answer) -> String {
    let (Kind::Options(options), labels) = (answer.kind(), answer.text()) else {
        return String::new();
    };
    let chosen = labels.split(';').filter(|label| !label.is_empty());
    let codes = chosen.map(|label| {
        let token = options
            .iter()
            .find(|option| option.1 == label)
            .map(|option| option.0);
        let token = token.unwrap_or(label);
        column.codes.get(token).map_or(token, String::as_str)
    });
    codes.collect::<Vec<_>>().join(";")
}

fn line<T: AsRef<[u8]>>(cells: impl Iterator<Item = T>) -> Result<String, WriteError> {
    let mut csv = csv::WriterBuilder::new()
        .buffer_capacity(1024)
        .from_writer(Vec::new());
    csv.write_record(cells)?;
    let bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(|error| std::io::Error::other(error).into())
}
