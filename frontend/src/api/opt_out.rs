//! The calls about checks against the national data opt-out.

use flsdb_domain::{
    ServiceCode,
    wire::{
        Page,
        opt_out::{NewOptOutCheck, OptOutCheck},
    },
};

use super::{Api, ApiError, Call, administration::paged};

impl Api {
    /// A page of checks.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn opt_out_checks(&self, cursor: Option<&str>) -> Result<Page<OptOutCheck>, ApiError> {
        self.call(paged("opt-out-checks", cursor, 25)).await
    }

    /// Starts a check of a service, or of all.
    ///
    /// # Errors
    /// 409 when the service is not in England.
    pub async fn start_opt_out_check(&self, service: Option<ServiceCode>) -> Result<OptOutCheck, ApiError> {
        let call = Call::post("opt-out-checks").json(&NewOptOutCheck { service })?;
        self.call(call).await
    }

    /// The list to be cleaned.
    ///
    /// # Errors
    /// 409 when the check has expired.
    pub async fn opt_out_numbers(&self, id: &str) -> Result<Vec<u8>, ApiError> {
        let path = format!("opt-out-checks/{id}/numbers");
        Ok(self.send(Call::get(&path)).await?.binary().await?)
    }

    /// Hands the cleaned list in.
    ///
    /// # Errors
    /// 409 when one was handed in before, or the check has expired; 422 when a line is wrong.
    pub async fn hand_in_cleaned(&self, id: &str, list: &web_sys::File) -> Result<(), ApiError> {
        let path = format!("opt-out-checks/{id}/cleaned");
        self.send(Call::post(&path).file(list, "text/csv"))
            .await
            .map(|_| ())
    }
}
