//! Bad input of every kind is refused at once, in words that name the place.

use flate2::{Compression, write::GzEncoder};
use flsdb_api::documentation::{methods, openapi};
use serde_json::{Value, json};
use std::io::Write;

use crate::harness::{Api, Reply, on_each};

/// What is wrong, the kind of body that the caller says it is, the body, the status, and where the problem says it is.
type Case = (&'static str, &'static str, Vec<u8>, u16, &'static str);

const JSON: &str = "application/json";

fn repeated(text: &str, times: usize) -> Vec<u8> {
    text.repeat(times).into_bytes()
}

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

/// Bodies that no operation can read.
fn unreadable() -> Vec<Case> {
    let latin_1 = b"{\"reason\":\"caf\xe9\"}".to_vec();
    let surrogate = br#"{"reason":"\ud800"}"#.to_vec();
    vec![
        ("nothing", JSON, Vec::new(), 400, "line 1 column 0"),
        (
            "a half",
            JSON,
            b"{\"reason\":\n  \"x\"".to_vec(),
            400,
            "line 2 column 5",
        ),
        (
            "a comma too many",
            JSON,
            b"{\"reason\":\"x\",}".to_vec(),
            400,
            "line 1 column 15",
        ),
        ("two documents", JSON, b"{} {}".to_vec(), 400, "line 1 column 4"),
        (
            "single quotes",
            JSON,
            b"{'reason':'x'}".to_vec(),
            400,
            "line 1 column 2",
        ),
        (
            "no JSON at all",
            JSON,
            b"<reason>x</reason>".to_vec(),
            400,
            "line 1 column 1",
        ),
        ("Latin-1", JSON, latin_1, 400, "line 1 column 15"),
        (
            "half a pair of surrogates",
            JSON,
            surrogate,
            400,
            "line 1 column 18",
        ),
        (
            "UTF-16",
            JSON,
            utf_16("{\"reason\":\"x\"}"),
            400,
            "line 1 column 1",
        ),
        (
            "UTF-16, as it says",
            "application/json; charset=utf-16",
            utf_16("{}"),
            415,
            "",
        ),
        (
            "a control character",
            JSON,
            b"{\"reason\":\"a\0b\"}".to_vec(),
            400,
            "line 1 column 13",
        ),
        (
            "100,000 brackets",
            JSON,
            repeated("[", 100_000),
            400,
            "line 1 column 128",
        ),
        (
            "100,000 objects",
            JSON,
            repeated("{\"a\":", 100_000),
            400,
            "line 1 column 636",
        ),
        (
            "a number beyond all",
            JSON,
            b"{\"reason\":1e999999}".to_vec(),
            400,
            "line 1 column 18",
        ),
        (
            "a member twice",
            JSON,
            br#"{"reason":"x","reason":"y"}"#.to_vec(),
            422,
            "/reason",
        ),
        (
            "more than a megabyte",
            JSON,
            repeated(" ", 1024 * 1024 + 1),
            413,
            "",
        ),
        ("no kind", "", b"{}".to_vec(), 415, ""),
        (
            "a form",
            "application/x-www-form-urlencoded",
            b"reason=x".to_vec(),
            415,
            "",
        ),
        ("XML", "application/xml", b"<reason/>".to_vec(), 415, ""),
        ("nonsense for a kind", ";;;", b"{}".to_vec(), 415, ""),
    ]
}

/// The operations that take JSON.
fn operations() -> Vec<(&'static str, String)> {
    let document = openapi();
    let all = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| methods(item).map(move |(method, one)| (method, path, one)));
    let taking = all.filter(|(_, _, one)| {
        let body = serde_json::to_value(&one.request_body).unwrap_or_default();
        body["content"].get(JSON).is_some()
    });
    taking.map(|(method, path, _)| (method, filled(path))).collect()
}

/// The path with something in each place.
fn filled(path: &str) -> String {
    let places = [
        ("{code}", "BRD"),
        ("{service}", "BRD"),
        ("{year}", "2024"),
        ("{kind}", "assessment_gp"),
    ];
    let path = places
        .iter()
        .fold(path.to_owned(), |path, (place, value)| path.replace(place, value));
    path.replace("{id}", "x")
        .replace("{entry}", "y")
        .replace("{kpi}", "4")
}

/// Whether the answer is a problem, or an outcome of FHIR, that names the place.
fn names(reply: &Reply, place: &str) -> bool {
    let told = reply.json();
    let (detail, pointer) = match reply.header("content-type") {
        "application/problem+json" => (&told["detail"], &told["findings"][0]["pointer"]),
        "application/fhir+json" => (
            &told["issue"][0]["diagnostics"],
            &told["issue"][0]["expression"][0],
        ),
        _ => return false,
    };
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let is_told = match place.strip_prefix('/') {
        Some(member) => text(pointer).ends_with(member),
        None => text(detail).contains(place),
    };
    is_told && !text(detail).is_empty()
}

