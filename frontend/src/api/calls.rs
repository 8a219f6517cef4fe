//! The calls, resource by resource.

use chrono::NaiveDate;
use flsdb_domain::{
    Episode, Section, ServiceCode,
    kpi::SetId,
    wire::{
        Page,
        imports::{CommitImport, ImportRecord, MendRows, RejectedRow, RowChange, RowFinding},
        kpis::Benchmark,
        records::{EpisodeRecord, PatientPage, PatientSearch},
    },
};

use serde::{Deserialize, Serialize};

use super::{Api, ApiError, Call};

impl Api {
    /// A page of the patients whom the user may see.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn patients(&self, cursor: Option<&str>) -> Result<PatientPage, ApiError> {
        let mut call = Call::get("patients").query("limit", 25);
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        self.call(call).await
    }

    /// The patients that fit a search, which travels in the body.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn search(&self, search: &PatientSearch) -> Result<PatientPage, ApiError> {
        self.call(Call::post("patients/search").json(search)?).await
    }

    /// The whole episode.
    ///
    /// # Errors
    /// 404 when there is none in the user's services.
    pub async fn episode(&self, id: &str) -> Result<EpisodeRecord, ApiError> {
        let path = format!("fractures/{id}");
        self.call(Call::get(&path).query("expand", "all")).await
    }

    /// Stores a new episode and, if need be, its patient.
    ///
    /// # Errors
    /// 422 with findings; 409 when the episode is there already.
    pub async fn create_episode(&self, episode: &Episode) -> Result<EpisodeRecord, ApiError> {
        let outcome = self.call(Call::post("fractures").json(episode)?).await;
        self.changed(outcome)
    }

    /// Writes one section of an episode whole. `version` is the one that the change is based on; none for a section that
    /// was never written.
    ///
    /// # Errors
    /// 422 with findings; 412 when somebody else has written the section since.
    pub async fn save_section(
        &self,
        record: &EpisodeRecord,
        section: Section,
        episode: &Episode,
        version: Option<i64>,
    ) -> Result<(), ApiError> {
        let id = &record.id;
        let path = match section {
            Section::Patient => format!("patients/{}", record.patient_id),
            Section::Fracture => format!("fractures/{id}"),
            Section::Assessment => format!("fractures/{id}/assessment"),
            Section::FollowUp16 => format!("fractures/{id}/follow-ups/16"),
            Section::FollowUp52 => format!("fractures/{id}/follow-ups/52"),
        };
        let call = match version {
            Some(version) => Call::put(&path).header("If-Match", format!("\"{version}\"")),
            None => Call::put(&path).header("If-None-Match", "*"),
        };
        let call = match section {
            Section::Patient => call.json(&episode.patient),
            Section::Fracture => call.json(&episode.fracture),
            Section::Assessment => call.json(&episode.assessment),
            Section::FollowUp16 => call.json(&episode.follow_up_16),
            Section::FollowUp52 => call.json(&episode.follow_up_52),
        };
        let outcome = self.send(call?).await.map(|_| ());
        self.changed(outcome)
    }

    /// The imports of the user's services, newest first.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn imports(&self) -> Result<Page<ImportRecord>, ApiError> {
        self.get("imports").await
    }

    /// One import, as it stands.
    ///
    /// # Errors
    /// 404 when there is none in the user's services, or no longer.
    pub async fn import(&self, id: &str) -> Result<ImportRecord, ApiError> {
        self.get(&format!("imports/{id}")).await
    }

    /// Sends a file for the dry run.
    ///
    /// # Errors
    /// 413 when the file is too large.
    pub async fn send_file(
        &self,
        service: Option<ServiceCode>,
        file: &web_sys::File,
    ) -> Result<ImportRecord, ApiError> {
        let mut call = Call::post("imports")
            .header(
                "X-Filename",
                String::from(js_sys::encode_uri_component(&file.name())),
            )
            .file(file, "application/octet-stream");
        if let Some(service) = service {
            call = call.query("service", service);
        }
        self.call(call).await
    }

    /// A page of the rows that have a finding of this code.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn import_findings(
        &self,
        import: &str,
        code: &str,
        cursor: Option<&str>,
    ) -> Result<Page<RowFinding>, ApiError> {
        let path = format!("imports/{import}/findings");
        self.call(paged(Call::get(&path).query("code", code), 50, cursor))
            .await
    }

    /// A page of the rows that change a stored value of this column.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn import_changes(
        &self,
        import: &str,
        column: &str,
        cursor: Option<&str>,
    ) -> Result<Page<RowChange>, ApiError> {
        let path = format!("imports/{import}/changes");
        self.call(paged(Call::get(&path).query("column", column), 50, cursor))
            .await
    }

    /// A page of the rejected rows with their cells.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn import_rows(
        &self,
        import: &str,
        cursor: Option<&str>,
    ) -> Result<Page<RejectedRow>, ApiError> {
        let path = format!("imports/{import}/rows");
        self.call(paged(Call::get(&path), 20, cursor)).await
    }

    /// Puts other texts into cells of rejected rows; the file is then checked again.
    ///
    /// # Errors
    /// 409 when somebody has committed the import, or checks it again.
    pub async fn mend_rows(&self, import: &str, rows: &MendRows) -> Result<ImportRecord, ApiError> {
        let path = format!("imports/{import}/rows");
        self.call(Call::patch(&path).json(rows)?).await
    }

    /// Stores the rows of a checked file.
    ///
    /// # Errors
    /// 409 when the counts have changed since the dry run: the import then has the new report.
    pub async fn commit_import(&self, id: &str, commit: CommitImport) -> Result<ImportRecord, ApiError> {
        let path = format!("imports/{id}/commit");
        let outcome = self.call(Call::post(&path).json(&commit)?).await;
        self.changed(outcome)
    }

    /// Takes back what an import stored.
    ///
    /// # Errors
    /// 409, naming them, when records that it wrote have been changed since.
    pub async fn undo_import(&self, id: &str) -> Result<ImportRecord, ApiError> {
        let path = format!("imports/{id}/undo");
        let outcome = self.call(Call::post(&path)).await;
        self.changed(outcome)
    }

    /// The rejected rows as a file, with a column of reasons.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn rejected_rows(&self, id: &str) -> Result<Vec<u8>, ApiError> {
        let path = format!("imports/{id}/rejected");
        Ok(self.send(Call::get(&path)).await?.binary().await?)
    }
}

