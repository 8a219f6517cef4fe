//! Entries that are not stored yet, kept in the browser's session until they are: encrypted, for the user who typed them.
//!
//! They outlive a reload of the page and an expired sign-in. They end when they are saved or thrown away, when their user
//! signs out, when another signs in, with the tab, and after twelve hours.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use flsdb_domain::wire::auth::Me;
use gloo::storage::{SessionStorage, Storage};
use serde::{Deserialize, Serialize};
use web_sys::CryptoKey;
use yew::{platform::spawn_local, prelude::*};

use crate::draft::{Change, Draft, DraftEvent};

mod vault;

/// What stands before the name of everything that is kept.
const PREFIX: &str = "flsdb.draft.";
/// Entries are kept for so many milliseconds: a long day.
const AT_MOST: f64 = 12.0 * 3_600_000.0;

/// What is kept of one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entries {
    /// When they were typed, in milliseconds since 1970.
    at: f64,
    changes: Vec<Change>,
}

impl Entries {
    fn is_fresh(&self, now: f64) -> bool {
        (0.0..=AT_MOST).contains(&(now - self.at))
    }
}

/// Where the entries of one form are kept. Nothing in it names a patient.
fn place_of(user: &str, form: &str) -> String {
    format!("{PREFIX}{user}.{form}")
}

/// Whether a place belongs to a user; with `None`, to anybody.
fn belongs(place: &str, user: Option<&str>) -> bool {
    let rest = place.strip_prefix(PREFIX);
    rest.is_some_and(|rest| {
        user.is_none_or(|user| rest.strip_prefix(user).is_some_and(|rest| rest.starts_with('.')))
    })
}

/// Keeps entries. Clones are the same keeper.
#[derive(Clone, Default)]
pub struct Keeper(Rc<Inner>);

#[derive(Default)]
struct Inner {
    /// The key in use, with its user.
    key: RefCell<Option<(String, CryptoKey)>>,
    /// The number of the latest order: encryption takes a moment, and what is overtaken is not written.
    turn: Cell<u32>,
}

impl PartialEq for Keeper {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Keeper {
    async fn key(&self, user: &str) -> Option<CryptoKey> {
        let held = self.0.key.borrow().clone();
        if let Some((_, key)) = held.filter(|(of, _)| of == user) {
            return Some(key);
        }
        let key = vault::key_of(user).await.ok()?;
        self.0.key.replace(Some((user.to_owned(), key.clone())));
        Some(key)
    }

    fn next_turn(&self) -> u32 {
        let turn = self.0.turn.get().wrapping_add(1);
        self.0.turn.set(turn);
        turn
    }

    /// Keeps what a form would lose, in place of what was kept of it; nothing of it when there is nothing to lose.
    /// Without encryption or storage the entries are in the page only.
    fn keep(&self, user: &str, form: &str, changes: Vec<Change>) {
        let (place, turn) = (place_of(user, form), self.next_turn());
        if changes.is_empty() {
            return SessionStorage::raw().remove_item(&place).unwrap_or_default();
        }
        let (keeper, user) = (self.clone(), user.to_owned());
        spawn_local(async move {
            let entries = Entries {
                at: js_sys::Date::now(),
                changes,
            };
            let (Some(key), Ok(text)) = (keeper.key(&user).await, serde_json::to_string(&entries)) else {
                return;
            };
            let sealed = vault::seal(&key, &place, &text).await;
            if let (Ok(sealed), true) = (sealed, keeper.0.turn.get() == turn) {
                // Full or switched off: the entries are in the page.
                let _ = SessionStorage::raw().set_item(&place, &sealed);
            }
        });
    }

    /// What was kept of a form; nothing if it is too old or cannot be read.
    async fn kept(&self, user: &str, form: &str) -> Vec<Change> {
        let place = place_of(user, form);
        let Ok(Some(sealed)) = SessionStorage::raw().get_item(&place) else {
            return vec![];
        };
        let text = match self.key(user).await {
            Some(key) => vault::open(&key, &place, &sealed).await.ok(),
            None => None,
        };
        text.and_then(|text| serde_json::from_str::<Entries>(&text).ok())
            .filter(|entries| entries.is_fresh(js_sys::Date::now()))
            .map(|entries| entries.changes)
            .unwrap_or_default()
    }

    /// Throws away what was kept of a form.
    pub fn forget(&self, user: &str, form: &str) {
        self.keep(user, form, vec![]);
    }

    /// Whether anything is kept of a user.
    pub fn holds_any(&self, user: &str) -> bool {
        places().iter().any(|place| belongs(place, Some(user)))
    }

    /// The user signs out: their entries go, and their key with them.
    pub fn end(&self, user: &str) {
        self.next_turn();
        self.0.key.replace(None);
        remove_all(|place| belongs(place, None));
        vault::destroy(user);
    }

    /// A user signs in: what another has left goes.
    pub fn begin(&self, user: &str) {
        remove_all(|place| belongs(place, None) && !belongs(place, Some(user)));
    }
}

/// Everything in the browser's session storage, by name.
fn places() -> Vec<String> {
    let storage = SessionStorage::raw();
    let names = 0..storage.length().unwrap_or_default();
    names.filter_map(|at| storage.key(at).ok().flatten()).collect()
}

fn remove_all(is_gone: impl Fn(&str) -> bool) {
    for place in places().iter().filter(|place| is_gone(place)) {
        // Fails only without storage, which then holds nothing.
        let _ = SessionStorage::raw().remove_item(place);
    }
}

/// Keeps the entries of a form, and puts back what was kept of it. Says whether something was put back.
#[hook]
pub fn use_kept(form: &str, draft: &UseReducerHandle<Draft>) -> UseStateHandle<bool> {
    let keeper = use_context::<Keeper>().unwrap_or_default();
    let user = use_context::<Rc<Me>>()
        .map(|me| me.id.clone())
        .unwrap_or_default();
    let has_looked = use_state_eq(|| false);
    let is_back = use_state_eq(|| false);
    let form = form.to_owned();
    use_effect_with((form.clone(), user.clone()), {
        let (keeper, has_looked, is_back) = (keeper.clone(), has_looked.clone(), is_back.clone());
        let dispatcher = draft.dispatcher();
        move |(form, user)| {
            let (form, user) = (form.clone(), user.clone());
            spawn_local(async move {
                let changes = keeper.kept(&user, &form).await;
                if !changes.is_empty() {
                    dispatcher.dispatch(DraftEvent::Restored(changes));
                    is_back.set(true);
                }
                has_looked.set(true);
            });
        }
    });
    use_effect_with(
        (draft.changes(), *has_looked),
        move |(changes, has_looked): &(Vec<Change>, bool)| {
            // What was typed before the look is in the page, and is kept right after it.
            if *has_looked {
                keeper.keep(&user, &form, changes.clone());
            }
        },
    );
    is_back
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_belong_to_users() {
        let place = place_of("ann", "episode-1");
        for (place, user, expected) in [
            (place.as_str(), Some("ann"), true),
            (place.as_str(), Some("an"), false),
            (place.as_str(), None, true),
            ("flsdb.keys-off", None, false),
        ] {
            assert_eq!(belongs(place, user), expected, "{place} {user:?}");
        }
    }

    #[test]
    fn entries_grow_old() {
        let entries = Entries {
            at: 1_000.0,
            changes: vec![],
        };
        assert!(entries.is_fresh(1_000.0) && entries.is_fresh(1_000.0 + AT_MOST));
        assert!(!entries.is_fresh(1_001.0 + AT_MOST) && !entries.is_fresh(999.0));
    }
}
