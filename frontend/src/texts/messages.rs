//! Messages of hospital systems that were refused.

pub const TITLE: &str = "Refused messages";
pub const LEAD: &str = "Records that a computer system of the hospital sent, and that had errors. Nothing of them is stored. \
                        Put each right in the registry, or tell whoever looks after the system to send it again; then settle it. \
                        It is settled by itself once the system sends it without errors. After 90 days it is deleted.";
/// On the page of data quality.
pub const SUMMARY: &str = "Messages of hospital systems";
pub const WAITS: &str = "refused message waits";
pub const WAIT: &str = "refused messages wait";
pub const LOOK: &str = "Look at refused messages";
pub const STATE: &str = "Show";
pub const STATES: &[(&str, &str)] = &[("open", "Those that wait"), ("settled", "Those that are settled")];
pub const NONE_OPEN: &str = "No refused message waits";
pub const NONE_OPEN_DETAIL: &str =
    "Every record that a system sent is stored. Whatever is refused from now on stands here.";
pub const NONE_SETTLED: &str = "No message has been settled";
pub const NONE_SETTLED_DETAIL: &str =
    "Messages that you settle, or that were sent again without errors, stand here for 90 days.";
pub const NO_NUMBER: &str = "No number";
pub const DIAGNOSED: &str = ", diagnosed ";
pub const SENT_BY: &str = "Sent by";
pub const CAME: &str = "Came";
pub const TIMES: &str = " times, first ";
pub const LAST: &str = ", last ";
pub const SERVICE: &str = "Service";
pub const REQUEST: &str = "Request";
pub const SETTLED: &str = "Settled";
pub const BY: &str = " by ";
pub const ACCEPTED: &str = "a later message of the same episode was accepted";
pub const WHY_REFUSED: &str = "Why it was refused";
pub const WAS_SENT: &str = "Was sent: ";
pub const WARNING: &str = "Warning";
pub const BLANK: &str = "blank";
pub const IN_REGISTRY: &str = "In the registry";
pub const NOBODY: &str = "No patient with this number. ";
pub const UNREADABLE_NUMBER: &str = "The message has no number that can be looked for. ";
pub const ENTER: &str = "Enter the patient";
pub const BORN: &str = ", born ";
pub const NO_EPISODE: &str = "No episode yet";
pub const WHOLE: &str = "The message as it came";
pub const NOT_KEPT: &str = "What was sent is not kept, as the patient may not be stored here.";
pub const SETTLE: &str = "Settle";
pub const REASON: &str = "What has become of it?";
pub const REASON_HINT: &str = "For example, entered by hand, or no patient of ours.";
pub const MEND: &str = "Mend and store";
pub const MEND_LEAD: &str = "This is what the system sent. Mend what is wrong: it is then stored as if you had entered it yourself, and \
                             the message is settled.";
pub const WRONG: &str = "Wrong or missing";
pub const OTHERS: &str = "All else that was sent";
pub const STORE: &str = "Store the record";
pub const OVERWRITES: &str = "The episode is stored already. This changes:";
pub const TO: &str = " → ";
pub const GO_ON: &str = "Store it so?";
pub const MENDED: &str = "Mended by hand and stored.";
pub const STORED: &str = "The record is stored, and the message is settled. ";
pub const OPEN_EPISODE: &str = "Open the episode";
