//! A report as it is printed: the server's own two pages in a frame.

use web_sys::{HtmlDialogElement, HtmlIFrameElement};
use yew::prelude::*;

use crate::texts::reports as words;

/// Properties of [`Sheet`].
#[derive(Properties, PartialEq)]
pub struct SheetProps {
    /// The pages; none closes the dialog.
    pub html: Option<AttrValue>,
    /// Told when the user closes it.
    pub on_close: Callback<()>,
}

/// A dialog with the pages, and a button that prints them alone.
#[component]
pub fn Sheet(props: &SheetProps) -> Html {
    let (dialog, frame) = (use_node_ref(), use_node_ref());
    {
        let dialog = dialog.clone();
        use_effect_with(props.html.is_some(), move |is_open| {
            if let (Some(dialog), true) = (dialog.cast::<HtmlDialogElement>(), *is_open) {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
            }
        });
    }
    let onclose = props.on_close.reform(|_: Event| ());
    let print = {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| {
            let window = frame
                .cast::<HtmlIFrameElement>()
                .and_then(|frame| frame.content_window());
            if let Some(window) = window {
                // Fails only where there is no printing at all.
                let _ = window.print();
            }
        })
    };
    html! {
        <dialog class="fls-dialog fls-dialog--sheet" ref={dialog} {onclose} aria-label={words::SHEET}>
            <div class="fls-dialog__close">
                <button type="button" class="nhsuk-button nhsuk-button--small" onclick={print}>{ words::PRINT_NOW }</button>
                <form method="dialog">
                    <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">{ words::CLOSE }</button>
                </form>
            </div>
            if let Some(html) = &props.html {
                <iframe class="fls-sheet" title={words::SHEET} srcdoc={html.clone()} ref={frame}></iframe>
            }
        </dialog>
    }
}
