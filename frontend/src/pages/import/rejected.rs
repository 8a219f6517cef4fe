//! The rows that were rejected.

use yew::{platform::spawn_local, prelude::*};

use crate::{
    api::{Api, ApiError},
    components::states::failed,
    download,
    texts::import as words,
};

/// Properties of [`RejectedRows`].
#[derive(Properties, PartialEq)]
pub struct RejectedRowsProps {
    /// Id of the import.
    pub id: String,
    /// Name of the file as sent.
    pub filename: String,
}

/// The rejected rows as a file.
#[component]
pub fn RejectedRows(props: &RejectedRowsProps) -> Html {
    let api = use_context::<Api>();
    let failure = use_state(|| None::<ApiError>);
    let (id, name) = (
        props.id.clone(),
        format!("rejected-{}.csv", stem(&props.filename)),
    );
    let onclick = {
        let failure = failure.clone();
        Callback::from(move |_: MouseEvent| {
            let Some(api) = api.clone() else {
                return;
            };
            let (id, name, failure) = (id.clone(), name.clone(), failure.clone());
            spawn_local(async move {
                match api.rejected_rows(&id).await {
                    Ok(bytes) => download::save_as(&name, "text/csv", &bytes),
                    Err(error) => failure.set(Some(error)),
                }
            });
        })
    };
    html! {
        <>
            if let Some(error) = &*failure {
                { failed(error, None) }
            }
            <p><button type="button" class="fls-link-button" {onclick}>{ words::DOWNLOAD_REJECTED }</button></p>
        </>
    }
}

/// A file's name without its ending.
fn stem(filename: &str) -> &str {
    filename.rsplit_once('.').map_or(filename, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn stems() {
        for (name, expected) in [("BRD.csv", "BRD"), ("a.b.xlsx", "a.b"), ("plain", "plain")] {
            assert_eq!(stem(name), expected);
        }
    }
}
