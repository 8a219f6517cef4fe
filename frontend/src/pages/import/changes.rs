//! What an import changes of what is stored, by field, each opening its rows.

use std::cmp::Reverse;

use flsdb_domain::{
    Episode, Field,
    wire::{
        Page,
        imports::{FieldChanges, ImportRecord, RowChange},
    },
};
use yew::prelude::*;

use super::rows::{Listed, Rows, value};
use crate::{
    api::{Api, ApiError},
    components::{disclosure::Disclosure, link::Go, tag::tag},
    format,
    routes::Route,
    texts::import as words,
};

/// Whether the user may see the values behind the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Counts alone.
    Counts,
    /// Stored values, too.
    Values,
}

/// The difference to what is stored.
pub fn changes(import: &ImportRecord, sight: Sight) -> Html {
    let create = import.counts.create;
    html! {
        <section aria-labelledby="changes">
            <h2 class="nhsuk-heading-m" id="changes">{ words::CHANGES }</h2>
            if create > 0 {
                <p>{ format::counted(create, words::NEW_EPISODE, words::NEW_EPISODES) }</p>
            }
            if import.changes.is_empty() {
                <p>{ words::NO_CHANGES }</p>
            }
            { for worst_first(&import.changes).into_iter().map(|changes| field(&import.id, changes, sight)) }
        </section>
    }
}

/// How many stored values an import clears or overwrites.
pub fn lost(changes: &[FieldChanges]) -> u64 {
    changes.iter().map(|field| field.clear + field.overwrite).sum()
}

/// Fields with cleared values first, then those with overwritten ones.
fn worst_first(changes: &[FieldChanges]) -> Vec<&FieldChanges> {
    let mut sorted: Vec<&FieldChanges> = changes.iter().collect();
    sorted.sort_by_key(|field| Reverse((field.clear, field.overwrite, field.fill)));
    sorted
}

fn field(import: &str, changes: &FieldChanges, sight: Sight) -> Html {
    let title = title(&changes.column);
    let counted = [
        (changes.clear, words::CLEARED, "red"),
        (changes.overwrite, words::OVERWRITTEN, "yellow"),
        (changes.fill, words::FILLED, "blue"),
    ];
    let counted = counted.into_iter().filter(|(count, ..)| *count > 0);
    let count = html! {
        { for counted.map(|(count, text, colour)| html! {
            <>{ tag(format!("{}{text}", format::count(count)), colour) }{ " " }</>
        }) }
    };
    match sight {
        Sight::Counts => {
            html! { <p class="fls-finding">{ title }<span class="fls-finding__count">{ count }</span></p> }
        }
        Sight::Values => html! {
            <Disclosure key={changes.column.clone()} title={title.clone()} {count}>
                <Rows<RowChange> import={import.to_owned()} of={changes.column.clone()} {title} />
            </Disclosure>
        },
    }
}

/// `1.04 Postcode`: the number and the question in plain words.
pub fn title(column: &str) -> String {
    match Field::from_heading(column).and_then(Field::question) {
        Some(question) => format!("{} {}", question.number, question.title)
            .trim()
            .to_owned(),
        None => column.to_owned(),
    }
}

impl Listed for RowChange {
    const COLUMNS: &'static [(&'static str, bool)] = words::CHANGE_COLUMNS;

    async fn ask(
        api: Api,
        import: String,
        column: String,
        cursor: Option<String>,
    ) -> Result<Page<Self>, ApiError> {
        api.import_changes(&import, &column, cursor.as_deref()).await
    }

    fn row(&self) -> Html {
        let (to, text) = match &self.fracture_id {
            Some(id) => (Route::Episode { id: id.clone() }, words::EPISODE),
            None => (
                Route::Patient {
                    id: self.patient_id.clone(),
                },
                words::PATIENT,
            ),
        };
        let number = format::count(self.row);
        html! {
            <tr>
                <th scope="row" class="fls-right">{ &number }</th>
                <td>{ value(&readable(&self.column, &self.stored)) }</td>
                <td>{ value(&readable(&self.column, &self.given)) }</td>
                <td>
                    <Go {to}>{ text }<span class="nhsuk-u-visually-hidden">{ words::OF_ROW }{ number }</span></Go>
                </td>
            </tr>
        }
    }
}

/// A value as people read it, from what exports write.
fn readable(column: &str, text: &str) -> String {
    let Some(question) = Field::from_heading(column).and_then(Field::question) else {
        return text.to_owned();
    };
    let mut episode = Episode::default();
    match (question.answer_mut)(&mut episode).read_text(text) {
        Ok(()) => format::readable(question, &episode),
        Err(_) => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_come_first() {
        let field = |column: &str, clear, overwrite, fill| FieldChanges {
            column: column.to_owned(),
            clear,
            overwrite,
            fill,
        };
        let all = [
            field("filled", 0, 0, 900),
            field("overwritten", 0, 2, 1),
            field("cleared", 1, 0, 0),
            field("often overwritten", 0, 30, 0),
        ];
        let order: Vec<&str> = worst_first(&all)
            .into_iter()
            .map(|field| field.column.as_str())
            .collect();
        assert_eq!(order, ["cleared", "often overwritten", "overwritten", "filled"]);
        assert_eq!(lost(&all), 33);
    }

    #[test]
    fn values_are_told_as_people_read_them() {
        for (column, text, expected) in [
            ("1.09 Date Index Frac Diagnosed", "2024-06-17", "17/06/2024"),
            ("2.01 Height", "145", "145 cm"),
            (
                "4.01 BoneTherapy",
                "Alendronate;Calcitriol",
                "Alendronate, Calcitriol",
            ),
            ("1.04 Post Code", "", ""),
            ("of a later version", "x", "x"),
        ] {
            assert_eq!(readable(column, text), expected, "{column}");
        }
    }

    #[test]
    fn fields_have_their_number_and_plain_words() {
        assert_eq!(title("1.04 Post Code"), "1.04 Postcode");
        assert_eq!(title("DateOfDeath"), "Date of death");
        assert_eq!(title("of a later version"), "of a later version");
    }
}
