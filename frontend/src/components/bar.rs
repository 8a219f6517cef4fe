//! A whole in coloured parts, each named with its figure.

use yew::prelude::*;

use crate::format;

/// One part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it counts.
    pub name: &'static str,
    /// How many.
    pub count: u64,
    /// Last part of its class, which gives the colour.
    pub kind: &'static str,
}

/// A bar of parts. The picture is an SVG, whose widths need no style attribute; the figures stand below it.
pub fn bar(parts: &[Part]) -> Html {
    let total: u64 = parts.iter().map(|part| part.count).sum();
    let mut left = 0.0;
    let pieces: Html = parts
        .iter()
        .filter(|part| part.count > 0)
        .map(|part| {
            let width = share(part.count, total);
            let x = left;
            left += width;
            html! { <rect class={format!("fls-bar__part fls-bar__part--{}", part.kind)}
            x={format!("{x:.3}%")} y="0" width={format!("{width:.3}%")} height="100%" /> }
        })
        .collect();
    html! {
        <div class="fls-bar">
            <svg class="fls-bar__picture" aria-hidden="true" focusable="false">{ pieces }</svg>
            <dl class="fls-bar__figures">
                { for parts.iter().map(|part| html! {
                    <div class={format!("fls-bar__figure fls-bar__figure--{}", part.kind)}>
                        <dt>{ part.name }</dt>
                        <dd>{ format::count(part.count) }</dd>
                    </div>
                }) }
            </dl>
        </div>
    }
}

/// A part in per cent of the whole; wide enough to be seen, however small.
fn share(part: u64, total: u64) -> f64 {
    if total == 0 {
        0.0
    } else {
        100.0 * part as f64 / total as f64
    }
}

#[cfg(test)]
mod tests {
    use super::share;

    #[test]
    fn shares() {
        for (part, total, expected) in [(0, 0, 0.0), (1, 4, 25.0), (4, 4, 100.0)] {
            assert!((share(part, total) - expected).abs() < 1e-9, "{part} of {total}");
        }
    }
}
