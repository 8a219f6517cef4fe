//! A drawing on the page: an SVG whose points are reached by mouse, touch and keyboard.

use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};
use yew::prelude::*;

use super::drawing::{Anchor, Drawing, Point, Shape, block};
use crate::texts::charts as words;

/// Before the browser has said how wide the page is, and on paper.
const USUAL_WIDTH: f64 = 960.0;

/// The width that an element has on the page, in pixels, now and whenever the window changes.
#[hook]
pub fn use_width() -> (NodeRef, f64) {
    let node = use_node_ref();
    let width = use_state_eq(|| USUAL_WIDTH);
    {
        let (node, width) = (node.clone(), width.setter());
        use_effect_with((), move |()| {
            let measure = move || {
                if let Some(element) = node.cast::<Element>() {
                    width.set(f64::from(element.client_width()).max(240.0));
                }
            };
            measure();
            let listener = EventListener::new(&gloo::utils::window(), "resize", move |_| measure());
            move || drop(listener)
        });
    }
    (node, *width)
}

/// Properties of [`Picture`].
#[derive(Properties, PartialEq)]
pub struct PictureProps {
    /// Id of the SVG; its points are `…-0`, `…-1` and so on.
    pub id: AttrValue,
    /// What the chart shows.
    pub title: AttrValue,
    /// Id of the text that describes it.
    pub described_by: AttrValue,
    /// The drawing.
    pub drawing: Rc<Drawing>,
    /// Told which point is pressed; points are no buttons without it.
    #[prop_or_default]
    pub on_open: Option<Callback<usize>>,
}

/// The drawing. Arrow keys, Home and End lead along the points, of which one is in the order of Tab; the point under the
/// mouse or with the focus is read out below.
#[component]
pub fn Picture(props: &PictureProps) -> Html {
    let drawing = &props.drawing;
    let current = use_state_eq(|| 0_usize);
    let told = use_state_eq(|| None::<usize>);
    let reach = (*current).min(drawing.points.len().saturating_sub(1));
    let onkeydown = {
        let (id, on_open, columns, count) = (
            props.id.clone(),
            props.on_open.clone(),
            drawing.columns,
            drawing.points.len(),
        );
        Callback::from(move |event: KeyboardEvent| {
            let Some(at) = point_of(&event) else {
                return;
            };
            let key = event.key();
            if let ("Enter" | " ", Some(on_open)) = (key.as_str(), &on_open) {
                event.prevent_default();
                on_open.emit(at);
            } else if let Some(next) = moved(&key, at, count, columns) {
                event.prevent_default();
                focus_point(&id, next);
            }
        })
    };
    let onfocusin = {
        let (current, told) = (current.clone(), told.clone());
        Callback::from(move |event: FocusEvent| {
            if let Some(at) = point_of(&event) {
                current.set(at);
                told.set(Some(at));
            }
        })
    };
    let onmouseover = {
        let told = told.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(at) = point_of(&event) {
                told.set(Some(at));
            }
        })
    };
    let onclick = props.on_open.clone().map(|on_open| {
        Callback::from(move |event: MouseEvent| {
            if let Some(at) = point_of(&event) {
                on_open.emit(at);
            }
        })
    });
    let role = if props.on_open.is_some() { "button" } else { "img" };
    let name = (*told)
        .and_then(|at| drawing.points.get(at))
        .map(|point| point.name.as_str());
    html! {
        <>
            <svg id={props.id.clone()} class="fls-chart__picture" xmlns="http://www.w3.org/2000/svg" role="group"
                 aria-label={props.title.clone()} aria-describedby={props.described_by.clone()}
                 viewBox={format!("0 0 {:.0} {:.0}", drawing.width, drawing.height)}
                 {onkeydown} {onfocusin} {onmouseover} {onclick}>
                { for drawing.shapes.iter().map(shape) }
                { for drawing.points.iter().enumerate().map(|(at, found)| point(&props.id, role, at, at == reach, found)) }
                // Words are no part of a point: its name says all that they say.
                <g aria-hidden="true" pointer-events="none">
                    { for drawing.points.iter().flat_map(|point| &point.shapes).filter(|shape| is_text(shape)).map(shape) }
                </g>
            </svg>
            // The point's name is read out with the point: this is for the eyes.
            <p class="fls-chart__told" aria-hidden="true">{ name.unwrap_or(words::POINT_HINT) }</p>
        </>
    }
}

fn point(id: &str, role: &'static str, at: usize, is_reached: bool, point: &Point) -> Html {
    html! {
        <g id={format!("{id}-{at}")} class="fls-chart__point" data-point={at.to_string()} {role}
           tabindex={if is_reached { "0" } else { "-1" }} aria-label={point.name.clone()}>
            <path class="fls-chart__area" d={block(point.area)} fill="transparent" />
            { for point.shapes.iter().filter(|shape| !is_text(shape)).map(shape) }
        </g>
    }
}

