//! Clients: the systems of a hospital.

pub const TITLE: &str = "Clients";
pub const LEAD: &str = "The computer systems of a hospital that send or read records by themselves. Each acts for one service, and \
                        shows who it is by a secret or by keys of its own.";
/// Columns: name, and whether it holds numbers.
pub const COLUMNS: &[(&str, bool)] = &[
    ("Client", false),
    ("Service", false),
    ("May", false),
    ("Secrets", false),
    ("State", false),
    ("Last used", false),
    ("", false),
];
pub const NONE_YET: &str = "No clients yet";
pub const NONE_YET_DETAIL: &str =
    "Press “New client” above when a system of your hospital is to send or read records.";
pub const NEW: &str = "New client";
pub const CREATE: &str = "Create client";
pub const EDIT: &str = "Edit ";
pub const SAVE: &str = "Save client";
pub const SERVICE: &str = "Service code";
pub const SERVICE_HINT: &str = "The service for which it acts. It never changes.";
pub const NAME: &str = "Name";
pub const NAME_HINT: &str = "What the system is, like Radiology system.";
pub const SCOPES: &str = "What it may do";
pub const KEYS: &str = "Public keys";
pub const KEYS_HINT: &str =
    "Leave this out for a secret. A system that signs gives a JWKS document: paste it here.";
pub const KEYS_UNREADABLE: &str = "Paste a JWKS document: JSON that begins with {\"keys\": [";
pub const NO_SECRET: &str = "None";
pub const SIGNS: &str = "Signs with a key";
pub const SIGNS_MANY: &str = "Signs with keys";
pub const MADE: &str = "Made ";
pub const USED: &str = ", used ";
pub const NOT_USED: &str = ", not used yet";
pub const UNTIL: &str = ", good until ";
pub const NEVER: &str = "Never";
pub const ACTIVE: &str = "Active";
pub const LOCKED: &str = "Locked";
pub const NO_ACCESS: &str = "No secret or key";
pub const NEW_SECRET: &str = "New secret";
pub const REVOKE: &str = "Revoke";
pub const REVOKE_SECRET: &str = "Revoke the secret of ";
pub const MADE_AT: &str = " made ";
pub const REVOKE_CONFIRM: &str = "Revoke this secret? A system that still uses it stops working at once.";
pub const LOCK_CONFIRM: &str = "Lock this client? It stops working at once.";
/// Told with a secret.
pub const SECRET_LEAD: &str =
    "Give these to whoever looks after the system, by a way that you trust. The secret is shown only now.";
pub const ID: &str = "Client ID";
pub const SECRET: &str = "Client secret";
pub const COPY: &str = "Copy";
pub const COPIED: &str = "Copied.";
