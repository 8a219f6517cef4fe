//! From the sender to the database.

use std::io::Read;

use flsdb_store::{
    Store,
    imports::{self, NewImport},
};

use super::{ImportError, Importer};

/// A file may have this many bytes.
pub const FILE_LIMIT: u64 = 100 << 20;

/// A file is stored in pieces of this many bytes.
pub const PIECE: usize = 1 << 20;

/// Stores a file whole, piece by piece, and gives the id of its import, which is to be checked next.
///
/// # Errors
/// When the file is too large, cannot be read, or the store refuses.
pub fn send(
    store: &Store,
    importer: &Importer,
    import: &NewImport,
    mut file: impl Read,
) -> Result<String, ImportError> {
    let id = store.write(&importer.author, |w| {
        imports::create(w, importer.viewer(), import)
    })?;
    let sent = append(store, importer, &id, &mut file);
    if sent.is_err() {
        store.write(&importer.author, |w| imports::delete(w, importer.viewer(), &id))?;
    }
    sent.map(|()| id)
}

fn append(store: &Store, importer: &Importer, id: &str, file: &mut impl Read) -> Result<(), ImportError> {
    let mut bytes = 0;
    loop {
        let mut piece = Vec::with_capacity(PIECE);
        let read = file.by_ref().take(PIECE as u64).read_to_end(&mut piece)?;
        if read == 0 {
            return Ok(());
        }
        bytes += read as u64;
        if bytes > FILE_LIMIT {
            return Err(ImportError::TooLarge);
        }
        store.write(&importer.author, |w| imports::append_file(w, id, &piece))?;
    }
}

/// The name of a file without folders and control characters, at most 200 characters of it.
pub fn filename(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).take(200).collect();
    let name = name.trim();
    if name.is_empty() {
        "file".to_owned()
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filenames() {
        for (sent, name) in [
            ("BRD.csv", "BRD.csv"),
            ("C:\\Users\\nurse\\März.xlsx", "März.xlsx"),
            ("../../etc/passwd", "passwd"),
            ("a\nb.csv", "ab.csv"),
            ("folder/", "file"),
            ("", "file"),
            (&"x".repeat(300), &"x".repeat(200)),
        ] {
            assert_eq!(filename(sent), name, "{sent:?}");
        }
    }
}
