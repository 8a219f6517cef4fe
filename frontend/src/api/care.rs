//! The calls about one patient: who it is, and what is kept to reach and treat them.

use flsdb_domain::wire::{
    Page,
    audit::AuditEntry,
    care::{CareRecord, Contact, ContactDetails, ContactDetailsRecord, Note, Treatment},
    letters::Letter,
    records::{EpisodeRecord, FractureRecord, PatientRecord},
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

/// An entry that is stored already: its id and version.
pub type Stored = (String, i64);

impl Api {
    /// Everything on a patient, direct care too.
    ///
    /// # Errors
    /// 404 when there is none in the user's services.
    pub async fn whole(&self, id: &str) -> Result<Whole, ApiError> {
        let path = format!("patients/{id}");
        let patient: PatientRecord = self.get(&path).await?;
        let fractures: Vec<FractureRecord> = self.get(&format!("{path}/fractures")).await?;
        let mut episodes = Vec::with_capacity(fractures.len());
        for fracture in fractures.iter().filter(|fracture| fracture.withdrawn.is_none()) {
            episodes.push(self.episode(&fracture.id).await?);
        }
        let details = self.text(Call::get(&format!("{path}/contact-details"))).await?;
        let details = (!details.is_empty()).then(|| read(&details)).transpose()?;
        Ok(Whole {
            patient,
            episodes,
            details,
            contacts: self.entries(&format!("{path}/contacts")).await?,
            treatments: self.entries(&format!("{path}/treatments")).await?,
            notes: self.entries(&format!("{path}/notes")).await?,
            letters: self.entries(&format!("{path}/letters")).await?,
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

    async fn entries<T: DeserializeOwned>(&self, path: &str) -> Result<Page<CareRecord<T>>, ApiError> {
        self.call(Call::get(path).query("limit", 100)).await
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
