//! Saving what was typed, section by section.

use std::rc::Rc;

use flsdb_domain::{Finding, Part, Section, wire::records::EpisodeRecord};
use yew::{platform::spawn_local, prelude::*};

use super::{Choice, contents::stamp, editor::next};
use crate::{
    api::{Api, ApiError},
    components::form::{Saving, refused},
    draft::{Checked, Draft, DraftEvent},
    texts::capture,
};

/// What is saved, and who is told.
pub struct Save {
    /// The record as stored.
    pub record: Rc<EpisodeRecord>,
    /// What was typed.
    pub draft: UseReducerHandle<Draft>,
    /// The same, read and checked.
    pub checked: Rc<Checked>,
    /// How saving stands.
    pub saving: UseStateHandle<Saving>,
    /// The part on screen.
    pub part: Option<Part>,
    /// Goes to a part.
    pub choose: Callback<Choice>,
    /// Told of the record as it is stored now.
    pub on_record: Callback<EpisodeRecord>,
}

/// Saves every section in which something was typed when nothing stands against it, and then goes on to the next part.
#[hook]
pub fn use_save(save: Save) -> Callback<SubmitEvent> {
    let api = use_context::<Api>();
    let save = Rc::new(save);
    Callback::from(move |event: SubmitEvent| {
        event.prevent_default();
        let (saving, draft) = (&save.saving, &save.draft);
        let Some(api) = api.clone().filter(|_| !saving.is_busy) else {
            return;
        };
        draft.dispatch(DraftEvent::Submitted);
        let attempts = saving.attempts.wrapping_add(1);
        let sections: Vec<Section> = Section::ALL.into_iter().filter(|s| draft.touches(*s)).collect();
        if !save.checked.is_storable() {
            return saving.set(Saving {
                attempts,
                ..Saving::default()
            });
        }
        if sections.is_empty() {
            return go_on(&save, attempts);
        }
        saving.set(Saving {
            attempts,
            is_busy: true,
            ..Saving::default()
        });
        let save = Rc::clone(&save);
        spawn_local(async move {
            let outcome = send(&api, &save, &sections).await;
            // Who has written what is known from the record as it is now, also after half a success.
            let fresh = api.episode(&save.record.id).await;
            if let Ok(fresh) = fresh {
                save.on_record.emit(fresh);
            }
            match outcome {
                Ok(()) => go_on(&save, attempts),
                Err(error) => {
                    let (at_fields, refusal) = told(&error);
                    save.draft.dispatch(DraftEvent::Refused(at_fields));
                    save.saving.set(Saving {
                        attempts: attempts.wrapping_add(1),
                        refusal,
                        ..Saving::default()
                    });
                }
            }
        });
    })
}

async fn send(api: &Api, save: &Save, sections: &[Section]) -> Result<(), ApiError> {
    for section in sections {
        let version = stamp(&save.record, *section).map(|stamp| stamp.version);
        api.save_section(&save.record, *section, &save.checked.episode, version)
            .await?;
    }
    Ok(())
}

fn go_on(save: &Save, attempts: u32) {
    save.saving.set(Saving {
        attempts,
        is_saved: true,
        ..Saving::default()
    });
    if let Some(next) = save.part.and_then(next) {
        save.choose.emit((Some(next), None));
    }
}

/// What the server said: at fields, and in general. Who was overtaken reads what to do in place of the server's words.
fn told(error: &ApiError) -> (Vec<Finding>, Vec<String>) {
    match error.status() {
        Some(412) => (vec![], vec![capture::OVERTAKEN_REFUSAL.to_owned()]),
        _ => refused(error),
    }
}
