//! JSON in which no name may stand twice in an object: the last of two would silently win.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Value};

/// A JSON value whose objects have each name once.
struct Strict(Value);

/// Why a line is no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unreadable {
    /// No JSON, or a name that stands twice.
    #[error("{}", .0.to_string().replace(" at line 1 column", " at column"))]
    Json(serde_json::Error),
    /// JSON, but no object.
    #[error("Give the whole episode as one JSON object")]
    NoObject,
}

/// Reads one line as a JSON object. Depth is bounded by the parser, at 128.
pub(crate) fn parse(line: &[u8]) -> Result<Map<String, Value>, Unreadable> {
    match serde_json::from_slice(line) {
        Ok(Strict(Value::Object(members))) => Ok(members),
        Ok(_) => Err(Unreadable::NoObject),
        Err(error) => Err(Unreadable::Json(error)),
    }
}

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor).map(Strict)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }
    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Strict(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some((name, Strict(value))) = members.next_entry()? {
            if object.insert(name, value).is_some() {
                // The name itself could be anything, also what must not stand in a message.
                return Err(A::Error::custom("a name stands twice in one object"));
            }
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines() {
        for (line, fault) in [
            (r#"{"a": {"b": [1, -2, 2.5, null, true, "x"]}}"#, ""),
            (
                r#"{"a": 1, "a": 1}"#,
                "a name stands twice in one object at column 16",
            ),
            (
                r#"{"x": [{"a": 1, "b": {"c": 1, "c": 2}}]}"#,
                "a name stands twice in one object at column 37",
            ),
            ("[]", "Give the whole episode as one JSON object"),
            ("{} {}", "trailing characters at column 4"),
            ("{", "EOF while parsing an object at column 1"),
        ] {
            assert_eq!(
                parse(line.as_bytes())
                    .err()
                    .map(|e| e.to_string())
                    .unwrap_or_default(),
                fault,
                "{line}"
            );
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let fault = parse(deep.as_bytes())
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(fault.starts_with("recursion limit exceeded"), "{fault}");
        assert!(parse(b"{\"a\": \"\xE9\"}").is_err());
    }

    proptest! {
        #[test]
        fn what_has_each_name_once_is_read_as_ever(text in r#"[{]"a":[ \[]{0,2}(1|-1|0\.5|"x"|null|true)[\]]{0,2},"b":[{]"a":1[}][}]"#) {
            let usual = serde_json::from_str::<Value>(&text).ok();
            prop_assert_eq!(parse(text.as_bytes()).ok().map(Value::Object), usual);
        }
    }
}
