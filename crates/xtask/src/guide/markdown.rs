//! A part of the guide, from Markdown to HTML.

use std::collections::BTreeMap;
use std::path::PathBuf;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A picture as it is served.
pub struct Picture {
    /// Its path within the guide.
    pub file: PathBuf,
    /// The PNG file.
    pub bytes: Vec<u8>,
    size: (u32, u32),
}

impl Picture {
    /// A picture, if the bytes are a PNG file.
    pub fn new(file: PathBuf, bytes: Vec<u8>) -> Option<Self> {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let size = (number(16)?, number(20)?);
        bytes
            .starts_with(b"\x89PNG\r\n\x1a\n")
            .then_some(Self { file, bytes, size })
    }

    fn element(&self, alt: &str) -> String {
        let (width, height) = self.size;
        let file = self.file.display();
        let alt = escaped(alt);
        format!(
            "<img class=\"fls-guide__picture\" src=\"/guide/{file}\" width=\"{width}\" height=\"{height}\" alt=\"{alt}\">"
        )
    }
}

/// A part as it was read.
#[derive(Debug)]
pub struct Document {
    /// Its heading.
    pub title: String,
    /// All of it, the heading too.
    pub html: String,
    /// The ids of its headings.
    pub anchors: Vec<String>,
    /// Where it leads to in the guide: part, and id of the heading or nothing.
    pub links: Vec<(String, String)>,
    /// The names of the pictures that it shows.
    pub pictures: Vec<String>,
}

impl Document {
    /// The parts that it leads to, each once, in its order.
    pub fn parts(&self) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        for (part, _) in &self.links {
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
        parts
    }
}

/// Reads a part. Its links lead to other files of the guide, its pictures are those given.
///
/// # Errors
///
/// Says which link leads out of the guide, which picture has no text, or that the heading is missing.
pub fn read(text: &str, pictures: &BTreeMap<String, Picture>) -> Result<Document, String> {
    let mut document = Document {
        title: String::new(),
        html: String::new(),
        anchors: Vec::new(),
        links: Vec::new(),
        pictures: Vec::new(),
    };
    let mut events = Parser::new_ext(text, Options::ENABLE_TABLES);
    let mut written = Vec::new();
    while let Some(event) = events.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => written.extend(document.heading(level, &mut events)),
            Event::Start(Tag::Image { dest_url, .. }) => {
                let alt = words(&until(&mut events, |end| matches!(end, TagEnd::Image)));
                let element = document.picture(&dest_url, &alt, pictures)?;
                written.push(Event::InlineHtml(element.into()));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let dest_url = document.link(&dest_url)?;
                written.push(Event::Start(Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    id,
                }));
            }
            other => written.push(other),
        }
    }
    html::push_html(&mut document.html, written.into_iter());
    if document.title.is_empty() {
        return Err("the heading (#) is missing".to_owned());
    }
    Ok(document)
}

impl Document {
    /// A heading with an id that links can name.
    fn heading<'a>(&mut self, level: HeadingLevel, events: &mut Parser<'a>) -> Vec<Event<'a>> {
        let inside = until(events, |end| matches!(end, TagEnd::Heading(_)));
        let text = words(&inside);
        let id = slug(&text);
        let size = match level {
            HeadingLevel::H1 => "l",
            HeadingLevel::H2 => "m",
            _ => "s",
        };
        if level == HeadingLevel::H1 {
            self.title = text;
        }
        let start = format!("<{level} id=\"{id}\" class=\"nhsuk-heading-{size}\">");
        self.anchors.push(id);
        let end = format!("</{level}>\n");
        [Event::Html(start.into())]
            .into_iter()
            .chain(inside)
            .chain([Event::Html(end.into())])
            .collect()
    }

    fn picture(
        &mut self,
        path: &str,
        alt: &str,
        pictures: &BTreeMap<String, Picture>,
    ) -> Result<String, String> {
        let name = path.strip_prefix("pictures/").unwrap_or(path);
        if alt.is_empty() {
            return Err(format!("{path} needs a text for those who cannot see it"));
        }
        self.pictures.push(name.to_owned());
        // What is not taken yet is told in words: the page that is built is what it will be taken of.
        let picture = pictures.get(name);
        Ok(picture.map_or_else(|| escaped(alt), |picture| picture.element(alt)))
    }

    /// The address that a link to a file of the guide has when it is served.
    fn link(&mut self, path: &str) -> Result<CowStr<'static>, String> {
        let (file, anchor) = path.split_once('#').unwrap_or((path, ""));
        let part = file
            .strip_suffix(".md")
            .ok_or_else(|| format!("{path} is no file of the guide"))?;
        self.links.push((part.to_owned(), anchor.to_owned()));
        let part = if part == super::CONTENTS { "" } else { part };
        let hash = if anchor.is_empty() { "" } else { "#" };
        Ok(format!("/guide/{part}{hash}{anchor}").into())
    }
}

/// The events up to the end of an element, without it.
fn until<'a>(events: &mut Parser<'a>, is_end: impl Fn(TagEnd) -> bool) -> Vec<Event<'a>> {
    events
        .take_while(|event| !matches!(event, Event::End(end) if is_end(*end)))
        .collect()
}

fn words(events: &[Event]) -> String {
    events
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            Event::SoftBreak => Some(" "),
            _ => None,
        })
        .collect()
}

/// A heading as an id: small letters, digits, hyphens.
fn slug(text: &str) -> String {
    let kept = text.to_lowercase();
    let words: Vec<_> = kept
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// A text as HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}
