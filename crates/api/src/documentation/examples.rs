//! Examples of the operations: exchanges that the tests have had with the API, kept in `openapi/examples.json`.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::{Content, RefOr, path::Operation};

/// What was sent and answered. Texts that are no JSON stand as texts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// The status of the answer.
    pub status: u16,
    /// What was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Value>,
    /// What came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Value>,
}

/// The exchanges by operation, for instance `PUT /api/v1/records`.
pub fn examples() -> &'static BTreeMap<String, Exchange> {
    static EXAMPLES: LazyLock<BTreeMap<String, Exchange>> = LazyLock::new(|| {
        let text = include_str!("../../../../openapi/examples.json");
        serde_json::from_str(text).unwrap_or_default()
    });
    &EXAMPLES
}

/// Puts the example of an operation to its body and to the answer that it got.
pub(super) fn add(path: &str, (method, operation): (&'static str, &mut Operation)) {
    let Some(exchange) = examples().get(&format!("{method} {path}")) else {
        return;
    };
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        show(&mut body.content, &exchange.body);
    }
    let status = exchange.status.to_string();
    if let Some(RefOr::T(answer)) = operation.responses.responses.get_mut(&status) {
        show(&mut answer.content, &exchange.answer);
    }
}

/// Shows it at the form that it has: a text is no JSON.
fn show<'a>(forms: impl IntoIterator<Item = (&'a String, &'a mut RefOr<Content>)>, example: &Option<Value>) {
    let Some(example) = example else { return };
    for (form, content) in forms {
        if let RefOr::T(content) = content
            && is_json(form) != example.is_string()
        {
            content.example = content.example.take().or_else(|| Some(example.clone()));
        }
    }
}

fn is_json(form: &str) -> bool {
    form == "application/json" || form.ends_with("+json")
}
