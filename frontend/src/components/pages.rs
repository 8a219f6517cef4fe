//! Lists that come a page at a time.

use yew::prelude::*;

use crate::texts::pages as words;

/// Where a list stands: the page on screen, and the pages before it, so that one can go back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Place {
    /// The cursor of the page on screen; none for the first.
    pub cursor: Option<String>,
    before: Vec<Option<String>>,
}

impl Place {
    /// The page after this one.
    pub fn after(&self, next: String) -> Place {
        let mut before = self.before.clone();
        before.push(self.cursor.clone());
        Place {
            cursor: Some(next),
            before,
        }
    }

    /// The page before this one; the first stays.
    pub fn back(&self) -> Place {
        let mut before = self.before.clone();
        Place {
            cursor: before.pop().flatten(),
            before,
        }
    }
}

/// The page of a list that is on screen, and the way to another.
#[hook]
pub fn use_place() -> (UseStateHandle<Place>, Callback<Place>) {
    let place = use_state_eq(Place::default);
    let go = {
        let place = place.clone();
        Callback::from(move |next: Place| place.set(next))
    };
    (place, go)
}

/// Buttons to the pages before and after; nothing, if there is but one page.
pub fn pages(place: &Place, next: Option<&str>, go: &Callback<Place>) -> Html {
    let button = |text: &'static str, place: Place| {
        let onclick = go.reform(move |_: MouseEvent| place.clone());
        html! {
            <button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" {onclick}>{ text }</button>
        }
    };
    if place.before.is_empty() && next.is_none() {
        return html! {};
    }
    // A group and no landmark: a page may have several lists.
    html! {
        <div class="fls-pages" role="group" aria-label={words::PAGES}>
            if !place.before.is_empty() {
                { button(words::PREVIOUS, place.back()) }
            }
            if let Some(next) = next {
                { button(words::NEXT, place.after(next.to_owned())) }
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_comes_back_the_way_one_went() {
        let first = Place::default();
        let third = first.after("two".to_owned()).after("three".to_owned());
        assert_eq!(third.cursor.as_deref(), Some("three"));
        assert_eq!(third.back().cursor.as_deref(), Some("two"));
        assert_eq!(third.back().back(), first);
        assert_eq!(first.back(), first);
    }
}
