//! Files that the page hands to the browser. They are fetched with the access token first: a plain link has none.

use gloo::file::{Blob, ObjectUrl};
use wasm_bindgen::JsCast;
use web_sys::HtmlAnchorElement;
use yew::platform::spawn_local;

/// Offers bytes as a file of this name.
pub fn save_as(name: &str, kind: &str, bytes: &[u8]) {
    save_url(name, &ObjectUrl::from(Blob::new_with_options(bytes, Some(kind))));
}

/// Offers what stands at an address that the page made itself as a file of this name.
pub fn save_url(name: &str, url: &str) {
    let anchor = gloo::utils::document()
        .create_element("a")
        .ok()
        .and_then(|element| element.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(anchor) = anchor {
        anchor.set_href(url);
        anchor.set_download(name);
        anchor.click();
    }
}

/// Puts a text on the clipboard, where the browser lets the page; the text is shown beside it in any case.
pub fn copy(text: &str) {
    let clipboard = gloo::utils::window().navigator().clipboard();
    if !clipboard.is_undefined() {
        let promise = clipboard.write_text(text);
        spawn_local(async move {
            // Refused where the user forbids it: the text can be copied by hand.
            let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
        });
    }
}
