//! The calls about messages of hospital systems that were refused.

use flsdb_domain::{
    ServiceCode,
    wire::{
        Page,
        messages::{MessageState, NewSettlement, Receipt, RefusedMessage},
    },
};
use serde_json::Value;

use super::{
    Api, ApiError, Call,
    administration::{paged, within},
};

impl Api {
    /// A page of refused messages.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn messages(
        &self,
        state: MessageState,
        service: Option<ServiceCode>,
        cursor: Option<&str>,
    ) -> Result<Page<RefusedMessage>, ApiError> {
        let state = match state {
            MessageState::Open => "open",
            MessageState::Settled => "settled",
        };
        let call = paged("data-quality/messages", cursor, 25).query("state", state);
        self.call(within(call, service)).await
    }

    /// How many refused messages wait.
    ///
    /// # Errors
    /// As every call: [`ApiError`].
    pub async fn waiting_messages(&self, service: Option<ServiceCode>) -> Result<i64, ApiError> {
        let call = paged("data-quality/messages", None, 1).query("total", true);
        let page: Page<RefusedMessage> = self.call(within(call, service)).await?;
        Ok(page.total.unwrap_or_default())
    }

    /// Settles a refused message.
    ///
    /// # Errors
    /// 422 without a reason.
    pub async fn settle_message(&self, id: &str, settlement: &NewSettlement) -> Result<(), ApiError> {
        let path = format!("data-quality/messages/{id}/settlement");
        self.send(Call::post(&path).json(settlement)?).await.map(|_| ())
    }

    /// Sends a record: the whole of an episode, or changes of a stored one. A dry run stores nothing, and keeps nothing of what it
    /// refuses.
    ///
    /// # Errors
    /// 422 with findings.
    pub async fn send_record(
        &self,
        extent: Extent,
        record: &Value,
        dry_run: bool,
    ) -> Result<Receipt, ApiError> {
        let call = match extent {
            Extent::Whole => Call::put("records"),
            Extent::Changes => Call::patch("records"),
        };
        let call = call.query("dry_run", dry_run).json(record)?;
        let outcome = self.call(call).await;
        if dry_run { outcome } else { self.changed(outcome) }
    }
}

/// How much of an episode a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What changes of a stored one.
    Changes,
}
