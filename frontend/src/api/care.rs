//! The calls about one patient: who it is, and what is kept to reach and treat them.

use flsdb_domain::wire::{
    Page,
    audit::AuditEntry,
    care::{CareRecord, Contact, ContactDetails, ContactDetailsRecord, Note, Treatment},
    letters::Letter,
    records::{EpisodeRecord, FractureRecord, NewWithdrawal, PatientRecord},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{Api, ApiError, Call, administration::paged, read};

/// Everything that is shown of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    /// The person.
    pub patient: PatientRecord,
    /// The episodes, latest first.
    pub episodes: Vec<EpisodeRecord>,
    /// Episodes that are withdrawn, latest first.
    pub withdrawn: Vec<FractureRecord>,
    /// Name, telephone and the like, if they were ever written.
    pub details: Option<ContactDetailsRecord>,
    /// Attempts to reach the patient.
    pub contacts: Page<CareRecord<Contact>>,
    /// Courses of treatment.
    pub treatments: Page<CareRecord<Treatment>>,
    /// Notes.
    pub notes: Page<CareRecord<Note>>,
    /// Letters.
    pub letters: Page<CareRecord<Letter>>,
}

/// An entry that is to be stored.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// Contact details.
    Details(ContactDetails),
    /// A contact.
    Contact(Contact),
    /// A course of treatment.
    Treatment(Treatment),
    /// A note.
    Note(Note),
}

/// What can be withdrawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A patient with all episodes.
    Patient,
    /// One episode.
    Episode,
}

impl Subject {
    /// The path of one of them.
    fn path(self, id: &str) -> String {
        match self {
            Subject::Patient => format!("patients/{id}"),
            Subject::Episode => format!("fractures/{id}"),
        }
    }

    fn withdrawal_of(self, id: &str) -> String {
        self.path(id) + "/withdrawal"
    }
}

/// An entry that is stored already: its id and version.
pub type Stored = (String, i64);

impl Api {
    /// Everything on a patient; direct care too, unless the patient is withdrawn.
    ///
    /// # Errors
    /// 404 when there is none in the user's services.
    pub async fn whole(&self, id: &str) -> Result<Whole, ApiError> {
        let path = format!("patients/{id}");
        let patient: PatientRecord = self.get(&path).await?;
        let fractures = format!("{path}/fractures");
        let fractures: Vec<FractureRecord> =
            self.call(Call::get(&fractures).query("withdrawn", true)).await?;
        let (withdrawn, present): (Vec<_>, Vec<_>) = fractures
            .into_iter()
            .partition(|fracture| fracture.withdrawn.is_some());
        let mut episodes = Vec::with_capacity(present.len());
        for fracture in &present {
            episodes.push(self.episode(&fracture.id).await?);
        }
        Ok(Whole {
            episodes,
            withdrawn,
            details: self.details(&patient).await?,
            contacts: self.entries(&patient, "contacts").await?,
            treatments: self.entries(&patient, "treatments").await?,
            notes: self.entries(&patient, "notes").await?,
            letters: self.entries(&patient, "letters").await?,
            patient,
        })
    }

    /// Who changed what of a patient, newest first.
    ///
    /// # Errors
    /// 404 when there is none in the user's services.
    pub async fn history(&self, id: &str, cursor: Option<&str>) -> Result<Page<AuditEntry>, ApiError> {
        self.call(paged(&format!("patients/{id}/history"), cursor, 10))
            .await
    }

    async fn details(&self, patient: &PatientRecord) -> Result<Option<ContactDetailsRecord>, ApiError> {
        if patient.withdrawn.is_some() {
            return Ok(None);
        }
        let path = format!("patients/{}/contact-details", patient.id);
        let details = self.text(Call::get(&path)).await?;
        (!details.is_empty()).then(|| read(&details)).transpose()
    }

