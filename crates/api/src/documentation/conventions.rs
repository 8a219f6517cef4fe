//! What an operation says of itself: a summary of one sentence, and a description with the rest and with the conventions
//! that its parameters stand for.

use utoipa::openapi::{RefOr, ResponseBuilder, path::Operation};

/// A parameter, and what whoever sends it should know.
type Convention = (&'static str, &'static str);

const CONVENTIONS: [Convention; 4] = [
    (
        "cursor",
        "The list comes in pages: give `next` of a page as `cursor` to get the one after it.",
    ),
    (
        "Idempotency-Key",
        "With an `Idempotency-Key` it can be sent again when the answer was lost: it is carried out once.",
    ),
    (
        "If-Match",
        "Send the `ETag` of the version that you have read in `If-Match`; 412 tells that somebody has changed it since.",
    ),
    (
        "If-None-Match",
        "Send the `ETag` that you hold in `If-None-Match`; 304 tells that it is still the present one.",
    ),
];

/// Parts summary and description, and adds what the parameters stand for.
pub(super) fn tell(method: &str, operation: &mut Operation) {
    let summary = operation.summary.take().unwrap_or_default();
    let (first, rest) = parted(&summary);
    operation.summary = Some(first);
    let own = [Some(rest), operation.description.take()].into_iter().flatten();
    let told = CONVENTIONS.iter().filter(|(name, _)| {
        // Of a PUT it says that nothing is stored yet, which the parameter itself tells.
        let is_meant = *name != "If-None-Match" || method == "GET";
        is_meant && takes(operation, name)
    });
    let all = own.chain(told.map(|(_, text)| (*text).to_owned()));
    let paragraphs: Vec<String> = all.filter(|text| !text.is_empty()).collect();
    operation.description = (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"));
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && response.description.is_empty()
        {
            response.description = outcome(method, status).to_owned();
        }
    }
    if method == "GET" && takes(operation, "If-None-Match") {
        let known = ResponseBuilder::new().description("The caller has the present version");
        let responses = &mut operation.responses.responses;
        responses
            .entry("304".to_owned())
            .or_insert_with(|| known.build().into());
    }
}

/// What a status tells where the operation says nothing of its own.
fn outcome(method: &str, status: &str) -> &'static str {
    match (method, status) {
        ("GET", "200") => "What was asked for",
        ("PUT" | "PATCH", "200") => "As it is stored now",
        ("DELETE", "200") => "As it is after the removal",
        (_, "201") => "Made, and as it is stored",
        _ => "Done",
    }
}

/// Whether a parameter of this name is among the operation's.
pub(super) fn takes(operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|one| matches!(one, RefOr::T(parameter) if parameter.name == name))
}

/// The first sentence, and the others.
fn parted(text: &str) -> (String, String) {
    let text = text.replace('\n', " ");
    match text.split_once(". ") {
        Some((first, rest)) => (format!("{first}."), rest.to_owned()),
        None => (text, String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sentence_is_the_summary() {
        for (text, first, rest) in [
            ("One patient.", "One patient.", ""),
            (
                "Signs in. The token\nis in the answer.",
                "Signs in.",
                "The token is in the answer.",
            ),
            ("The answers (1.05, 1.06).", "The answers (1.05, 1.06).", ""),
        ] {
            assert_eq!(parted(text), (first.to_owned(), rest.to_owned()), "{text}");
        }
    }
}
