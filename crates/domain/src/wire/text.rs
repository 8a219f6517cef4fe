//! Texts that people type outside the data set: what is blank or damaged is told before anything is stored.

use serde::{Deserialize, Deserializer};
use validator::ValidationError;

/// White space round a text is nobody's entry, and a text of nothing else is none.
pub(super) fn trimmed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty()))
}

/// One line, which may be blank.
pub(super) fn one_line(text: &str) -> Result<(), ValidationError> {
    without(text, char::is_control)
}

/// One line that says something. What is to be said stands in the field's own message.
pub(super) fn filled_line(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() {
        return Err(ValidationError::new("blank"));
    }
    one_line(text)
}

/// One or more lines that say something.
pub(super) fn lines(text: &str) -> Result<(), ValidationError> {
    if text.trim().is_empty() {
        return Err(ValidationError::new("blank").with_message("Write something".into()));
    }
    without(text, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

/// Control characters are damage; no database keeps U+0000.
fn without(text: &str, is_refused: impl Fn(char) -> bool) -> Result<(), ValidationError> {
    if text.chars().any(is_refused) {
        let message = "Take the control characters out of the text";
        return Err(ValidationError::new("text").with_message(message.into()));
    }
    Ok(())
}

/// An address on the web that a reader may follow: `http` or `https`, a host, nothing that hides where it leads. Anything
/// else, as `javascript:`, would run in the reader's page.
pub(super) fn web_address(text: &str) -> Result<(), ValidationError> {
    let scheme = ["https://", "http://"].into_iter().find(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    });
    let rest = scheme.and_then(|scheme| text.get(scheme.len()..));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_good = host.is_some_and(|host| !host.is_empty() && !host.starts_with([':', '.']))
        && host.is_none_or(|host| !host.contains('@'))
        && !text
            .contains(|c: char| c.is_control() || c.is_whitespace() || matches!(c, '\\' | '"' | '<' | '>'));
    if is_good {
        Ok(())
    } else {
        Err(ValidationError::new("link"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses() {
        for (text, is_good) in [
            ("https://www.theros.org.uk", true),
            ("http://example.org/leaflet.pdf?x=1#page=2", true),
            ("HTTPS://example.org:8443/a", true),
            ("", false),
            ("www.theros.org.uk", false),
            ("javascript:alert(1)", false),
            ("JavaScript:alert(1)//https://example.org", false),
            (" https://example.org", false),
            ("https://", false),
            ("https:///path", false),
            ("https://:80", false),
            ("https://www.nhs.uk@example.org/", false),
            ("https://example.org\\@nhs.uk", false),
            ("https://example.org/a b", false),
            ("https://example.org/\"onclick=", false),
            ("data:text/html,<script>", false),
            ("ftp://example.org", false),
            ("//example.org", false),
        ] {
            assert_eq!(web_address(text).is_ok(), is_good, "{text}");
        }
    }

    #[test]
    fn filled_lines() {
        for (text, is_good) in [
            ("Bradley Royal", true),
            ("", false),
            ("  ", false),
            ("a\nb", false),
        ] {
            assert_eq!(filled_line(text).is_ok(), is_good, "{text:?}");
        }
    }
}
