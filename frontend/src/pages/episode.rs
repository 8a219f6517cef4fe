//! One episode: its KPIs with their reasons, its sections with what is done, and the form of one of them.

use std::{cell::RefCell, rc::Rc};

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Field, Part,
    access::Permission,
    dates::age_on,
    kpi::{Facts, SetId, outcomes},
    progress::{Progress, part_progress},
    vocabulary::Coded,
    wire::{About, auth::Me, records::EpisodeRecord},
};
use yew::prelude::*;
use yew_router::prelude::*;

use super::{
    new_patient::JustSaved,
    withdrawal::{Record, use_withdrawal},
};
use crate::{
    api::{Api, ApiError, Subject},
    components::{
        error_summary::focus,
        form::{Saving, sort_out_record},
        heading::Heading,
        link::Go,
        states::show,
    },
    draft::{Draft, DraftEvent},
    format,
    kept::use_kept,
    remote::use_remote,
    routes::{Place, Route},
    session::may,
    texts::{self, capture, episode as words},
    unsaved::{Unsaved, use_unsaved},
};

mod answers;
mod contents;
mod editor;
mod overtaken;
mod saving;
mod strip;

use answers::{Answers, answers};
use contents::{Contents, contents};
use editor::{Editor, editor, first_field};
use saving::{Save, use_save};
use strip::Strip;

/// What the address says when all sections are shown.
const WHOLE: &str = "all";

/// Properties of [`EpisodePage`].
#[derive(Properties, PartialEq)]
pub struct EpisodePageProps {
    /// Id of the episode.
    pub id: String,
}

/// The page.
#[component]
pub fn EpisodePage(props: &EpisodePageProps) -> Html {
    let api = use_context::<Api>();
    let today = use_context::<Rc<About>>().map(|about| about.today);
    let is_new = use_location().is_some_and(|location| location.state::<JustSaved>().is_some());
    let remote = use_remote(props.id.clone(), move |id| {
        let api = api.clone();
        async move { api.ok_or(ApiError::Away)?.episode(&id).await }
    });
    let is_missing = remote.error.as_ref().and_then(ApiError::status) == Some(404);
    if is_missing {
        return html! {
            <>
                <Heading title={words::MISSING} />
                <p>{ words::MISSING_DETAIL }<Go to={Route::Patients}>{ texts::patients::TITLE }</Go></p>
            </>
        };
    }
    let again = remote.again.clone();
    let on_record = {
        let remote = remote.clone();
        Callback::from(move |record| remote.know(record))
    };
    show(&remote, |record: &EpisodeRecord| match today {
        Some(today) => {
            html! { <Whole record={Rc::new(record.clone())} {today} {is_new} {on_record} {again} /> }
        }
        None => html! {},
    })
}

#[derive(Properties, PartialEq)]
struct WholeProps {
    record: Rc<EpisodeRecord>,
    today: NaiveDate,
    is_new: bool,
    /// Told of the record as it is stored now.
    on_record: Callback<EpisodeRecord>,
    /// Asks for the record again.
    again: Callback<()>,
}

/// KPIs on top, contents at the left, at the right the form of one section or all answers.
#[component]
fn Whole(props: &WholeProps) -> Html {
    let (record, today) = (&props.record, props.today);
    let is_withdrawn = record.withdrawn.is_some();
    let may_change =
        use_context::<Rc<Me>>().is_some_and(|me| may(&me, Permission::ChangeRecords)) && !is_withdrawn;
    let stored = use_memo(Rc::clone(record), |record| document(record));
    let draft = use_reducer(|| Draft::of(&stored, sort_out_record(record), today));
    use_effect_with(Rc::clone(record), {
        let (dispatcher, stored) = (draft.dispatcher(), Rc::clone(&stored));
        move |record| dispatcher.dispatch(DraftEvent::Stored(stored, sort_out_record(record)))
    });
    let checked = use_memo((*draft).clone(), Draft::checked);
    let saving = use_state(Saving::default);
    let is_touched = draft.is_touched();
    use_unsaved(is_touched);
    let is_back = use_kept(&format!("episode.{}", record.id), &draft);
    let first = may_change.then(|| first_open(&stored, today)).flatten();
    let (part, choose) = use_part(&record.id, first, props.is_new);
    let withdrawing = use_withdrawal(withdrawal_of(record), props.again.clone());
    let on_save = use_save(Save {
        record: Rc::clone(record),
        draft: draft.clone(),
        checked: Rc::clone(&checked),
        saving: saving.clone(),
        part,
        choose: choose.clone(),
        on_record: props.on_record.clone(),
    });
    let on_event = {
        let dispatcher = draft.dispatcher();
        Callback::from(move |event| dispatcher.dispatch(event))
    };
    let previewed = if is_touched { &checked.episode } else { &*stored };
    let counted = Facts::of(previewed).filter(|_| !is_withdrawn);
    let outcomes = counted.map(|facts| outcomes(&facts, SetId::default(), today));
    let show_part = |part: Part| {
        answers(&Answers {
            part,
            record,
            episode: &stored,
            today,
            change: may_change.then(|| choose.reform(move |_: MouseEvent| (Some(part), None))),
        })
    };
    let all = || -> Html { Part::ALL.into_iter().map(show_part).collect() };
    html! {
        <>
            <Go to={Route::Patient { id: record.patient_id.clone() }} class="nhsuk-back-link">{ texts::patient::NAMELESS }</Go>
            <Heading title={title(&stored)} caption={AttrValue::from(person(&stored, today))}>
                if props.is_new {
                    <p class="fls-saved" role="status">{ texts::form::SAVED }</p>
                }
            </Heading>
            { withdrawing.above }
            if let Some(outcomes) = outcomes.filter(|_| !withdrawing.is_open) {
                <Strip {outcomes} {today} is_preview={is_touched} />
            }
            <div role="status">
                if *is_back && is_touched {
                    <div class="nhsuk-inset-text fls-back">{ capture::BACK }</div>
                }
            </div>
            if is_withdrawn {
                { all() }
            } else if !withdrawing.is_open {
                <div class="fls-sections">
                    { contents(&Contents { record, episode: &stored, draft: &draft, today, part, choose: &choose }) }
                    <div class="fls-sections__answers">
                        {
                            match part {
                                Some(part) => editor(&Editor {
                                    part, record, draft: &draft, checked: &checked, saving: &saving,
                                    choose: &choose, on_event, on_save, today,
                                }),
                                None => all(),
                            }
                        }
                    </div>
                </div>
            }
            if !is_touched {
                { withdrawing.below }
            }
        </>
    }
}

