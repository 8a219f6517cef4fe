//! What stands round each part of the guide.

use crate::guide::markdown::{Document, escaped};

/// The frame of one language.
pub struct Frame<'a> {
    /// The HTML with `{{…}}` where something is filled in.
    pub text: &'a str,
    /// The links to the look.
    pub look: String,
    /// All parts by name, in order.
    pub parts: &'a [(String, Document)],
}

impl Frame<'_> {
    /// A document of the guide; `at` is its place among the parts, if it is one.
    pub fn around(&self, at: Option<usize>, document: &Document) -> Vec<u8> {
        let neighbour = |at: Option<usize>| at.and_then(|at| self.parts.get(at));
        let previous = neighbour(at.and_then(|at| at.checked_sub(1)));
        let next = neighbour(at.map(|at| at + 1));
        let text = self.text.replace("{{look}}", &self.look);
        let text = text.replace("{{title}}", &escaped(&document.title));
        let text = text.replace("{{parts}}", &self.list(at));
        let text = sometimes(&text, "previous", previous);
        let text = sometimes(&text, "next", next);
        let text = sometimes(&text, "neighbours", previous.or(next));
        text.replace("{{body}}", &document.html).into_bytes()
    }

    fn list(&self, here: Option<usize>) -> String {
        let item = |(at, (name, part)): (usize, &(String, Document))| {
            let current = if here == Some(at) {
                " aria-current=\"page\""
            } else {
                ""
            };
            let title = escaped(&part.title);
            format!("<li><a href=\"/guide/{name}\"{current}>{title}</a></li>\n")
        };
        self.parts.iter().enumerate().map(item).collect()
    }
}

/// Fills in what stands between `{{#name}}` and `{{/name}}`, or takes it away if there is no such part.
fn sometimes(text: &str, name: &str, part: Option<&(String, Document)>) -> String {
    let (start, end) = (format!("{{{{#{name}}}}}"), format!("{{{{/{name}}}}}"));
    let Some((before, rest)) = text.split_once(&start) else {
        return text.to_owned();
    };
    let (inside, after) = rest.split_once(&end).unwrap_or((rest, ""));
    let inside = part.map(|(part, document)| {
        inside
            .replace("{{part}}", part)
            .replace("{{part title}}", &escaped(&document.title))
    });
    format!("{before}{}{after}", inside.unwrap_or_default())
}

/// Icon and styles of the page with this document, and the guide's own styles.
pub fn look(page: &str, own: &str) -> String {
    let taken = page.lines().map(str::trim).filter(|line| {
        line.starts_with("<link rel=\"icon\"") || line.starts_with("<link rel=\"stylesheet\"")
    });
    let own = format!("<link rel=\"stylesheet\" href=\"/guide/{own}\">");
    taken.chain([own.as_str()]).collect::<Vec<_>>().join("\n    ")
}
