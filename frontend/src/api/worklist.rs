//! The call for the worklist.

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, worklist::Timing},
    vocabulary::Coded,
    wire::worklist::Worklist,
};
use serde::{Deserialize, Serialize};

use super::{Api, ApiError, Call};

/// Which tasks. The page has the same query in its address, which names nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorklistQuery {
    /// Only tasks that stand so in time; those that can be done, if not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Only tasks that can meet this KPI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kpi: Option<Kpi>,
}

impl Api {
    /// A page of the worklist of one service, or of all that the user works for.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn worklist(
        &self,
        query: WorklistQuery,
        service: Option<ServiceCode>,
        cursor: Option<&str>,
    ) -> Result<Worklist, ApiError> {
        let mut call = Call::get("worklist").query("limit", 25).query("total", true);
        if let Some(timing) = query.timing {
            call = call.query("timing", timing.token());
        }
        if let Some(kpi) = query.kpi {
            call = call.query("kpi", kpi);
        }
        if let Some(service) = service {
            call = call.query("service", service);
        }
        if let Some(cursor) = cursor {
            call = call.query("cursor", cursor);
        }
        self.call(call).await
    }
}