/// Where to go on: the part, and the field in it that gets the focus; without a field the first one gets it. Without a part
/// all answers are shown.
type Choice = (Option<Part>, Option<Field>);

/// The part that the address names, and how to choose another one. An address without a part shows `first`. Who has just
/// made the episode goes on typing there.
#[hook]
fn use_part(episode: &str, first: Option<Part>, is_new: bool) -> (Option<Part>, Callback<Choice>) {
    let (navigator, unsaved) = (use_navigator(), use_context::<Unsaved>().unwrap_or_default());
    // Saving must not lead elsewhere by itself.
    let first = *use_state(|| first);
    let place = use_location().and_then(|location| location.query::<Place>().ok());
    let part = match place.and_then(|place| place.section) {
        Some(name) if name == WHOLE => None,
        Some(name) => Part::from_key(&name).or(first),
        None => first,
    };
    let wanted = use_mut_ref(|| is_new.then_some((first, None)));
    use_effect_with(part, {
        let wanted = Rc::clone(&wanted);
        move |_| settle(&wanted)
    });
    let route = Route::Episode {
        id: episode.to_owned(),
    };
    let choose = Callback::from(move |choice: Choice| {
        wanted.replace(Some(choice));
        if choice.0 == part {
            return settle(&wanted);
        }
        let section = choice.0.map_or(WHOLE, Part::key);
        if let Some(navigator) = &navigator {
            // Fails only for a query that cannot be written, which this one can.
            let _ = navigator.replace_with_query(&route, Place::of(section));
            // Entries that are not saved belong to the new address.
            unsaved.set(unsaved.is_set());
        }
    });
    (part, choose)
}

/// Moves the focus where the user wanted to go, once that is on screen.
fn settle(wanted: &RefCell<Option<Choice>>) {
    let field = match wanted.take() {
        Some((Some(part), field)) => field.or_else(|| first_field(part)),
        Some((None, _)) => return focus(texts::frame::MAIN_ID),
        None => None,
    };
    if let Some(question) = field.and_then(Field::question) {
        focus(question.key);
    }
}

/// The first part in which something is to be entered.
fn first_open(episode: &Episode, today: NaiveDate) -> Option<Part> {
    Part::ALL
        .into_iter()
        .find(|part| part_progress(*part, episode, today) == Progress::Open)
}

fn withdrawal_of(record: &EpisodeRecord) -> Record {
    Record {
        subject: Subject::Episode,
        id: record.id.clone(),
        patient: record.patient_id.clone(),
        withdrawn: record.withdrawn.clone(),
    }
}

/// The record without ids and versions: what the rules of the domain work on.
pub fn document(record: &EpisodeRecord) -> Episode {
    Episode {
        service: Some(record.service),
        patient: record.patient.clone(),
        fracture: record.fracture.clone(),
        assessment: record.assessment.clone(),
        follow_up_16: record.follow_up_16.clone(),
        follow_up_52: record.follow_up_52.clone(),
    }
}

/// `Hip fracture of 5 March 2024`
fn title(episode: &Episode) -> String {
    let site = episode
        .fracture
        .site
        .map_or(words::A_FRACTURE.to_owned(), |site| {
            format!("{}{}", site.label(), words::FRACTURE)
        });
    match episode.fracture.diagnosed_on {
        Some(day) => format!("{site}{}{}", words::OF, format::long_day(day)),
        None => site,
    }
}

/// `943 476 5919 · Female · born 5 March 1948, 78 years`
pub fn person(episode: &Episode, today: NaiveDate) -> String {
    let patient = &episode.patient;
    let number = patient
        .nhs_number
        .map(|number| number.grouped())
        .or_else(|| patient.local_record_number.clone());
    let born = patient.date_of_birth.map(|born| {
        let age = age_on(born, patient.date_of_death.unwrap_or(today));
        format!("{}{}, {age}{}", words::BORN, format::long_day(born), words::YEARS)
    });
    let died = patient
        .date_of_death
        .map(|day| format!("{}{}", words::DIED, format::long_day(day)));
    let sex = patient.sex.map(|sex| sex.label().to_owned());
    let parts: Vec<String> = [number, sex, born, died].into_iter().flatten().collect();
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use flsdb_domain::{Field, Reading};

    use super::*;

    #[test]
    fn title_and_person() {
        let episode = Reading::from_cells([
            (Field::NhsNumber, "9434765919"),
            (Field::DateOfBirth, "1948-03-05"),
            (Field::Sex, "Female"),
            (Field::DiagnosedOn, "2024-03-05"),
            (Field::Site, "Hip"),
        ])
        .episode;
        assert_eq!(title(&episode), "Hip fracture of 5 March 2024");
        let today = "2026-01-31".parse().expect("a day");
        assert_eq!(
            person(&episode, today),
            "943 476 5919 · Female · born 5 March 1948, 77 years"
        );
    }
}