#[test]
fn what_cannot_be_read_is_refused_by_every_operation() {
    on_each(|api| async move {
        let mut wrong = Vec::new();
        for (what, kind, body, status, place) in unreadable() {
            for (method, path) in operations() {
                for who in ["lead", "admin"] {
                    let call = api.call(who, method, &path).if_match("\"1\"");
                    let reply = call.bytes(kind, body.clone()).send().await;
                    let is_right = reply.status == status && names(&reply, place);
                    if reply.status != 403 && !is_right {
                        wrong.push(format!("{what}: {method} {path} as {who}: {}", reply.text()));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

/// Where it is sent, what is sent, and where the problem says that something is wrong with it.
const TABLE: &str = r#"
POST /api/v1/patients/search {"text":5} /text
POST /api/v1/patients/search {"text":{}} /text
POST /api/v1/patients/search {"nickname":"x"} /nickname
POST /api/v1/patients/search {"nhs_number":"943 476 5918"} /nhs_number
POST /api/v1/patients/search {"nhs_number":9434765919} /nhs_number
POST /api/v1/patients/search {"date_of_birth":"1950-02-30"} /date_of_birth
POST /api/v1/patients/search {"paging":{"limit":0}} /paging/limit
POST /api/v1/patients/search {"paging":{"limit":-1}} /paging/limit
POST /api/v1/patients/search {"paging":{"limit":1e3}} /paging/limit
POST /api/v1/patients/search {"paging":{"limit":99999999999999999999}} /paging/limit
POST /api/v1/patients/search {"paging":{"total":"yes"}} /paging/total
POST /api/v1/patients/search {"paging":[50,null,false]} /paging
POST /api/v1/patients/search [null,null] (whole)
POST /api/v1/patients/search "x" (whole)
POST /api/v1/patients/search null (whole)
POST /api/v1/patients {"patient":{"sex":true,"date_of_birth":"1950-05-01"}} /patient/sex
POST /api/v1/patients {"patient":{"sex":"none","date_of_birth":"1950-05-01"}} /patient/sex
POST /api/v1/patients {"patient":{"local_record_number":"a\u0000b","date_of_birth":"1950-05-01"}} /patient/local_record_number
POST /api/v1/patients {"patient":{"local_record_number":"LONG","date_of_birth":"1950-05-01"}} /patient/local_record_number
POST /api/v1/patients {"patient":{"postcode":"\u0000","date_of_birth":"1950-05-01"}} /patient/postcode
POST /api/v1/fractures {"patient":{"date_of_birth":"1950-05-01"},"fracture":{"diagnosed_on":"2024-03-04","site":["hip"]}} /fracture/site
POST /api/v1/fractures {"patient":{"date_of_birth":"1950-05-01"},"fracture":{"diagnosed_on":"2024-03-04","height_cm":1e300}} /fracture/height_cm
POST /api/v1/fractures {"patient":{"date_of_birth":"1950-05-01"},"fracture":{"diagnosed_on":"2024-03-04"},"assessment":{"bone_therapy":[["alendronate"]]}} /assessment/bone_therapy
POST /api/v1/auth/login {"email":"LONG@example.org","password":"x"} /email
POST /api/v1/auth/login {"email":"a@example.org","password":"LONG"} /password
POST /api/v1/auth/login {"email":"a@example.org","password":["x"]} /password
"#;

/// One line of the table: method, path, body and place.
fn line(line: &str) -> (&str, &str, String, &str) {
    let (request, place) = line.rsplit_once(' ').unwrap_or((line, ""));
    let mut words = request.splitn(3, ' ');
    let mut word = || words.next().unwrap_or_default();
    let (method, path, body) = (word(), word(), word());
    (method, path, body.replace("LONG", &"x".repeat(10_000)), place)
}

#[test]
fn what_is_wrong_with_the_content_is_named_by_its_pointer() {
    on_each(|api| async move {
        let mut wrong = Vec::new();
        for (method, path, body, place) in TABLE.lines().filter(|line| !line.is_empty()).map(line) {
            let reply = api.call("entry", method, path).text(JSON, &body).send().await;
            let pointer = if place == "(whole)" { "" } else { place };
            let named = reply
                .findings()
                .lines()
                .any(|found| found.split(' ').next() == Some(pointer));
            if reply.status != 422 || !named {
                let body: String = body.chars().take(120).collect();
                wrong.push(format!("{method} {path} {body}: {}", reply.text()));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

#[test]
fn what_was_packed_counts_as_it_is_unpacked() {
    on_each(|api| async move {
        for (body, status) in [(b"{}".to_vec(), 200), (repeated(" ", 100 * 1024 * 1024), 413)] {
            let reply = packed(&api, "gzip", gzip(&body)).await;
            assert_eq!(reply.status, status, "{}", reply.text());
        }
        for (encoding, body) in [("gzip", b"no gzip".to_vec()), ("br", b"no brotli".to_vec())] {
            let reply = packed(&api, encoding, body).await;
            assert_eq!(reply.status, 400, "{}", reply.text());
        }
    });
}

async fn packed(api: &Api, encoding: &str, body: Vec<u8>) -> Reply {
    let call = api.call("entry", "POST", "/api/v1/patients/search");
    call.bytes(JSON, body)
        .header("Content-Encoding", encoding)
        .send()
        .await
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(body).expect("packed");
    packer.finish().expect("packed")
}

#[test]
fn an_address_that_is_none_is_not_found_and_a_query_that_is_none_malformed() {
    on_each(|api| async move {
        let long = format!("/api/v1/patients/{}", "x".repeat(10_000));
        for (path, status) in [
            ("/api/v1/patients/%00", 404),
            ("/api/v1/patients/%ff%fe", 404),
            ("/api/v1/patients/..%2f..%2fetc%2fpasswd", 404),
            ("/api/v1/patients/'%20or%201=1--", 404),
            (long.as_str(), 404),
            ("/api/v1/patients?cursor=%00", 400),
            ("/api/v1/patients?limit=%ff", 400),
            ("/api/v1/patients?limit=1&limit=2", 400),
            ("/api/v1/kpis/results?start=%00&end=2024-12-31", 400),
            ("/api/v1/audit-events?author=%00", 400),
        ] {
            let reply = api.get("lead", path).await;
            assert_eq!(reply.status, status, "{path}: {}", reply.text());
        }
        let stored = api.stored().await;
        assert_eq!(stored["service"], json!("BRD"), "and the server still works");
    });
}
