//! Passwords: Argon2id, and the same work whether or not the account exists.

use std::sync::{Arc, OnceLock};

use actix_web::web;
use argon2::{Argon2, PasswordHash, PasswordHasher, PasswordVerifier};

use crate::problem::{Answer, Failure};

/// Shortest password, in characters (ASVS 5.0, 6.2.1: 8 at least, 15 recommended).
pub const SHORTEST: usize = 12;

/// Why a password cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum PasswordFault {
    /// Too short.
    #[error("the password is too short: give {SHORTEST} characters or more")]
    TooShort,
    /// It cannot be hashed.
    #[error("the password cannot be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// The way passwords are hashed and checked.
#[derive(Default, Clone)]
pub struct Passwords {
    decoy: Arc<OnceLock<String>>,
}

impl Passwords {
    /// Hashes a new password (Argon2id, 19 MiB, two passes, salted), in PHC form.
    ///
    /// # Errors
    /// When it is too short.
    pub fn hash(password: &str) -> Result<String, PasswordFault> {
        if password.chars().count() < SHORTEST {
            return Err(PasswordFault::TooShort);
        }
        let hash = Argon2::default().hash_password(password.as_bytes());
        Ok(hash.map_err(PasswordFault::Hash)?.to_string())
    }

    /// Whether the password belongs to the hash. Without a hash it takes as long and is false, so that nobody learns
    /// from the time which accounts exist.
    ///
    /// # Errors
    /// Only when no thread is free for it.
    pub async fn check(&self, password: String, hash: Option<String>) -> Answer<bool> {
        let decoy = self.decoy.clone();
        let work = move || {
            let is_known = hash.is_some();
            let hash = hash.unwrap_or_else(|| {
                decoy
                    .get_or_init(|| Passwords::hash("nobody has this password").unwrap_or_default())
                    .clone()
            });
            matches(&password, &hash) && is_known
        };
        web::block(work).await.map_err(Failure::internal)
    }
}

impl Passwords {
    /// Which of these hashes a client's secret belongs to, if any. It takes a while even without a hash.
    ///
    /// # Errors
    /// Only when no thread is free for it.
    pub async fn find(&self, secret: String, hashes: Vec<String>) -> Answer<Option<usize>> {
        if hashes.is_empty() {
            return self.check(secret, None).await.map(|_| None);
        }
        let work = move || hashes.iter().position(|hash| matches(&secret, hash));
        web::block(work).await.map_err(Failure::internal)
    }
}

fn matches(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes() {
        let hash = Passwords::hash("correct horse battery").expect("a hash");
        assert!(hash.starts_with("$argon2id$"));
        assert!(matches("correct horse battery", &hash));
        assert!(!matches("wrong horse battery", &hash));
        assert!(matches!(Passwords::hash("short"), Err(PasswordFault::TooShort)));
    }
}
