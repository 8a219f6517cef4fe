//! A person who uses the keyboard alone, and how many keys that takes.

use std::cell::Cell;

use thirtyfour::prelude::*;

use crate::{Outcome, Visit};

/// A page seldom has more places to stop at.
const STOPS: u32 = 120;

/// Hands on the keyboard: every key goes to where the focus is.
pub struct Keyboard<'a, 'b> {
    visit: &'a Visit<'b>,
    pressed: Cell<usize>,
}

impl<'a, 'b> Keyboard<'a, 'b> {
    /// Hands on the keyboard of a visit.
    pub fn of(visit: &'a Visit<'b>) -> Self {
        Keyboard {
            visit,
            pressed: Cell::new(0),
        }
    }

    /// How many keys were pressed.
    pub fn pressed(&self) -> usize {
        self.pressed.get()
    }

    /// Types, or presses one key.
    pub async fn keys(&self, keys: impl Into<TypingData>) -> Outcome {
        let keys: TypingData = keys.into();
        let keys: String = keys.as_vec().into_iter().collect();
        self.pressed.set(self.pressed.get() + keys.chars().count());
        let driver = self.visit.browser().driver();
        driver.action_chain().send_keys(keys).perform().await?;
        Ok(())
    }

    /// Presses a key with the control key.
    pub async fn control(&self, key: char) -> Outcome {
        self.pressed.set(self.pressed.get() + 2);
        let driver = self.visit.browser().driver();
        let chain = driver
            .action_chain()
            .key_down(Key::Control)
            .send_keys(key.to_string());
        chain.key_up(Key::Control).perform().await?;
        Ok(())
    }

    /// Goes on with Tab until the element of this id has the focus.
    pub async fn tab_to(&self, id: &str) -> Outcome {
        for _ in 0..STOPS {
            if self.focused().await? == id {
                return Ok(());
            }
            self.keys(Key::Tab + "").await?;
        }
        Err(format!("Tab does not lead to {id:?}, but to {:?}", self.focused().await?).into())
    }

    /// Waits until the element of this id has the focus.
    pub async fn see_focus(&self, id: &str) -> Outcome {
        let css = format!("#{id}:focus");
        let found = self.visit.browser().driver().query(By::Css(css)).exists().await?;
        if found {
            return Ok(());
        }
        Err(format!("the focus is at {:?} and not at {id:?}", self.focused().await?).into())
    }

    /// Goes on to a field and types into it; into a list, the beginning of an option.
    pub async fn answer(&self, id: &str, text: &str) -> Outcome {
        self.tab_to(id).await?;
        self.keys(text).await
    }

    /// Goes on to a question and takes the first of its options.
    pub async fn take_first(&self, id: &str) -> Outcome {
        self.tab_to(id).await?;
        self.keys(" ").await
    }

    /// Goes on to a question and takes the second of its options.
    pub async fn take_second(&self, id: &str) -> Outcome {
        self.tab_to(id).await?;
        self.keys(Key::Down + "").await
    }

    async fn focused(&self) -> Outcome<String> {
        let driver = self.visit.browser().driver();
        let found = driver
            .execute("return document.activeElement?.id ?? ''", vec![])
            .await?;
        Ok(found.convert()?)
    }
}
