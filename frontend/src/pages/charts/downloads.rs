//! A chart as a file, and as a link.

use std::rc::Rc;

use chrono::NaiveDate;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};
use yew::{platform::spawn_local, prelude::*};
use yew_router::Routable;

use super::{
    query::{Asked, Kind},
    told::Told,
};
use crate::{
    api::{Api, ApiError, ChartQuestion},
    components::states::failed,
    download,
    routes::Route,
    texts::charts as words,
};

/// Properties of [`Downloads`].
#[derive(Properties, PartialEq)]
pub struct DownloadsProps {
    /// Id of the drawing on the page.
    pub id: &'static str,
    /// The chart in words.
    pub told: Rc<Told>,
    /// Which chart.
    pub asked: Asked,
    /// The day of the chart: a link names it, so that it shows the same chart later.
    pub as_of: NaiveDate,
    /// The question that the server answers with CSV.
    pub question: ChartQuestion,
    /// Whether the drawing is on the page.
    pub has_picture: bool,
}

/// The files and the link.
#[component]
pub fn Downloads(props: &DownloadsProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let name = format!("flsdb-{}", file_name(&props.told.title));
    let on_csv = {
        let (question, failure, name) = (props.question.clone(), failure.clone(), name.clone());
        // The server has no CSV of completeness: the table is one.
        let own = (props.asked.kind == Kind::Completeness).then(|| csv(&props.told));
        Callback::from(move |_: MouseEvent| {
            let (api, question, failure, name) =
                (api.clone(), question.clone(), failure.clone(), name.clone());
            let own = own.clone();
            spawn_local(async move {
                let answer = match (own, api) {
                    (Some(own), _) => Ok(own.into_bytes()),
                    (None, Some(api)) => api.chart_csv(&question).await,
                    (None, None) => Err(ApiError::Away),
                };
                match answer {
                    Ok(bytes) => {
                        download::save_as(&[&name, ".csv"].concat(), "text/csv", &bytes);
                        failure.set(None);
                    }
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    let on_svg = {
        let (id, told, name) = (props.id, props.told.clone(), name.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some((text, ..)) = picture(id, &told) {
                download::save_as(&[&name, ".svg"].concat(), "image/svg+xml", text.as_bytes());
            }
        })
    };
    let on_png = {
        let (id, told) = (props.id, props.told.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some((text, width, height)) = picture(id, &told) {
                save_png(&text, [width, height], [&name, ".png"].concat());
            }
        })
    };
    let link = link(&props.asked, props.as_of);
    let shared = use_state_eq(|| None::<String>);
    let on_share = {
        let (link, shared) = (link.clone(), shared.clone());
        Callback::from(move |_: MouseEvent| {
            download::copy(&link);
            shared.set(Some(link.clone()));
        })
    };
    let is_shared = shared.as_deref() == Some(link.as_str());
    let button = |text: &'static str, onclick: Callback<MouseEvent>| {
        html! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small"
                    aria-label={[words::DOWNLOADS, " ", text].concat()} {onclick}>{ text }</button>
        }
    };
    html! {
        <div class="fls-chart__files">
            <button type="button" class="nhsuk-button nhsuk-button--small" onclick={on_share}>{ words::SHARE }</button>
            <span role="status">
                if is_shared {
                    <span class="fls-saved">{ words::SHARED }</span>
                }
            </span>
            <span>{ words::DOWNLOADS }</span>
            if props.has_picture {
                { button(words::SVG, on_svg) }
                { button(words::PNG, on_png) }
            }
            { button(words::CSV, on_csv) }
            if is_shared {
                <label class="fls-chart__link">
                    <span class="nhsuk-u-visually-hidden">{ words::SHARE_BY_HAND }</span>
                    <input class="nhsuk-input" readonly=true value={link} />
                </label>
            }
            if let Some(error) = &*failure {
                { failed(error, None) }
            }
        </div>
    }
}

/// The address that shows the chart again.
fn link(asked: &Asked, as_of: NaiveDate) -> String {
    let query = super::query::ChartsQuery {
        as_of: Some(as_of),
        ..asked.query()
    };
    let query = gloo::history::query::ToQuery::to_query(&query)
        .unwrap_or_default()
        .into_owned();
    let origin = gloo::utils::window().location().origin().unwrap_or_default();
    [&origin, &Route::Charts.to_path(), "?", &query].concat()
}

/// The table as CSV; each row says where it comes from.
fn csv(told: &Told) -> String {
    let mut text = String::new();
    let heading: Vec<String> = told.columns.iter().map(|column| (*column).to_owned()).collect();
    for (n, row) in [&heading].into_iter().chain(&told.rows).enumerate() {
        let origin = if n == 0 {
            words::SOURCE_COLUMN
        } else {
            &told.source
        };
        for cell in row.iter().map(String::as_str).chain([origin]) {
            text.push('"');
            text.push_str(&cell.replace('"', "\"\""));
            text.push_str("\",");
        }
        text.pop();
        text.push_str("\r\n");
    }
    text
}

/// A name for a file: the letters and figures of a title.
fn file_name(title: &str) -> String {
    let mut name = String::new();
    for c in title.chars() {
        if c.is_ascii_alphanumeric() {
            name.push(c.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_matches('-').to_owned()
}

/// The drawing on the page as a file of its own, with its width and height.
fn picture(id: &str, told: &Told) -> Option<(String, f64, f64)> {
    let element = gloo::utils::document().get_element_by_id(id)?;
    let view_box = element.get_attribute("viewBox")?;
    let mut sides = view_box
        .split(' ')
        .skip(2)
        .map(|side| side.parse::<f64>().unwrap_or_default());
    let (width, height) = (sides.next()?, sides.next()?);
    let (text, height) = standalone(told, &element.inner_html(), width, height);
    Some((text, width, height))
}

/// Room above a drawing for its title, and for each line below it.
const ABOVE: f64 = 44.0;
const LINE: f64 = 18.0;

/// A file that stands by itself: title, drawing, sentence and source. Gives its height, too.
fn standalone(told: &Told, drawing: &str, width: f64, height: f64) -> (String, f64) {
    let mut below = String::new();
    let mut y = ABOVE + height + LINE;
    for line in [told.sentence.as_str(), &told.source] {
        for part in wrapped(line, ((width - 16.0) / 6.6) as usize) {
            below.push_str(&text_at(y, 12, &part));
            y += LINE;
        }
    }
    let title = escaped(&told.title);
    let head: String = wrapped(&told.title, ((width - 16.0) / 9.0) as usize)
        .first()
        .map(|line| text_at(26.0, 16, line))
        .unwrap_or_default();
    let whole = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{y:.0}\" viewBox=\"0 0 {width:.0} {y:.0}\" \
         font-family=\"Arial, sans-serif\"><title>{title}</title><desc>{}</desc>\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>{head}<g transform=\"translate(0 {ABOVE:.0})\">{drawing}</g>{below}</svg>",
        escaped(&[&told.sentence, " ", &told.source].concat()),
    );
    (whole, y)
}

fn text_at(y: f64, size: u8, text: &str) -> String {
    let text = escaped(text);
    format!("<text x=\"8\" y=\"{y:.0}\" font-size=\"{size}\" fill=\"#212b32\">{text}</text>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Lines of so many characters at most, broken between words.
fn wrapped(text: &str, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let is_full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.len() + word.len() >= most);
        if is_full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// Pixels of the file for each of the page.
const SHARPNESS: f64 = 2.0;

/// Paints a picture and offers it as PNG.
fn save_png(svg: &str, [width, height]: [f64; 2], name: String) {
    let Ok(image) = HtmlImageElement::new() else {
        return;
    };
    let painted = image.clone();
    let onload = Closure::once_into_js(move || {
        let canvas = gloo::utils::document().create_element("canvas").ok();
        let Some(canvas) = canvas.and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok()) else {
            return;
        };
        canvas.set_width((width * SHARPNESS) as u32);
        canvas.set_height((height * SHARPNESS) as u32);
        let context = canvas.get_context("2d").ok().flatten();
        let Some(context) = context.and_then(|found| found.dyn_into::<CanvasRenderingContext2d>().ok())
        else {
            return;
        };
        let (width, height) = (width * SHARPNESS, height * SHARPNESS);
        let is_drawn =
            context.draw_image_with_html_image_element_and_dw_and_dh(&painted, 0.0, 0.0, width, height);
        if let (Ok(()), Ok(url)) = (is_drawn, canvas.to_data_url()) {
            download::save_url(&name, &url);
        }
    });
    image.set_onload(Some(onload.unchecked_ref()));
    image.set_src(
        &[
            "data:image/svg+xml,",
            &String::from(js_sys::encode_uri_component(svg)),
        ]
        .concat(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files() {
        assert_eq!(
            file_name("Run chart: KPI 4, Time to FLS assessment"),
            "run-chart-kpi-4-time-to-fls-assessment"
        );
    }

    #[test]
    fn tables_as_csv() {
        let told = Told {
            columns: &["Field", "Blank"],
            rows: vec![vec!["a \"b\", c".into(), "3".into()]],
            source: "data version 7".into(),
            ..Told::default()
        };
        let text = "\"Field\",\"Blank\",\"Source\"\r\n\"a \"\"b\"\", c\",\"3\",\"data version 7\"\r\n";
        assert_eq!(csv(&told), text);
    }

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(wrapped("unbreakable", 4), ["unbreakable"]);
    }

    #[test]
    fn a_file_says_what_it_shows_and_whence() {
        let told = Told {
            title: "KPI 4 <90 days>".into(),
            sentence: "All is well.".into(),
            source: "data version 7".into(),
            ..Told::default()
        };
        let (text, height) = standalone(&told, "<path d=\"M0 0\"/>", 600.0, 300.0);
        for part in [
            "<title>KPI 4 &lt;90 days&gt;</title>",
            "data version 7</text>",
            "<path d=\"M0 0\"/>",
            "All is well.",
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(height > 344.0, "{height}");
    }
}
