//! The calls for what anybody may see and send, and for those who keep and answer it.

use flsdb_domain::{
    ServiceCode,
    wire::{
        Page,
        registrations::{NewDecision, NewRegistration, Registration, RegistrationReceipt},
        resources::{Resource, ResourceDetails},
        services::{NewService, Service, ServiceDetails},
    },
};

use super::{Api, ApiError, Call, answer};

/// A version as it stands in `If-Match`.
fn tag(version: i64) -> String {
    format!("\"{version}\"")
}

impl Api {
    /// Resources, those added last first.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn resources(&self) -> Result<Page<Resource>, ApiError> {
        let call = Call::get("resources").query("limit", 500);
        answer(self.send_openly(call).await?).await
    }

    /// Asks to take part.
    ///
    /// # Errors
    /// 422 with findings; 429 after too many tries.
    pub async fn register(&self, new: &NewRegistration) -> Result<RegistrationReceipt, ApiError> {
        let call = Call::post("registrations").json(new)?;
        answer(self.send_openly(call).await?).await
    }

    /// Adds a resource, or changes the one that was seen.
    ///
    /// # Errors
    /// 412 when somebody has changed it; 422 with findings.
    pub async fn save_resource(
        &self,
        seen: Option<&Resource>,
        details: &ResourceDetails,
    ) -> Result<Resource, ApiError> {
        let Some(seen) = seen else {
            return self.call(Call::post("resources").json(details)?).await;
        };
        let path = format!("resources/{}", seen.id);
        let call = Call::put(&path).header("If-Match", tag(seen.version));
        self.call(call.json(details)?).await
    }

    /// Puts a PDF in the place of the document of a resource.
    ///
    /// # Errors
    /// 412 when somebody has changed it; 413 and 422 when it is too large or no PDF.
    pub async fn save_document(&self, seen: &Resource, file: &web_sys::File) -> Result<Resource, ApiError> {
        let path = format!("resources/{}/document", seen.id);
        let call = Call::put(&path).header("If-Match", tag(seen.version));
        self.call(call.file(file, "application/pdf")).await
    }

    /// Takes a resource away.
    ///
    /// # Errors
    /// 412 when somebody has changed it.
    pub async fn remove_resource(&self, seen: &Resource) -> Result<(), ApiError> {
        let path = format!("resources/{}", seen.id);
        let call = Call::delete(&path).header("If-Match", tag(seen.version));
        self.send(call).await.map(|_| ())
    }

    /// A page of requests to take part.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn registrations(&self, cursor: Option<&str>) -> Result<Page<Registration>, ApiError> {
        self.call(super::administration::paged("registrations", cursor, 25))
            .await
    }

    /// One request to take part.
    ///
    /// # Errors
    /// 404 when it was forgotten.
    pub async fn registration(&self, id: &str) -> Result<Registration, ApiError> {
        self.get(&format!("registrations/{id}")).await
    }

    /// Decides on a request, as it was seen.
    ///
    /// # Errors
    /// 412 when somebody else has decided; 422 without a reason.
    pub async fn decide(&self, seen: &Registration, decision: &NewDecision) -> Result<(), ApiError> {
        let path = format!("registrations/{}/decision", seen.id);
        let call = Call::put(&path).header("If-Match", tag(seen.stamp.version));
        self.send(call.json(decision)?).await.map(|_| ())
    }

    /// Forgets a request, as it was seen.
    ///
    /// # Errors
    /// 412 when somebody else has decided.
    pub async fn forget(&self, seen: &Registration) -> Result<(), ApiError> {
        let path = format!("registrations/{}", seen.id);
        let call = Call::delete(&path).header("If-Match", tag(seen.stamp.version));
        self.send(call).await.map(|_| ())
    }

    /// A service, and the tag of what is said of it.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn service(&self, code: ServiceCode) -> Result<(Service, String), ApiError> {
        let response = self.send(Call::get(&format!("services/{code}"))).await?;
        let tag = response.headers().get("etag").unwrap_or_default();
        Ok((answer(response).await?, tag))
    }

    /// Makes a service.
    ///
    /// # Errors
    /// 409 when a service has the code; 422 with findings.
    pub async fn create_service(&self, new: &NewService) -> Result<(), ApiError> {
        self.send(Call::post("services").json(new)?).await.map(|_| ())
    }

    /// Changes what is said of a service that was seen under this tag.
    ///
    /// # Errors
    /// 412 when somebody has changed it; 422 with findings.
    pub async fn save_service(
        &self,
        code: ServiceCode,
        tag: &str,
        details: &ServiceDetails,
    ) -> Result<(), ApiError> {
        let path = format!("services/{code}");
        let call = Call::put(&path).header("If-Match", tag);
        self.send(call.json(details)?).await.map(|_| ())
    }
}
