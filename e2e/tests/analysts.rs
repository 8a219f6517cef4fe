//! The Python examples of `docs/ANALYSTS.md`, run as they stand there against the real server.

#![cfg(test)]

use std::env;
use std::process::Stdio;

use flsdb_e2e::{Backend, Outcome, Registry, registry::Server, root};
use serde_json::Value;
use tokio::process::Command;

/// The password of all users of the demonstration.
const PASSWORD: &str = "only-for-demonstration";

/// Prints what pandas holds after the examples, and the answer of the API to the same question.
const CHECK: &str = r#"
ask = urllib.request.Request(results, headers={"Authorization": f"Bearer {token}"})
print("found: " + json.dumps({
    "table": json.loads(kpis.to_json(orient="records")),
    "document": json.load(urllib.request.urlopen(ask)),
    "met": json.loads(met.reset_index(drop=True).to_json(orient="split")),
    "of": json.loads(of.reset_index(drop=True).to_json(orient="split")),
    "changed": changed,
}))
"#;

/// All Python of the document, in its order.
fn examples() -> Outcome<String> {
    let text = std::fs::read_to_string(root().join("docs/ANALYSTS.md"))?;
    let blocks = text.split("```python\n").skip(1);
    let blocks: Vec<&str> = blocks.filter_map(|block| block.split("```").next()).collect();
    assert!(blocks.len() >= 4, "the document has lost its examples");
    Ok(blocks.join("\n"))
}

/// A server over invented records.
async fn demonstration() -> Outcome<(Registry, Server)> {
    let registry = Registry::empty(Backend::Sqlite).await?;
    registry
        .call(&["demo", "--services", "4", "--scale", "0.2"], "")
        .await?;
    let server = registry.serve().await?;
    Ok((registry, server))
}

/// Runs the examples as this user; gives what [`CHECK`] prints.
async fn run(server: &Server, user: &str) -> Outcome<Value> {
    let python = env::var_os("FLSDB_PYTHON")
        .ok_or("FLSDB_PYTHON is not set: run `cargo xtask e2e`, or name a Python that has pandas")?;
    let output = Command::new(python)
        .args(["-c", &format!("{}\n{CHECK}", examples()?)])
        .env("FLSDB_SERVER", server.origin())
        .env("FLSDB_EMAIL", format!("{user}@demo.example"))
        .env("FLSDB_PASSWORD", PASSWORD)
        .stdin(Stdio::null())
        .output()
        .await?;
    let (said, complaint) = (
        String::from_utf8(output.stdout)?,
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{user}: {complaint}\n{said}");
    let found = said.lines().find_map(|line| line.strip_prefix("found: "));
    Ok(serde_json::from_str(found.ok_or("the examples end early")?)?)
}

/// A figure of the document as a number.
fn number(figure: &Value) -> Option<f64> {
    figure
        .as_f64()
        .or_else(|| figure.as_str().and_then(|text| text.parse().ok()))
}

/// Whether pandas holds the figures of the API, row by row.
fn assert_same(found: &Value) -> usize {
    let (table, results) = (&found["table"], &found["document"]["results"]);
    let (table, results) = (
        table.as_array().expect("rows"),
        results.as_array().expect("results"),
    );
    assert_eq!(table.len(), results.len());
    let mut compared = 0;
    for (row, result) in table.iter().zip(results) {
        assert_eq!(row["kpi"], result["kpi"]);
        assert_eq!(row["official_number"], result["official_number"]);
        assert_eq!(row["service"], result["group"]["service"]);
        assert_eq!(row["data_version"], found["document"]["data_version"]);
        assert_eq!(row["level"], result["level"], "{row}");
        let mut pairs = vec![
            (&row["lower_95"], &result["interval"]["95"][0]),
            (&row["upper_95"], &result["interval"]["95"][1]),
            (&row["lower_99.8"], &result["interval"]["99.8"][0]),
            (&row["upper_99.8"], &result["interval"]["99.8"][1]),
            (&row["worst"], &result["bounds"][0]),
            (&row["best"], &result["bounds"][1]),
        ];
        for name in [
            "initial_population",
            "denominator",
            "numerator",
            "missing",
            "value",
            "display",
            "bad_fields",
        ] {
            pairs.push((&row[name], &result[name]));
        }
        for (reason, count) in result["excluded"].as_object().into_iter().flatten() {
            pairs.push((&row[format!("excluded_{}", reason.replace('-', "_"))], count));
        }
        for (read, told) in pairs {
            assert_eq!(number(read), number(told), "{row}\n{result}");
            compared += usize::from(!told.is_null());
        }
    }
    compared
}

/// Whether a grid holds the same counts of each KPI, group by group.
fn assert_grid(found: &Value, grid: &str, figure: &str) {
    let results = found["document"]["results"].as_array().expect("results");
    let kpis = found[grid]["columns"].as_array().expect("columns");
    assert!(!kpis.is_empty());
    for (at, kpi) in kpis.iter().enumerate() {
        let told = results.iter().filter(|result| result["kpi"] == *kpi);
        let told: Vec<_> = told.map(|result| number(&result[figure])).collect();
        let rows = found[grid]["data"].as_array().expect("rows");
        let read: Vec<_> = rows.iter().map(|row| number(&row[at])).collect();
        assert_eq!(read, told, "KPI {kpi}: {figure}");
    }
}

#[tokio::test]
async fn pandas_holds_the_numbers_of_the_api() -> Outcome {
    let (registry, server) = demonstration().await?;
    for (user, groups) in [("national-administrator", 4), ("national-analyst", 1)] {
        let found = run(&server, user).await?;
        assert!(assert_same(&found) > groups * 50, "{user}: hardly any figure");
        assert_grid(&found, "met", "numerator");
        assert_grid(&found, "of", "denominator");
        assert_eq!(found["changed"], 304, "{user}");
        if user == "national-administrator" {
            let asked = [
                "kpis",
                "--start",
                "2024-01-01",
                "--end",
                "2024-12-31",
                "--as-of",
                "2026-01-31",
                "--by",
                "service",
                "--format",
                "json",
            ];
            let printed: Value = serde_json::from_str(&registry.call(&asked, "").await?)?;
            assert_eq!(printed["results"], found["document"]["results"]);
        }
    }
    Ok(())
}
