//! The calls of administration and data quality.

use flsdb_domain::{
    FindingCode, ServiceCode,
    vocabulary::Coded,
    wire::{
        Page,
        audit::AuditEntry,
        clients::{Client, ClientChange, ClientWithSecret, NewClient, NewClientSecret},
        findings::{DuplicateKind, DuplicatePair, NewAcceptance, StoredFinding},
        periods::{NewYearState, ServiceYear},
        quality::DataQuality,
        services::{HipCounts, HipFractures, Service},
        users::{NewPassword, NewUser, User, UserChange, UserWithLink},
    },
};

use super::{Api, ApiError, Call};

/// Which audit events: texts as typed or chosen; empty ones ask for everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditQuery {
    /// The day, ISO.
    pub day: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub resource: String,
    /// Id of the account.
    pub author: String,
}

/// A page of a list.
pub(super) fn paged<'a>(path: &'a str, cursor: Option<&str>, limit: u16) -> Call<'a> {
    let call = Call::get(path).query("limit", limit);
    match cursor {
        Some(cursor) => call.query("cursor", cursor),
        None => call,
    }
}

/// The same call about one service, if one is named.
pub(super) fn within(call: Call<'_>, service: Option<ServiceCode>) -> Call<'_> {
    match service {
        Some(service) => call.query("service", service),
        None => call,
    }
}

impl Api {
    /// The years of a service.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn years(&self, service: Option<ServiceCode>) -> Result<Vec<ServiceYear>, ApiError> {
        self.call(within(Call::get("periods"), service)).await
    }

    /// Locks or unlocks a year, as it was seen.
    ///
    /// # Errors
    /// 412 when somebody else has done so; 422 without a reason.
    pub async fn save_year(&self, seen: &ServiceYear, new: &NewYearState) -> Result<(), ApiError> {
        let path = format!("periods/{}", seen.year);
        let version = seen.stamp.as_ref().map_or(0, |stamp| stamp.version);
        let call = Call::put(&path)
            .query("service", seen.service)
            .header("If-Match", format!("\"{version}\""));
        let outcome = self.send(call.json(new)?).await.map(|_| ());
        self.changed(outcome)
    }

    /// A page of accounts.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn users(&self, cursor: Option<&str>) -> Result<Page<User>, ApiError> {
        self.call(paged("users", cursor, 50)).await
    }

    /// Makes an account.
    ///
    /// # Errors
    /// 409 when the address has one; 422 with findings.
    pub async fn create_user(&self, new: &NewUser) -> Result<UserWithLink, ApiError> {
        self.call(Call::post("users").json(new)?).await
    }

    /// Changes an account, as it was seen.
    ///
    /// # Errors
    /// 409 when it may not be changed so; 412; 422.
    pub async fn save_user(&self, seen: &User, change: &UserChange) -> Result<(), ApiError> {
        let path = format!("users/{}", seen.id);
        let call = Call::put(&path).header("If-Match", format!("\"{}\"", seen.stamp.version));
        self.send(call.json(change)?).await.map(|_| ())
    }

    /// A page of clients.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn clients(&self, cursor: Option<&str>) -> Result<Page<Client>, ApiError> {
        self.call(paged("clients", cursor, 50)).await
    }

    /// Makes a client.
    ///
    /// # Errors
    /// 422 with findings.
    pub async fn create_client(&self, new: &NewClient) -> Result<Client, ApiError> {
        self.call(Call::post("clients").json(new)?).await
    }

    /// Changes a client, as it was seen.
    ///
    /// # Errors
    /// 412; 422 with findings.
    pub async fn save_client(&self, seen: &Client, change: &ClientChange) -> Result<(), ApiError> {
        let path = format!("clients/{}", seen.id);
        let call = Call::put(&path).header("If-Match", format!("\"{}\"", seen.stamp.version));
        self.send(call.json(change)?).await.map(|_| ())
    }

    /// Makes a secret of a client.
    ///
    /// # Errors
    /// 409 when it has two.
    pub async fn create_secret(&self, id: &str) -> Result<ClientWithSecret, ApiError> {
        let path = format!("clients/{id}/secrets");
        self.call(Call::post(&path).json(&NewClientSecret::default())?)
            .await
    }

    /// Revokes a secret of a client, as it was seen.
    ///
    /// # Errors
    /// 412.
    pub async fn revoke_secret(&self, seen: &Client, secret: &str) -> Result<(), ApiError> {
        let path = format!("clients/{}/secrets/{secret}", seen.id);
        let call = Call::delete(&path).header("If-Match", format!("\"{}\"", seen.stamp.version));
        self.send(call).await.map(|_| ())
    }

    /// Takes the password of an account away, and gives the link to a new one.
    ///
    /// # Errors
    /// 409 when it may not be changed.
    pub async fn reset_password(&self, id: &str) -> Result<UserWithLink, ApiError> {
        let path = format!("users/{id}/password-link");
        self.call(Call::post(&path)).await
    }

    /// Sets a password by a link.
    ///
    /// # Errors
    /// 422 when the link is no longer good or the password weak.
    pub async fn set_password(&self, new: &NewPassword) -> Result<(), ApiError> {
        let call = Call::post("auth/password").json(new)?;
        self.send_openly(call).await.map(|_| ())
    }

    /// Replaces the hip counts of a service as it is now.
    ///
    /// # Errors
    /// 422 with findings; 412 when they differ from those that were seen.
    pub async fn save_hips(&self, seen: &Service, hips: Vec<HipFractures>) -> Result<(), ApiError> {
        let path = format!("services/{}", seen.code);
        let response = self.send(Call::get(&path)).await?;
        let tag = response.headers().get("etag").unwrap_or_default();
        let path = format!("{path}/hip-fractures");
        let body = HipCounts { hip_fractures: hips };
        let call = Call::put(&path).header("If-Match", tag).json(&body)?;
        let outcome = self.send(call).await.map(|_| ());
        self.changed(outcome)
    }

    /// A page of audit events.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn audit_events(
        &self,
        query: &AuditQuery,
        cursor: Option<&str>,
    ) -> Result<Page<AuditEntry>, ApiError> {
        let mut call = paged("audit-events", cursor, 50);
        for (name, value) in [
            ("start", &query.day),
            ("end", &query.day),
            ("action", &query.action),
            ("resource", &query.resource),
            ("author", &query.author),
        ] {
            if !value.is_empty() {
                call = call.query(name, value);
            }
        }
        self.call(call).await
    }

    /// Completeness, lag and counts of findings of a year.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn data_quality(
        &self,
        year: i32,
        service: Option<ServiceCode>,
    ) -> Result<DataQuality, ApiError> {
        let call = Call::get("data-quality")
            .query("start", format!("{year}-01-01"))
            .query("end", format!("{year}-12-31"));
        self.call(within(call, service)).await
    }

    /// A page of open findings of a kind.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn stored_findings(
        &self,
        code: FindingCode,
        service: Option<ServiceCode>,
        cursor: Option<&str>,
    ) -> Result<Page<StoredFinding>, ApiError> {
        let call = paged("data-quality/findings", cursor, 25).query("code", code.token());
        self.call(within(call, service)).await
    }

    /// Accepts a finding.
    ///
    /// # Errors
    /// 412 when somebody has accepted it already; 422 without a reason.
    pub async fn accept_finding(&self, id: &str, reason: String) -> Result<(), ApiError> {
        let path = format!("data-quality/findings/{id}/acceptance");
        let call = Call::post(&path).json(&NewAcceptance { reason })?;
        let outcome = self.send(call).await.map(|_| ());
        self.changed(outcome)
    }

    /// A page of pairs that look like one record.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn duplicates(
        &self,
        kind: DuplicateKind,
        service: Option<ServiceCode>,
        cursor: Option<&str>,
    ) -> Result<Page<DuplicatePair>, ApiError> {
        let kind = match kind {
            DuplicateKind::Episodes => "episodes",
            DuplicateKind::Patients => "patients",
        };
        let call = paged("data-quality/duplicates", cursor, 5).query("kind", kind);
        self.call(within(call, service)).await
    }
}
