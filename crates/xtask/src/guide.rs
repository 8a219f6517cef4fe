//! The guide for users: a folder of Markdown for each language, made into documents without script for the server to send.

mod frame;
mod markdown;

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::layout::Layout;
use crate::step::step;

use frame::Frame;
use markdown::{Document, Picture};

/// The language that is served. All that its readers see stands in its folder.
const LANGUAGE: &str = "en";
/// The list of all parts, which puts them in order.
const CONTENTS: &str = "index";
/// What a reader gets who asks for a part that is none.
const MISSING: &str = "404";

/// Writes the guide into the built page, whose look it takes.
pub fn build(layout: &Layout) -> Result<(), Failure> {
    step("Writing the guide for users", || {
        let guide = Guide::read(&layout.root().join("docs/guide").join(LANGUAGE))?;
        let page = text(&layout.dist().join("index.html"))?;
        let look = text(&layout.frontend().join("styles/guide.css"))?.into_bytes();
        keep(&layout.dist().join("guide"), &guide.files(&page, look))
    })
}

/// A guide in one language.
struct Guide {
    frame: String,
    contents: Document,
    missing: Document,
    /// By name, in the order of the contents.
    parts: Vec<(String, Document)>,
    pictures: BTreeMap<String, Picture>,
}

impl Guide {
    /// Reads a guide.
    fn read(folder: &Path) -> Result<Self, Failure> {
        let pictures = read_pictures(&folder.join("pictures"))?;
        let document = |name: &str| {
            let path = folder.join(format!("{name}.md"));
            markdown::read(&text(&path)?, &pictures)
                .map_err(|what| Failure::Other(format!("{}: {what}", path.display())))
        };
        let contents = document(CONTENTS)?;
        let parts: Result<Vec<_>, Failure> = contents
            .parts()
            .into_iter()
            .map(|name| Ok((name.clone(), document(&name)?)))
            .collect();
        let (missing, parts) = (document(MISSING)?, parts?);
        Ok(Self {
            frame: text(&folder.join("page.html"))?,
            contents,
            missing,
            parts,
            pictures,
        })
    }

    /// All files of the guide by their paths, in the look of the page with this document.
    fn files(&self, page: &str, look: Vec<u8>) -> BTreeMap<PathBuf, Vec<u8>> {
        let name = format!("look-{}.css", hash(&look));
        let frame = Frame {
            text: &self.frame,
            look: frame::look(page, &name),
            parts: &self.parts,
        };
        let mut files = BTreeMap::from([
            (PathBuf::from(name), look),
            ("index.html".into(), frame.around(None, &self.contents)),
            ("404.html".into(), frame.around(None, &self.missing)),
        ]);
        files.extend(self.parts.iter().enumerate().map(|(at, (name, part))| {
            let file = PathBuf::from(format!("{name}.html"));
            (file, frame.around(Some(at), part))
        }));
        files.extend(
            self.pictures
                .values()
                .map(|picture| (picture.file.clone(), picture.bytes.clone())),
        );
        files
    }
}

fn text(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(Failure::file("read", path))
}

fn read_pictures(folder: &Path) -> Result<BTreeMap<String, Picture>, Failure> {
    let mut pictures = BTreeMap::new();
    for path in entries(folder)? {
        let bytes = fs::read(&path).map_err(Failure::file("read", &path))?;
        let (Some(name), Some(stem)) = (path.file_name(), path.file_stem()) else {
            continue;
        };
        let file = format!("pictures/{}-{}.png", stem.to_string_lossy(), hash(&bytes));
        let picture = Picture::new(file.into(), bytes)
            .ok_or_else(|| Failure::Other(format!("{} is no PNG file", path.display())))?;
        pictures.insert(name.to_string_lossy().into_owned(), picture);
    }
    Ok(pictures)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file("read", folder))?;
    let paths: Result<Vec<_>, _> = entries.map(|entry| Ok(entry?.path())).collect();
    paths.map_err(Failure::file("read", folder))
}

/// What a name carries so that browsers keep the file for as long as its content stays.
fn hash(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// Makes a folder hold these files and no others. What is right already stays untouched: the server is built anew
/// whenever a file of its page is written.
fn keep(folder: &Path, files: &BTreeMap<PathBuf, Vec<u8>>) -> Result<(), Failure> {
    let pictures = folder.join("pictures");
    fs::create_dir_all(&pictures).map_err(Failure::file("create", &pictures))?;
    for path in entries(folder)?.into_iter().chain(entries(&pictures)?) {
        let wanted = path
            .strip_prefix(folder)
            .is_ok_and(|name| files.contains_key(name));
        if path.is_file() && !wanted {
            fs::remove_file(&path).map_err(Failure::file("remove", &path))?;
        }
    }
    for (name, bytes) in files {
        let path = folder.join(name);
        if fs::read(&path).ok().as_ref() != Some(bytes) {
            fs::write(&path, bytes).map_err(Failure::file("write", &path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