    async fn entries<T: DeserializeOwned>(
        &self,
        patient: &PatientRecord,
        list: &str,
    ) -> Result<Page<CareRecord<T>>, ApiError> {
        if patient.withdrawn.is_some() {
            return Ok(Page {
                items: vec![],
                next: None,
                total: None,
            });
        }
        let path = format!("patients/{}/{list}", patient.id);
        self.call(Call::get(&path).query("limit", 100)).await
    }

    /// The version that says from which state a withdrawal is undone; none if this record itself is not withdrawn.
    ///
    /// # Errors
    /// 404 when there is no such record in the user's services.
    pub async fn withdrawn_version(&self, subject: Subject, id: &str) -> Result<Option<i64>, ApiError> {
        let path = subject.path(id);
        let (withdrawn, stamp) = match subject {
            Subject::Patient => {
                let record: PatientRecord = self.get(&path).await?;
                (record.withdrawn, record.stamp)
            }
            Subject::Episode => {
                let record: FractureRecord = self.get(&path).await?;
                (record.withdrawn, record.stamp)
            }
        };
        Ok(withdrawn.map(|_| stamp.version))
    }

    /// Withdraws a record.
    ///
    /// # Errors
    /// 422 when the reason is too short or too long.
    pub async fn withdraw(&self, subject: Subject, id: &str, new: &NewWithdrawal) -> Result<(), ApiError> {
        let path = subject.withdrawal_of(id);
        self.sent(Call::post(&path).json(new)?).await
    }

    /// Undoes a withdrawal.
    ///
    /// # Errors
    /// 409 when another record has its key by now; 412 when the record was changed since.
    pub async fn undo_withdrawal(&self, subject: Subject, id: &str, version: i64) -> Result<(), ApiError> {
        let path = subject.withdrawal_of(id);
        self.sent(Call::delete(&path).header("If-Match", format!("\"{version}\"")))
            .await
    }

    /// Stores an entry about a patient: a new one, or in the place of one that is stored. The version of contact details
    /// alone matters, as a patient has them once.
    ///
    /// # Errors
    /// 422 with findings; 412 when somebody else has written it since.
    pub async fn keep(&self, patient: &str, entry: &Entry, stored: Option<&Stored>) -> Result<(), ApiError> {
        match entry {
            Entry::Details(details) => {
                let path = format!("patients/{patient}/contact-details");
                let call = match stored {
                    Some((_, version)) => Call::put(&path).header("If-Match", format!("\"{version}\"")),
                    None => Call::put(&path).header("If-None-Match", "*"),
                };
                self.sent(call.json(details)?).await
            }
            Entry::Contact(contact) => self.put_or_post(patient, "contacts", contact, stored).await,
            Entry::Treatment(treatment) => self.put_or_post(patient, "treatments", treatment, stored).await,
            Entry::Note(note) => self.put_or_post(patient, "notes", note, stored).await,
        }
    }

    async fn put_or_post(
        &self,
        patient: &str,
        list: &str,
        entry: &impl Serialize,
        stored: Option<&Stored>,
    ) -> Result<(), ApiError> {
        let path = match stored {
            Some((id, _)) => format!("patients/{patient}/{list}/{id}"),
            None => format!("patients/{patient}/{list}"),
        };
        let call = match stored {
            Some((_, version)) => Call::put(&path).header("If-Match", format!("\"{version}\"")),
            None => Call::post(&path),
        };
        self.sent(call.json(entry)?).await
    }

    /// Takes an entry of a list away.
    ///
    /// # Errors
    /// 412 when somebody else has written it since.
    pub async fn remove(&self, patient: &str, list: &str, (id, version): &Stored) -> Result<(), ApiError> {
        let path = format!("patients/{patient}/{list}/{id}");
        self.sent(Call::delete(&path).header("If-Match", format!("\"{version}\"")))
            .await
    }

    async fn sent(&self, call: Call<'_>) -> Result<(), ApiError> {
        let outcome = self.send(call).await.map(|_| ());
        self.changed(outcome)
    }
}
