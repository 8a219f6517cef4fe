//! Accessibility: axe-core's rules for WCAG 2.2 AA, run in the page.

use std::fs;

use serde_json::Value;

use crate::{Outcome, Visit, root};

/// The widths at which a page is checked: a phone's and a desk's, in CSS pixels.
pub const WIDTHS: [u32; 2] = [375, 1280];

/// Further widths at which a page must fit its window: a small phone's, those round the margins, and a large screen's.
const OTHER_WIDTHS: [u32; 4] = [360, 800, 1100, 1920];

/// Runs the rules and gives their findings to WebDriver's callback.
const RUN: &str = "
const done = arguments[arguments.length - 1];
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
   .then(results => done({ rules: results.passes.length + results.violations.length,
        violations: results.violations.flatMap(rule => rule.nodes.map(node =>
            `${rule.id}: ${rule.help}: ${node.target.join(' ')}: ${node.html.slice(0, 200)}`)) }),
         error => done({ rules: 0, violations: [String(error)] }));";

/// Fails with a list of what is wrong on the page as it is now, at both widths; leaves it at a desk's width.
pub async fn check(visit: &Visit<'_>) -> Outcome {
    let violations = violations(visit).await?;
    if violations.is_empty() {
        Ok(())
    } else {
        Err(format!("not accessible:\n{}", violations.join("\n")).into())
    }
}

/// What axe-core finds wrong on the page as it is now, at both widths; each line starts with the width.
pub async fn violations(visit: &Visit<'_>) -> Outcome<Vec<String>> {
    let rules = fs::read_to_string(root().join("frontend/node_modules/axe-core/axe.min.js"))?;
    let driver = visit.browser().driver();
    driver.execute(rules, Vec::new()).await?;
    let mut found = Vec::new();
    for width in OTHER_WIDTHS {
        visit.browser().resize(width).await?;
        found.extend(overflow(visit, width).await?);
    }
    for width in WIDTHS {
        visit.browser().resize(width).await?;
        let result = driver.execute_async(RUN, Vec::new()).await?;
        let result = result.json();
        if result["rules"].as_u64().unwrap_or(0) == 0 {
            return Err(format!("axe-core checked nothing: {result}").into());
        }
        let lines = result["violations"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str);
        found.extend(lines.map(|line| format!("{width}: {line}")));
        found.extend(overflow(visit, width).await?);
    }
    Ok(found)
}

/// A page wider than its window makes people scroll two ways (WCAG 1.4.10, which axe-core has no rule for).
async fn overflow(visit: &Visit<'_>, width: u32) -> Outcome<Option<String>> {
    let driver = visit.browser().driver();
    let wide = driver
        .execute("return document.documentElement.scrollWidth", Vec::new())
        .await?;
    let wide = wide.json().as_u64().unwrap_or(0);
    Ok((wide > u64::from(width)).then(|| format!("{width}: reflow: the page is {wide} pixels wide")))
}
