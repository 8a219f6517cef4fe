//! The call for the worklist.

use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, worklist::Timing},
    vocabulary::Coded,
    wire::worklist::Worklist,
};
use serde::{Deserialize, Serialize};

use super::{Api, ApiError, Call};

/// What the worklist shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Token", into = "Token")]
pub enum Shown {
    /// Tasks that stand so in time.
    Tasks(Timing),
    /// Whom to call back, and whose injection is due.
    Care,
}

/// What it is called in an address.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Token {
    ThisWeek,
    Soon,
    Overdue,
    All,
    Care,
}

impl From<Token> for Shown {
    fn from(token: Token) -> Self {
        match token {
            Token::ThisWeek => Shown::Tasks(Timing::DueThisWeek),
            Token::Soon => Shown::Tasks(Timing::AboutToBreach),
            Token::Overdue => Shown::Tasks(Timing::Overdue),
            Token::All => Shown::Tasks(Timing::Due),
            Token::Care => Shown::Care,
        }
    }
}

impl From<Shown> for Token {
    fn from(shown: Shown) -> Self {
        match shown {
            Shown::Tasks(Timing::DueThisWeek) => Token::ThisWeek,
            Shown::Tasks(Timing::AboutToBreach) => Token::Soon,
            Shown::Tasks(Timing::Overdue) => Token::Overdue,
            Shown::Tasks(Timing::Due | Timing::NotYetDue) => Token::All,
            Shown::Care => Token::Care,
        }
    }
}

/// The day begins with what can still be done in time.
impl Default for Shown {
    fn default() -> Self {
        Shown::Tasks(Timing::AboutToBreach)
    }
}

/// Which tasks. The page has the same query in its address, which names nobody.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WorklistQuery {
    /// What the page shows.
    pub show: Shown,
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
        if let Shown::Tasks(timing) = query.show {
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
