//! The calls for reports, of the user's and of published ones.

use chrono::NaiveDate;
use flsdb_domain::wire::{
    Page,
    reports::{
        NewFlagAnswer, NewReport, NewSharing, PublishedReport, Report, ReportDocument, ReportFlags,
        ServiceFlags,
    },
};

use super::{Api, ApiError, Call, answer};

impl Api {
    /// The reports that the user may see, newest first.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn reports(&self, cursor: Option<&str>) -> Result<Page<Report>, ApiError> {
        let mut call = Call::get("reports").query("limit", 25);
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        self.call(call).await
    }

    /// Freezes figures.
    ///
    /// # Errors
    /// 422 with findings.
    pub async fn freeze(&self, report: &NewReport) -> Result<(), ApiError> {
        self.send(Call::post("reports").json(report)?).await.map(|_| ())
    }

    /// Shares a report with the services, which may answer their outlier flags until that day.
    ///
    /// # Errors
    /// 409 when it is shared already, or hides something.
    pub async fn share(&self, report: &Report, answer_by: NaiveDate) -> Result<(), ApiError> {
        let path = format!("reports/{}/sharing", report.id);
        let call = Call::post(&path).json(&NewSharing { answer_by })?;
        self.send(call).await.map(|_| ())
    }

    /// The outlier flags of a report that the user may see.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn flags(&self, report: &str) -> Result<ReportFlags, ApiError> {
        self.get(&format!("reports/{report}/flags")).await
    }

    /// Answers the flags of a service, in the place of what it answered before.
    ///
    /// # Errors
    /// 409 once the report is published; 412 when somebody else has answered meanwhile; 422 for an empty answer.
    pub async fn answer_flags(
        &self,
        report: &str,
        of: &ServiceFlags,
        answer: &NewFlagAnswer,
    ) -> Result<(), ApiError> {
        let path = format!("reports/{report}/flags/{}/answer", of.service);
        let call = Call::put(&path).json(answer)?;
        let call = match &of.answer {
            Some(stored) => call.header("If-Match", format!("\"{}\"", stored.version)),
            None => call.header("If-None-Match", "*"),
        };
        self.send(call).await.map(|_| ())
    }

    /// Publishes a report, or takes it back from the public.
    ///
    /// # Errors
    /// 409 when it cannot be published; 412 when somebody has changed its state in the meantime.
    pub async fn publish(&self, report: &Report) -> Result<(), ApiError> {
        let path = format!("reports/{}/publication", report.id);
        if report.publication.is_none() {
            return self.send(Call::post(&path)).await.map(|_| ());
        }
        let present = self.send(Call::get(&format!("reports/{}", report.id))).await?;
        let tag = present.headers().get("etag").unwrap_or_default();
        let call = Call::delete(&path).header("If-Match", tag);
        self.send(call).await.map(|_| ())
    }

    /// The two pages of a report for these readers, as HTML.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn print(&self, id: &str, readers: &str) -> Result<String, ApiError> {
        let path = format!("reports/{id}/print");
        let call = Call::get(&path)
            .query("for", readers)
            .header("Accept", "text/html");
        Ok(self.send(call).await?.text().await?)
    }

    /// The results of a report as CSV.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn report_csv(&self, id: &str) -> Result<Vec<u8>, ApiError> {
        let path = format!("reports/{id}/document");
        let call = Call::get(&path).header("Accept", "text/csv");
        Ok(self.send(call).await?.binary().await?)
    }

    /// Published reports, newest first.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn published(&self) -> Result<Page<PublishedReport>, ApiError> {
        answer(
            self.send_openly(Call::get("public/reports").query("limit", 100))
                .await?,
        )
        .await
    }

    /// What a published report holds.
    ///
    /// # Errors
    /// 404 when it is not published, or no longer.
    pub async fn published_document(&self, id: &str) -> Result<ReportDocument, ApiError> {
        let path = format!("public/reports/{id}/document");
        answer(self.send_openly(Call::get(&path)).await?).await
    }
}
