//! The secrets of an installation: files in a folder outside repository and database, made on the first start.
//!
//! `signing-….key` sign access tokens: the last by name signs, all are accepted, and the name is the token's `kid`. To
//! change the key add a file with a later name (`openssl rand -hex 32`), restart, and take the old one away a quarter of
//! an hour later. `reference.key` keys the references in audit events, `pseudonym.key` those in national exports.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use uuid::Uuid;

/// A secret of 256 bits.
pub type Secret = [u8; 32];

/// A key that signs or checks access tokens.
pub struct SigningKey {
    /// What a token's `kid` says.
    pub id: String,
    /// The secret.
    pub secret: Secret,
}

/// The secrets of an installation.
pub struct Keys {
    signing: SigningKey,
    earlier: Vec<SigningKey>,
    reference: Secret,
    pseudonym: Secret,
}

/// Why the keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// The folder or a file cannot be read or written.
    #[error("the keys in {} cannot be read or made", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A key file holds no key.
    #[error("{} holds no key: 64 hexadecimal digits are expected", .0.display())]
    NoKey(PathBuf),
    /// Others than the owner may read a key file.
    #[error("{} may be read by others. Run: chmod 600 {}", .0.display(), .0.display())]
    Readable(PathBuf),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoDice,
}

impl Keys {
    /// Opens the folder, making it and what is missing in it.
    ///
    /// # Errors
    /// When a file cannot be read or made, is readable by others, or holds no key.
    pub fn open(folder: &Path) -> Result<Self, KeyFault> {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(fault(folder))?;
        let mut ids = signing_ids(folder)?;
        let newest = ids
            .pop()
            .unwrap_or_else(|| format!("signing-{}", Uuid::now_v7().simple()));
        let key = |id: String| {
            let secret = secret(&folder.join(format!("{id}.key")))?;
            Ok(SigningKey { id, secret })
        };
        Ok(Keys {
            signing: key(newest)?,
            earlier: ids.into_iter().map(key).collect::<Result<_, KeyFault>>()?,
            reference: secret(&folder.join("reference.key"))?,
            pseudonym: secret(&folder.join("pseudonym.key"))?,
        })
    }

    /// The key that signs.
    pub fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The key with this id, if its tokens are still accepted.
    pub fn verifying(&self, id: &str) -> Option<&SigningKey> {
        [&self.signing]
            .into_iter()
            .chain(&self.earlier)
            .find(|key| key.id == id)
    }

    /// The key of the references in audit events.
    pub fn reference(&self) -> Secret {
        self.reference
    }

    /// The key of the pseudonyms in national exports.
    pub fn pseudonym(&self) -> Secret {
        self.pseudonym
    }
}

fn fault(path: &Path) -> impl FnOnce(io::Error) -> KeyFault {
    let path = path.to_owned();
    move |cause| KeyFault::File { path, cause }
}

fn signing_ids(folder: &Path) -> Result<Vec<String>, KeyFault> {
    let mut ids = Vec::new();
    for entry in fs::read_dir(folder).map_err(fault(folder))? {
        let name = entry.map_err(fault(folder))?.file_name();
        let id = name.to_str().and_then(|name| name.strip_suffix(".key"));
        ids.extend(id.filter(|id| id.starts_with("signing-")).map(str::to_owned));
    }
    ids.sort();
    Ok(ids)
}

/// Reads a key, or makes it. A file appears whole or not at all, so several processes may start at once.
fn secret(path: &Path) -> Result<Secret, KeyFault> {
    if !path.exists() {
        let fresh = path.with_extension(format!("{}.tmp", Uuid::new_v4().simple()));
        write(&fresh)?;
        let outcome = fs::hard_link(&fresh, path);
        fs::remove_file(&fresh).map_err(fault(&fresh))?;
        if let Err(cause) = outcome
            && cause.kind() != io::ErrorKind::AlreadyExists
        {
            return Err(fault(path)(cause));
        }
    }
    let mode = fs::metadata(path).map_err(fault(path))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(KeyFault::Readable(path.to_owned()));
    }
    let text = fs::read_to_string(path).map_err(fault(path))?;
    from_hex(text.trim()).ok_or_else(|| KeyFault::NoKey(path.to_owned()))
}

fn write(path: &Path) -> Result<(), KeyFault> {
    let mut secret: Secret = [0; 32];
    getrandom::fill(&mut secret).map_err(|_| KeyFault::NoDice)?;
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(fault(path))?;
    file.write_all(hex.as_bytes()).map_err(fault(path))?;
    file.sync_all().map_err(fault(path))
}

fn from_hex(text: &str) -> Option<Secret> {
    let digits = text.as_bytes();
    let mut secret = [0; 32];
    if digits.len() != 64 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, pair) in secret.iter_mut().zip(digits.chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_made_once_and_only_their_owner_reads_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a/keys");
        let first = Keys::open(&path).expect("made");
        let second = Keys::open(&path).expect("read");
        assert_eq!(first.signing().secret, second.signing().secret);
        assert_eq!(first.reference(), second.reference());
        assert_ne!(first.reference(), first.pseudonym());
        for entry in fs::read_dir(&path).expect("a folder") {
            let mode = entry
                .expect("an entry")
                .metadata()
                .expect("metadata")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn the_last_key_signs_and_all_are_accepted() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = Keys::open(folder.path()).expect("made").signing().id.clone();
        write(&folder.path().join("signing-zz.key")).expect("written");
        let keys = Keys::open(folder.path()).expect("read");
        assert_eq!(keys.signing().id, "signing-zz");
        assert!(keys.verifying(&old).is_some());
        assert!(keys.verifying("signing-other").is_none());
    }

    #[test]
    fn bad_files_are_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("reference.key");
        fs::write(&path, "00").expect("written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).expect("set");
        assert!(matches!(Keys::open(folder.path()), Err(KeyFault::Readable(_))));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
        assert!(matches!(Keys::open(folder.path()), Err(KeyFault::NoKey(_))));
    }
}
