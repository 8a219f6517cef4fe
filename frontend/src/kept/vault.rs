//! Encryption with a key that no script can read out: AES-GCM of the browser's WebCrypto, 256 bits.
//!
//! The key is made here, not extractable, and held in a database of the browser (IndexedDB), one for each user, so that it
//! outlives a reload of the page. It ends with [`destroy`].

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AesGcmParams, AesKeyGenParams, CryptoKey, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest,
    IdbRequest, IdbTransactionMode, SubtleCrypto,
};

const CIPHER: &str = "AES-GCM";
const KEY_BITS: u16 = 256;
/// Bytes of the number that no two texts share under one key; it stands before the cipher.
const NONCE: usize = 12;
/// Name of the store in the database, and of the one key in it.
const STORE: &str = "key";

/// Everything that a browser can refuse: IndexedDB in a private window, WebCrypto without HTTPS.
type Outcome<T> = Result<T, JsValue>;

/// Encrypts a text for a place: at another place it cannot be read.
///
/// # Errors
/// When the browser does not encrypt here.
pub async fn seal(key: &CryptoKey, place: &str, text: &str) -> Outcome<String> {
    let mut nonce = [0; NONCE];
    gloo::utils::window()
        .crypto()?
        .get_random_values_with_u8_array(&mut nonce)?;
    let sealing = subtle()?.encrypt_with_object_and_js_u8_array(
        &parameters(&nonce, place),
        key,
        &Uint8Array::from(text.as_bytes()),
    )?;
    Ok(hex(&nonce) + &hex(&bytes(sealing).await?))
}

/// Reads what [`seal`] wrote for the same place.
///
/// # Errors
/// When it was written with another key or for another place, or was changed since.
pub async fn open(key: &CryptoKey, place: &str, sealed: &str) -> Outcome<String> {
    let sealed = unhex(sealed)
        .filter(|bytes| bytes.len() > NONCE)
        .ok_or(JsValue::NULL)?;
    let (nonce, cipher) = sealed.split_at(NONCE);
    let opening = subtle()?.decrypt_with_object_and_js_u8_array(
        &parameters(nonce, place),
        key,
        &Uint8Array::from(cipher),
    )?;
    String::from_utf8(bytes(opening).await?).map_err(|_| JsValue::NULL)
}

/// The key of a user; made if there is none.
///
/// # Errors
/// When the browser keeps none here.
pub async fn key_of(user: &str) -> Outcome<CryptoKey> {
    let database = database(user).await?;
    let held = held(&database).await?;
    let key = if held.is_undefined() {
        let made = made().await?;
        let adding =
            store(&database, IdbTransactionMode::Readwrite)?.add_with_key(&made, &JsValue::from(STORE))?;
        match settled(&adding).await {
            Ok(()) => made,
            // Another tab was quicker: both use its key.
            Err(_) => self::held(&database).await?,
        }
    } else {
        held
    };
    database.close();
    Ok(key.unchecked_into())
}

/// Ends the key of a user: what it encrypted can be read by nobody.
pub fn destroy(user: &str) {
    // Without IndexedDB there was no key.
    let _ = factory().and_then(|factory| factory.delete_database(&name(user)));
}

fn name(user: &str) -> String {
    format!("flsdb.{user}")
}

fn factory() -> Outcome<IdbFactory> {
    gloo::utils::window().indexed_db()?.ok_or(JsValue::NULL)
}

fn subtle() -> Outcome<SubtleCrypto> {
    Ok(gloo::utils::window().crypto()?.subtle())
}

fn parameters(nonce: &[u8], place: &str) -> AesGcmParams {
    let parameters = AesGcmParams::new(CIPHER, &Uint8Array::from(nonce));
    parameters.set_additional_data(&Uint8Array::from(place.as_bytes()));
    parameters
}

async fn made() -> Outcome<JsValue> {
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    let is_extractable = false;
    let making =
        subtle()?.generate_key_with_object(&AesKeyGenParams::new(CIPHER, KEY_BITS), is_extractable, &uses)?;
    JsFuture::from(making).await
}

async fn bytes(promise: Promise) -> Outcome<Vec<u8>> {
    Ok(Uint8Array::new(&JsFuture::from(promise).await?).to_vec())
}

async fn database(user: &str) -> Outcome<IdbDatabase> {
    let opening: IdbOpenDbRequest = factory()?.open(&name(user))?;
    let on_new = {
        let opening = opening.clone();
        Closure::once_into_js(move || {
            if let Ok(database) = opening.result() {
                // Fails only for a store that is there.
                let _ = database
                    .unchecked_into::<IdbDatabase>()
                    .create_object_store(STORE);
            }
        })
    };
    opening.set_onupgradeneeded(Some(on_new.unchecked_ref()));
    settled(&opening).await?;
    Ok(opening.result()?.unchecked_into())
}

fn store(database: &IdbDatabase, mode: IdbTransactionMode) -> Outcome<IdbObjectStore> {
    database
        .transaction_with_str_and_mode(STORE, mode)?
        .object_store(STORE)
}

async fn held(database: &IdbDatabase) -> Outcome<JsValue> {
    let asking = store(database, IdbTransactionMode::Readonly)?.get(&JsValue::from(STORE))?;
    settled(&asking).await?;
    asking.result()
}

/// Waits until the browser's database has done what it was asked for.
async fn settled(request: &IdbRequest) -> Outcome<()> {
    let promise = Promise::new(&mut |done, failed| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    JsFuture::from(promise).await.map(|_| ())
}

fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or_default();
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|n| u8::try_from(n).ok()))
        .collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs
        .remainder()
        .is_empty()
        .then(|| pairs.map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_as_text() {
        assert_eq!(hex(&[0, 9, 171, 255]), "0009abff");
        assert_eq!(unhex("0009abff"), Some(vec![0, 9, 171, 255]));
        assert_eq!((unhex("0"), unhex("0g")), (None, None));
    }
}
