//! Audit events, with filters.

use std::rc::Rc;

use flsdb_domain::wire::{Page, audit::AuditEntry, auth::Me};
use yew::prelude::*;

use super::heading;
use crate::{
    api::{Api, ApiError, AuditQuery},
    components::{
        pages::{Place, pages},
        plain::{button, choice, input, table},
        states::{empty, show},
    },
    format::{self, spoken},
    remote::use_remote,
    routes::Route,
    texts::administration as words,
};

/// The page.
#[component]
pub fn AuditPage() -> Html {
    let api = use_context::<Api>();
    let me = use_context::<Rc<Me>>();
    let query = use_state_eq(AuditQuery::default);
    let place = use_state_eq(Place::default);
    let remote = use_remote(((*query).clone(), (*place).clone()), move |(query, place)| {
        let api = api.clone();
        async move {
            let api = api.ok_or(ApiError::Away)?;
            api.audit_events(&query, place.cursor.as_deref()).await
        }
    });
    let set = |change: fn(&mut AuditQuery, String)| {
        let (query, place) = (query.clone(), place.clone());
        move |text: String| {
            let mut next = (*query).clone();
            change(&mut next, text);
            place.set(Place::default());
            query.set(next);
        }
    };
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    let by = {
        let set = set(|query, author| query.author = author);
        Callback::from(set)
    };
    html! {
        <>
            { heading(me.as_deref(), &Route::Audit, words::AUDIT) }
            <p>{ words::AUDIT_LEAD }</p>
            <div class="fls-choices">
                { input(("day", words::DAY, "date"), &query.day, set(|query, day| query.day = day)) }
                { choice(("action", words::ACTION), &options(words::ACTIONS), &query.action, set(|query, text| query.action = text)) }
                { choice(("resource", words::RESOURCE), &options(words::RESOURCES), &query.resource, set(|query, text| query.resource = text)) }
                if !query.author.is_empty() {
                    { button(words::ANYBODY, None, by.reform(|_: MouseEvent| String::new())) }
                }
            </div>
            { show(&remote, |page: &Page<AuditEntry>| if page.items.is_empty() {
                empty(words::NO_EVENTS, html! { <p>{ words::NO_EVENTS_DETAIL }</p> })
            } else {
                html! {
                    <>
                        { table(words::AUDIT, words::AUDIT_COLUMNS, html! {
                            { for page.items.iter().map(|entry| row(entry, &by)) }
                        }) }
                        { pages(&place, page.next.as_deref(), &go) }
                    </>
                }
            }) }
        </>
    }
}

/// A choice of tokens, in words.
fn options(tokens: &[&str]) -> Vec<(String, String)> {
    let any = (String::new(), words::ANY.to_owned());
    let each = tokens.iter().map(|token| ((*token).to_owned(), spoken(token)));
    [any].into_iter().chain(each).collect()
}

fn row(entry: &AuditEntry, by: &Callback<String>) -> Html {
    let id = entry.author_id.clone();
    html! {
        <tr key={entry.id.clone()}>
            <th scope="row" class="fls-figure">{ format::moment(entry.at) }</th>
            <td>
                if let Some(name) = &entry.author {
                    { button(name, None, by.reform(move |_: MouseEvent| id.clone())) }
                } else {
                    { &entry.author_id }
                }
            </td>
            <td>{ spoken(&entry.action) }</td>
            <td>{ spoken(&entry.resource) }</td>
            <td>{ entry.service.map(|code| code.to_string()).unwrap_or_default() }</td>
            <td>{ entry.fields.join(", ") }</td>
            <td><code title={entry.reference.clone()}>{ entry.reference.as_deref().map(short).unwrap_or_default().to_owned() }</code></td>
        </tr>
    }
}

/// The beginning of a reference: enough to tell records of a page apart.
fn short(reference: &str) -> &str {
    reference.get(..8).unwrap_or(reference)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_them_is_offered_and_references_are_short() {
        assert_eq!(options(&["read"]).len(), 2);
        assert_eq!((short("0123456789"), short("abc")), ("01234567", "abc"));
    }
}