/// A page of so many entries.
fn paged<'a>(call: Call<'a>, limit: u16, cursor: Option<&str>) -> Call<'a> {
    let call = call.query("limit", limit);
    match cursor {
        Some(cursor) => call.query("cursor", cursor),
        None => call,
    }
}

/// Which benchmark table. The page has the same query in its address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BenchmarkQuery {
    /// The KPI set; the server's default if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub set: Option<SetId>,
    /// Calendar year of 1.09.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// The day on which the question is asked; today if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
}

impl Api {
    /// Services by KPIs.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn benchmark(&self, query: BenchmarkQuery) -> Result<Benchmark, ApiError> {
        let mut call = Call::get("benchmarks");
        if let Some(set) = query.set {
            call = call.query("set", set);
        }
        if let Some(year) = query.year {
            call = call.query("year", year);
        }
        if let Some(as_of) = query.as_of {
            call = call.query("as_of", as_of);
        }
        self.call(call).await
    }

    /// The values behind a benchmark table as CSV.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn results_csv(&self, table: &Benchmark) -> Result<Vec<u8>, ApiError> {
        let call = Call::get("kpis/results")
            .query("set", table.set.id)
            .query("start", table.period.start)
            .query("end", table.period.end)
            .query("as_of", table.as_of)
            .query("by", "service")
            .query("total", true)
            .header("Accept", "text/csv");
        Ok(self.send(call).await?.binary().await?)
    }
}
