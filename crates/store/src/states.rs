//! A patient and an episode as the store works with them: answers with their last writers. In this form they stand in
//! the history, too.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use flsdb_domain::{
    Assessment, Episode, Field, FollowUp16, FollowUp52, Fracture, Patient, ServiceCode,
    vocabulary::Coded,
    wire::{problem::Stamp, records::Withdrawal},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::{AuthorKind, audit::Action, changes::Change};

/// Who wrote something last, when, and in which version of the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    pub version: i64,
    pub at: DateTime<Utc>,
    pub by: String,
    pub kind: AuthorKind,
    /// The fields of the section whose answers a machine wrote.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub machine_fields: BTreeSet<Field>,
}

/// Answers of a section and their last writer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section<T> {
    pub answers: T,
    pub mark: Mark,
}

/// A stored patient, id and service apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientState {
    pub created_version: i64,
    pub person: Section<Patient>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// A stored episode, id, service and patient's answers apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EpisodeState {
    pub patient_id: String,
    pub created_version: i64,
    /// Version of the last change of any section.
    pub version: i64,
    pub fracture: Section<Fracture>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assessment: Option<Section<Assessment>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_16: Option<Section<FollowUp16>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up_52: Option<Section<FollowUp52>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn: Option<Withdrawal>,
}

/// A state under its id, in its service.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept<S> {
    pub id: String,
    pub service: ServiceCode,
    pub state: S,
}

/// A stored patient.
pub type KeptPatient = Kept<PatientState>;
/// A stored episode.
pub type KeptEpisode = Kept<EpisodeState>;

impl<S: Clone> Kept<S> {
    /// The change from this state to another.
    pub fn changed(self, after: S, action: Action) -> Change<S> {
        Change {
            id: self.id,
            service: self.service,
            before: Some(self.state),
            after: Some(after),
            action,
        }
    }
}

impl<T> Section<T> {
    /// A section whose mark is set when it is written.
    pub fn unwritten(answers: T) -> Self {
        Section {
            answers,
            mark: Mark::unwritten(),
        }
    }
}

impl Mark {
    /// Stands until the section is written.
    pub fn unwritten() -> Self {
        Mark {
            version: 0,
            at: DateTime::UNIX_EPOCH,
            by: String::new(),
            kind: AuthorKind::System,
            machine_fields: BTreeSet::new(),
        }
    }

    /// For those who ask.
    pub fn to_stamp(&self) -> Stamp {
        Stamp {
            version: self.version,
            changed_at: self.at,
            changed_by: self.by.clone(),
        }
    }
}

impl PatientState {
    /// A patient to be created.
    pub fn new(patient: Patient) -> Self {
        PatientState {
            created_version: 0,
            person: Section::unwritten(patient),
            withdrawn: None,
        }
    }

    /// The answers.
    pub fn patient(&self) -> &Patient {
        &self.person.answers
    }
}

impl EpisodeState {
    /// An episode to be created.
    pub fn new(patient_id: String, fracture: Fracture) -> Self {
        EpisodeState {
            patient_id,
            created_version: 0,
            version: 0,
            fracture: Section::unwritten(fracture),
            assessment: None,
            follow_up_16: None,
            follow_up_52: None,
            withdrawn: None,
        }
    }

    /// The answers of an episode in the place of these, patient apart; a blank section is none.
    pub fn with_answers(mut self, episode: Episode) -> Self {
        self.fracture.answers = episode.fracture;
        self.assessment = (!episode.assessment.is_blank()).then(|| Section::unwritten(episode.assessment));
        self.follow_up_16 =
            (!episode.follow_up_16.is_blank()).then(|| Section::unwritten(episode.follow_up_16));
        self.follow_up_52 =
            (!episode.follow_up_52.is_blank()).then(|| Section::unwritten(episode.follow_up_52));
        self
    }

    /// The whole record with these answers about its patient.
    pub fn to_episode(&self, service: ServiceCode, patient: &Patient) -> Episode {
        Episode {
            service: Some(service),
            patient: patient.clone(),
            fracture: self.fracture.answers.clone(),
            assessment: answers(self.assessment.as_ref()),
            follow_up_16: answers(self.follow_up_16.as_ref()),
            follow_up_52: answers(self.follow_up_52.as_ref()),
        }
    }

    /// The whole record, for good.
    pub fn into_episode(self, service: ServiceCode, patient: Patient) -> Episode {
        Episode {
            service: Some(service),
            patient,
            fracture: self.fracture.answers,
            assessment: self.assessment.map(|s| s.answers).unwrap_or_default(),
            follow_up_16: self.follow_up_16.map(|s| s.answers).unwrap_or_default(),
            follow_up_52: self.follow_up_52.map(|s| s.answers).unwrap_or_default(),
        }
    }

    /// The fields whose answers a machine wrote, patient apart.
    pub fn machine_fields(&self) -> BTreeSet<Field> {
        let later = [
            self.assessment.as_ref().map(|s| &s.mark),
            self.follow_up_16.as_ref().map(|s| &s.mark),
            self.follow_up_52.as_ref().map(|s| &s.mark),
        ];
        let marks = later.into_iter().flatten().chain([&self.fracture.mark]);
        marks
            .flat_map(|mark| mark.machine_fields.iter().copied())
            .collect()
    }

    /// The latest of the marks of its sections.
    pub fn latest_mark(&self) -> &Mark {
        let later = [
            self.assessment.as_ref().map(|s| &s.mark),
            self.follow_up_16.as_ref().map(|s| &s.mark),
            self.follow_up_52.as_ref().map(|s| &s.mark),
        ];
        later.into_iter().flatten().fold(
            &self.fracture.mark,
            |a, b| if b.version > a.version { b } else { a },
        )
    }
}

/// The answers of a section that may be absent.
fn answers<T: Clone + Default>(section: Option<&Section<T>>) -> T {
    section.map(|s| s.answers.clone()).unwrap_or_default()
}

impl Serialize for AuthorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.token())
    }
}

impl<'de> Deserialize<'de> for AuthorKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let token = String::deserialize(deserializer)?;
        AuthorKind::from_token(&token).ok_or_else(|| D::Error::custom("no kind of author"))
    }
}