fn is_text(shape: &Shape) -> bool {
    matches!(shape, Shape::Text { .. })
}

fn shape(shape: &Shape) -> Html {
    match shape {
        Shape::Path { d, look } => html! {
            <path d={d.clone()} fill={look.fill} stroke={look.line} stroke-width={look.width}
                  stroke-dasharray={(!look.dash.is_empty()).then_some(look.dash)} stroke-linejoin="round" />
        },
        Shape::Text {
            x,
            y,
            anchor,
            colour,
            size,
            text,
        } => {
            let anchor = match anchor {
                Anchor::Start => None,
                Anchor::Middle => Some("middle"),
                Anchor::End => Some("end"),
            };
            html! {
                <text x={format!("{x:.1}")} y={format!("{y:.1}")} text-anchor={anchor} fill={*colour} font-size={size.to_string()}
                      aria-hidden="true">{ text }</text>
            }
        }
    }
}

/// Where a key leads from a point; none if it leads nowhere.
pub fn moved(key: &str, at: usize, count: usize, columns: usize) -> Option<usize> {
    let row = columns.max(1);
    let last = count.checked_sub(1)?;
    let next = match key {
        "ArrowRight" => at.checked_add(1)?,
        "ArrowLeft" => at.checked_sub(1)?,
        "ArrowDown" => at.checked_add(row)?,
        "ArrowUp" => at.checked_sub(row)?,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    (next <= last).then_some(next)
}

/// The point in which something happened.
fn point_of(event: &web_sys::Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    let point = element.closest("[data-point]").ok()??;
    point.get_attribute("data-point")?.parse().ok()
}

fn focus_point(id: &str, at: usize) {
    if let Some(element) = gloo::utils::document().get_element_by_id(&format!("{id}-{at}")) {
        // Elements of SVG take the focus like those of HTML. Fails only on one that is not in the page.
        let _ = element.unchecked_ref::<HtmlElement>().focus();
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;
    use yew::ServerRenderer;

    use super::*;
    use crate::components::chart::drawing::{Mark, TEXT, solid};

    #[derive(Debug, Clone, Copy, PartialEq, Properties)]
    struct Case {
        opens: Option<()>,
    }

    #[component]
    fn Drawn(case: &Case) -> Html {
        let point = |name: &str| Point {
            name: name.into(),
            shapes: vec![Shape::Path {
                d: Mark::Disc.at(1.0, 1.0, 4.0),
                look: solid(TEXT),
            }],
            area: [0.0, 0.0, 8.0, 8.0],
        };
        let mut drawing = Drawing {
            width: 300.0,
            height: 200.0,
            ..Drawing::default()
        };
        drawing.points = vec![
            point("January 2024: 50.0 per cent"),
            point("February 2024: no value"),
        ];
        drawing.text((0.0, 0.0), Anchor::End, "Mean 50.0");
        let on_open = case.opens.map(|()| Callback::noop());
        html! { <Picture id="chart" title="KPI 4" described_by="about" drawing={Rc::new(drawing)} {on_open} /> }
    }

    fn rendered(opens: Option<()>) -> String {
        let renderer = ServerRenderer::<Drawn>::with_props(move || Case { opens });
        block_on(renderer.hydratable(false).render())
    }

    #[test]
    fn points_have_names_and_one_is_reached_by_tab() {
        let html = rendered(None);
        for part in [
            "viewBox=\"0 0 300 200\"",
            "aria-label=\"January 2024: 50.0 per cent\"",
            "role=\"img\"",
            ">Mean 50.0</text>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert_eq!(
            (
                html.matches("tabindex=\"0\"").count(),
                html.matches("tabindex=\"-1\"").count()
            ),
            (1, 1)
        );
        assert!(!html.contains("style="), "{html}");
    }

    #[test]
    fn points_that_open_are_buttons() {
        assert_eq!(rendered(Some(())).matches("role=\"button\"").count(), 2);
    }

    #[test]
    fn keys_lead_along_the_points() {
        for (key, at, columns, next) in [
            ("ArrowRight", 0, 1, Some(1)),
            ("ArrowRight", 5, 1, None),
            ("ArrowLeft", 0, 1, None),
            ("ArrowDown", 1, 3, Some(4)),
            ("ArrowDown", 4, 3, None),
            ("ArrowUp", 4, 0, Some(3)),
            ("Home", 4, 1, Some(0)),
            ("End", 0, 1, Some(5)),
            ("x", 0, 1, None),
        ] {
            assert_eq!(moved(key, at, 6, columns), next, "{key} {at}");
        }
        assert_eq!(moved("End", 0, 0, 1), None);
    }
}
