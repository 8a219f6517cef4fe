//! The calls about submissions to the national audit.

use flsdb_domain::{
    ServiceCode,
    wire::{
        Page,
        submissions::{Layout, NewSubmission, RejectedRow, Submission},
    },
};

use super::{
    Api, ApiError, Call,
    administration::{paged, within},
};

/// Whose rejected rows are wanted.
#[derive(Debug, Clone, PartialEq)]
pub enum Rejects {
    /// Those of one submission.
    Of(String),
    /// All that wait, of one service or of all one's own.
    Waiting(Option<ServiceCode>),
}

impl Api {
    /// The layouts of submissions.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn layouts(&self) -> Result<Vec<Layout>, ApiError> {
        self.get("submissions/layouts").await
    }

    /// A page of submissions.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn submissions(&self, cursor: Option<&str>) -> Result<Page<Submission>, ApiError> {
        self.call(paged("submissions", cursor, 25)).await
    }

    /// Starts a submission.
    ///
    /// # Errors
    /// 409 without a valid opt-out check, or while another is open; 422 with findings.
    pub async fn start_submission(&self, new: &NewSubmission) -> Result<Submission, ApiError> {
        self.call(Call::post("submissions").json(new)?).await
    }

    /// A file of a submission: `records` or `deletions`.
    ///
    /// # Errors
    /// 409 when its rows are deleted.
    pub async fn submission_file(&self, id: &str, file: &str) -> Result<Vec<u8>, ApiError> {
        let path = format!("submissions/{id}/{file}");
        Ok(self.send(Call::get(&path)).await?.binary().await?)
    }

    /// Hands the audit's list of rejected rows in.
    ///
    /// # Errors
    /// 412 when the submission differs from what was seen; 422 when a line is wrong.
    pub async fn hand_in_rejects(&self, seen: &Submission, list: &web_sys::File) -> Result<(), ApiError> {
        let path = format!("submissions/{}/rejects", seen.id);
        let call = Call::post(&path).file(list, "text/csv");
        self.send(as_seen(call, seen)).await.map(|_| ())
    }

    /// Notes that the audit has taken a submission.
    ///
    /// # Errors
    /// 409 when it is closed; 412 when it differs from what was seen.
    pub async fn accept_submission(&self, seen: &Submission) -> Result<(), ApiError> {
        let path = format!("submissions/{}/acceptance", seen.id);
        self.send(as_seen(Call::post(&path), seen)).await.map(|_| ())
    }

    /// Abandons a submission.
    ///
    /// # Errors
    /// 409 when it is closed; 412 when it differs from what was seen.
    pub async fn abandon_submission(&self, seen: &Submission) -> Result<(), ApiError> {
        let path = format!("submissions/{}", seen.id);
        self.send(as_seen(Call::delete(&path), seen)).await.map(|_| ())
    }

    /// A page of rejected rows.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn rejects(
        &self,
        whose: &Rejects,
        cursor: Option<&str>,
    ) -> Result<Page<RejectedRow>, ApiError> {
        match whose {
            Rejects::Of(id) => {
                let path = format!("submissions/{id}/rejects");
                self.call(paged(&path, cursor, 25)).await
            }
            Rejects::Waiting(service) => {
                let call = paged("data-quality/rejects", cursor, 25);
                self.call(within(call, *service)).await
            }
        }
    }
}

fn as_seen<'a>(call: Call<'a>, seen: &Submission) -> Call<'a> {
    call.header("If-Match", format!("\"{}\"", seen.stamp.version))
}
