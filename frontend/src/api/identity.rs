//! The calls about who a patient is: merges, replaced numbers, deaths.

use flsdb_domain::wire::{
    Page,
    identity::{IdentityEvent, NewIdentityEvent},
};

use super::{Api, ApiError, Call, administration::paged};

impl Api {
    /// A page of the events that concern a patient.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn identity_events(
        &self,
        patient: &str,
        cursor: Option<&str>,
    ) -> Result<Page<IdentityEvent>, ApiError> {
        let call = paged("patients/identity-events", cursor, 10).query("patient", patient);
        self.call(call).await
    }

    /// Carries an event out.
    ///
    /// # Errors
    /// 409 when something stands against it; 422 with findings.
    pub async fn tell_identity(&self, event: &NewIdentityEvent) -> Result<IdentityEvent, ApiError> {
        let call = Call::post("patients/identity-events").json(event)?;
        let outcome = self.call(call).await;
        self.changed(outcome)
    }

    /// Undoes an event.
    ///
    /// # Errors
    /// 409 when something that it changed was changed later.
    pub async fn undo_identity(&self, id: &str) -> Result<IdentityEvent, ApiError> {
        let path = format!("patients/identity-events/{id}/undo");
        let outcome = self.call(Call::post(&path)).await;
        self.changed(outcome)
    }
}
