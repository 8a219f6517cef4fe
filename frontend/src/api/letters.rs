//! The calls about letters and their templates.

use flsdb_domain::{
    ServiceCode,
    vocabulary::Coded,
    wire::{
        care::CareRecord,
        letters::{Letter, LetterTemplate, NewLetter, NewLetterTemplate},
    },
};

use super::{Api, ApiError, Call};

impl Api {
    /// Fills a letter from an episode and keeps it.
    ///
    /// # Errors
    /// 422 when that part of the episode was never saved.
    pub async fn write_letter(&self, patient: &str, new: &NewLetter) -> Result<CareRecord<Letter>, ApiError> {
        let path = format!("patients/{patient}/letters");
        let outcome = self.call(Call::post(&path).json(new)?).await;
        self.changed(outcome)
    }

    /// Replaces a letter of this version.
    ///
    /// # Errors
    /// 409 when it was sent; 412 when somebody else has written it since.
    pub async fn save_letter(
        &self,
        seen: &CareRecord<Letter>,
        letter: &Letter,
    ) -> Result<CareRecord<Letter>, ApiError> {
        let path = format!("patients/{}/letters/{}", seen.patient_id, seen.id);
        let call = Call::put(&path).header("If-Match", format!("\"{}\"", seen.stamp.version));
        let outcome = self.call(call.json(letter)?).await;
        self.changed(outcome)
    }

    /// The templates of a service.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn letter_templates(
        &self,
        service: Option<ServiceCode>,
    ) -> Result<Vec<LetterTemplate>, ApiError> {
        let call = Call::get("letter-templates");
        self.call(match service {
            Some(service) => call.query("service", service),
            None => call,
        })
        .await
    }

    /// Writes the service's own text of a template, or, without one, goes back to the standard text.
    ///
    /// # Errors
    /// 412 when somebody else has changed it since; 422 when what stands in braces is no placeholder.
    pub async fn save_letter_template(
        &self,
        seen: &LetterTemplate,
        content: Option<String>,
    ) -> Result<(), ApiError> {
        let path = format!("letter-templates/{}", seen.kind.token());
        let call = match content {
            Some(content) => Call::put(&path).json(&NewLetterTemplate { content })?,
            None => Call::delete(&path),
        };
        let call = call
            .query("service", seen.service)
            .header("If-Match", format!("\"{}\"", seen.version));
        self.send(call).await.map(|_| ())
    }
}
