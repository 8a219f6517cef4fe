//! How a journey touches the page: with a mouse, or with the keyboard alone.

use thirtyfour::prelude::*;

use crate::{Backend, Outcome};

/// What a person works with. Each journey is made with either, so that nothing needs a mouse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hands {
    /// Clicks, and types into what was clicked.
    Mouse,
    /// Tab, arrows, Enter, Space and letters.
    Keyboard,
}

/// The longest way by Tab from one end of a page to the other.
const STOPS: usize = 1_000;

/// How often the way may turn: a page that is drawn anew meanwhile turns it, and so does an element that Tab passes by.
const TURNS: usize = 2;

/// Where the wanted element lies from the focus: `there`, `on` or `back`. The radio buttons of one question are one place
/// to stop at.
const WHERE: &str = "
const [wanted] = arguments, focus = document.activeElement;
const isRadio = wanted.type === 'radio' && focus?.type === 'radio' && focus.name === wanted.name;
if (focus === wanted || isRadio) return 'there';
return focus.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING ? 'back' : 'on';";

/// The one option that a list shows.
const CHOSEN: &str = "return arguments[0].selectedOptions[0]?.textContent.trim() ?? ''";

impl Hands {
    /// The hands of the journey on a database: each journey runs on both, and so with either.
    pub fn on(backend: Backend) -> Self {
        match backend {
            Backend::Sqlite => Hands::Keyboard,
            Backend::Postgres => Hands::Mouse,
        }
    }

    /// Presses a button or follows a link.
    pub async fn press(self, driver: &WebDriver, element: &WebElement) -> Outcome {
        match self {
            Hands::Mouse => element.click().await?,
            Hands::Keyboard => {
                reach(driver, element).await?;
                keys(driver, Key::Enter + "").await?;
            }
        }
        Ok(())
    }

    /// Replaces what is in a field by typing.
    pub async fn fill(self, driver: &WebDriver, field: &WebElement, text: &str) -> Outcome {
        match self {
            Hands::Mouse => {
                field.send_keys(Key::Control + "a").await?;
                field.send_keys(Key::Delete + "").await?;
                field.send_keys(text).await?;
            }
            Hands::Keyboard => {
                reach(driver, field).await?;
                let all = driver.action_chain().key_down(Key::Control).send_keys("a");
                all.key_up(Key::Control).perform().await?;
                keys(driver, Key::Delete + text).await?;
            }
        }
        Ok(())
    }

    /// Chooses an option of a list; by keyboard as the browser lets one: by its first letters, then by arrows.
    pub async fn choose(self, driver: &WebDriver, list: &WebElement, option: WebElement) -> Outcome {
        if self == Hands::Mouse {
            return Ok(option.click().await?);
        }
        let wanted = option.text().await?;
        let wanted = wanted.trim();
        reach(driver, list).await?;
        keys(driver, wanted).await?;
        for _ in 0..STOPS {
            let chosen: String = driver.execute(CHOSEN, vec![list.to_json()?]).await?.convert()?;
            if chosen == wanted {
                return Ok(());
            }
            keys(driver, Key::Down + "").await?;
        }
        Err(format!("no key chooses {wanted:?}").into())
    }

    /// Ticks the box or the radio button that a label names.
    pub async fn tick(self, driver: &WebDriver, label: &WebElement) -> Outcome {
        if self == Hands::Mouse {
            return Ok(label.click().await?);
        }
        let id = label.attr("for").await?.ok_or("the label names no field")?;
        let field = driver.query(By::Id(id)).first().await?;
        reach(driver, &field).await?;
        for _ in 0..STOPS {
            if is_focused(driver, &field).await? {
                // An arrow ticks a radio button as it comes to it; the first one and a box are ticked by Space.
                let is_ticked =
                    field.is_selected().await? && field.prop("type").await?.as_deref() == Some("radio");
                return if is_ticked {
                    Ok(())
                } else {
                    keys(driver, " ").await
                };
            }
            keys(driver, Key::Down + "").await?;
        }
        Err("no arrow leads to the radio button".into())
    }
}

async fn keys(driver: &WebDriver, keys: impl Into<TypingData>) -> Outcome {
    Ok(driver.action_chain().send_keys(keys).perform().await?)
}

async fn is_focused(driver: &WebDriver, element: &WebElement) -> Outcome<bool> {
    let script = "return document.activeElement === arguments[0]";
    Ok(driver
        .execute(script, vec![element.to_json()?])
        .await?
        .convert()?)
}

/// Goes to an element with Tab, or back with Shift and Tab if it lies behind; fails if Tab passes it by.
pub async fn reach(driver: &WebDriver, element: &WebElement) -> Outcome {
    let (mut last, mut turns) = (String::new(), 0);
    for _ in 0..STOPS {
        let place: String = driver.execute(WHERE, vec![element.to_json()?]).await?.convert()?;
        if place == "there" {
            return Ok(());
        }
        turns += usize::from(!last.is_empty() && last != place);
        if turns > TURNS {
            return Err("Tab passes it by".into());
        }
        if place == "back" {
            let back = driver
                .action_chain()
                .key_down(Key::Shift)
                .send_keys(Key::Tab + "");
            back.key_up(Key::Shift).perform().await?;
        } else {
            keys(driver, Key::Tab + "").await?;
        }
        last = place;
    }
    Err("it is too many stops away".into())
}
