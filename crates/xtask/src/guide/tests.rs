use std::collections::BTreeSet;

use super::*;

/// The beginning of a PNG file of 1024 by 600 pixels.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x02\x58";

fn picture(name: &str) -> BTreeMap<String, Picture> {
    let file = format!("pictures/{name}-0.png").into();
    BTreeMap::from([(format!("{name}.png"), Picture::new(file, PNG.to_vec()).unwrap())])
}

#[test]
fn markdown_becomes_html_of_the_page() {
    for (text, html) in [
        (
            "# A & B",
            "<h1 id=\"a-b\" class=\"nhsuk-heading-l\">A &amp; B</h1>\n",
        ),
        (
            "# A\n\n## What if\n",
            "<h1 id=\"a\" class=\"nhsuk-heading-l\">A</h1>\n<h2 id=\"what-if\" class=\"nhsuk-heading-m\">What if</h2>\n",
        ),
        (
            "# A\n[keys](keys.md) [all](index.md) [b](c.md#d)",
            "<h1 id=\"a\" class=\"nhsuk-heading-l\">A</h1>\n<p><a href=\"/guide/keys\">keys</a> \
             <a href=\"/guide/\">all</a> <a href=\"/guide/c#d\">b</a></p>\n",
        ),
        (
            "# A\n![The \"list\"](pictures/x.png)",
            "<h1 id=\"a\" class=\"nhsuk-heading-l\">A</h1>\n<p><img class=\"fls-guide__picture\" \
             src=\"/guide/pictures/x-0.png\" width=\"1024\" height=\"600\" alt=\"The &quot;list&quot;\"></p>\n",
        ),
    ] {
        assert_eq!(markdown::read(text, &picture("x")).unwrap().html, html, "{text}");
    }
}

#[test]
fn what_leads_nowhere_is_told() {
    for (text, said) in [
        ("no heading", "the heading (#) is missing"),
        ("# A\n![](pictures/x.png)", "pictures/x.png needs a text"),
        ("# A\n[a](https://elsewhere.example)", "is no file of the guide"),
    ] {
        let error = markdown::read(text, &picture("x")).unwrap_err();
        assert!(error.contains(said), "{text}: {error}");
    }
}

/// The names of the Markdown files in a folder.
fn names_in(folder: &Path) -> BTreeSet<String> {
    let is_markdown = |path: &PathBuf| path.extension().is_some_and(|end| end == "md");
    let names = entries(folder).unwrap().into_iter().filter(is_markdown);
    names
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

impl Guide {
    /// Links that lead nowhere, and files that nothing leads to.
    fn faults(&self, written: &BTreeSet<String>) -> Vec<String> {
        let documents = || {
            self.parts
                .iter()
                .map(|(_, part)| part)
                .chain([&self.contents, &self.missing])
        };
        let is_there = |(name, anchor): &(String, String)| {
            let found = self.parts.iter().find(|(part, _)| part == name);
            let has = |document: &Document| anchor.is_empty() || document.anchors.contains(anchor);
            found.map_or(name == CONTENTS && anchor.is_empty(), |(_, part)| has(part))
        };
        let broken = documents()
            .flat_map(|document| &document.links)
            .filter(|link| !is_there(link))
            .map(|(name, anchor)| format!("a link leads to {name}.md#{anchor}, which is not there"));
        let listed = |name: &str| {
            [CONTENTS, MISSING].contains(&name) || self.parts.iter().any(|(part, _)| part == name)
        };
        let unlisted = written
            .iter()
            .filter(|name| !listed(name))
            .map(|name| format!("{CONTENTS}.md does not list {name}.md"));
        let shown: BTreeSet<_> = documents().flat_map(|document| &document.pictures).collect();
        let unused = self
            .pictures
            .keys()
            .filter(|name| !shown.contains(name))
            .map(|name| format!("no part shows pictures/{name}"));
        let untaken = shown
            .iter()
            .filter(|name| !self.pictures.contains_key(**name))
            .map(|name| {
                format!("pictures/{name} is not taken: UPDATE_GUIDE=1 cargo xtask test e2e --name guide")
            });
        broken.chain(unlisted).chain(unused).chain(untaken).collect()
    }
}

/// Writes a guide of these files and reads it; gives what is wrong with it.
fn complaint(files: &[(&str, &[u8])]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("pictures")).unwrap();
    let whole: [(&str, &[u8]); 4] = [
        ("page.html", b"{{body}}"),
        ("404.md", b"# None"),
        ("index.md", b"# All\n[a](a.md)"),
        ("a.md", b"# A"),
    ];
    for (name, text) in whole.iter().chain(files) {
        fs::write(folder.path().join(name), text).unwrap();
    }
    match Guide::read(folder.path()) {
        Ok(guide) => guide.faults(&names_in(folder.path())).join("; "),
        Err(failure) => failure.to_string(),
    }
}

#[test]
fn the_guide_is_whole() {
    assert_eq!(complaint(&[]), "");
    let cases: [(&str, &[u8], &str); 6] = [
        ("b.md", b"# B", "index.md does not list b.md"),
        ("a.md", b"# A\n[b](b.md)", "leads to b.md#"),
        ("a.md", b"# A\n[a](a.md#b)", "leads to a.md#b"),
        ("pictures/b.png", b"", "is no PNG file"),
        ("pictures/b.png", PNG, "no part shows pictures/b.png"),
        (
            "a.md",
            b"# A\n![b](pictures/b.png)",
            "pictures/b.png is not taken",
        ),
    ];
    for (file, text, said) in cases {
        let complaint = complaint(&[(file, text)]);
        assert!(complaint.contains(said), "{file}: {complaint}");
    }
}

#[test]
fn the_guide_of_this_tree_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folder = root.join("docs/guide").join(LANGUAGE);
    let guide = Guide::read(&folder).unwrap();
    assert_eq!(guide.faults(&names_in(&folder)), [""; 0]);
    let page = "<link rel=\"stylesheet\" href=\"/a.css\"/>\n<link rel=\"modulepreload\" href=\"/a.js\">";
    let files = guide.files(page, b"look".to_vec());
    for (name, bytes) in &files {
        let text = String::from_utf8_lossy(bytes);
        if name.extension().is_some_and(|end| end == "html") {
            assert!(
                text.contains("href=\"/a.css\"") && !text.contains("a.js"),
                "{name:?}"
            );
            assert!(
                !text.contains("{{") && !text.contains("<script"),
                "{name:?}: {text}"
            );
            assert!(!text.contains(" style=") && !text.contains("<style"), "{name:?}");
        }
    }
    for picture in guide.pictures.values() {
        assert!(
            picture.bytes.len() < 120_000,
            "{} is too large",
            picture.file.display()
        );
    }
}

#[test]
fn a_folder_is_kept_as_it_should_be() {
    let folder = tempfile::tempdir().unwrap();
    let files = |names: &[&str]| {
        names
            .iter()
            .map(|name| (PathBuf::from(name), b"x".to_vec()))
            .collect()
    };
    keep(folder.path(), &files(&["a.html", "pictures/a.png"])).unwrap();
    let written = || {
        fs::metadata(folder.path().join("a.html"))
            .unwrap()
            .modified()
            .unwrap()
    };
    let before = written();
    keep(folder.path(), &files(&["a.html", "pictures/b.png"])).unwrap();
    assert_eq!(before, written());
    assert!(!folder.path().join("pictures/a.png").exists());
    assert!(folder.path().join("pictures/b.png").exists());
}
