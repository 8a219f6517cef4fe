//! What a person does on a page, in a person's words: go, see, press, fill in.

use std::cell::RefCell;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use thirtyfour::prelude::*;

use crate::browser::{Browser, Seen};
use crate::hands::{Hands, reach};
use crate::registry::Registry;
use crate::{Outcome, PATIENCE, artefacts};

/// What a person says to a question of the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Yes.
    Agree,
    /// No: everything stays as it is.
    Stay,
}

/// A browser at a site.
pub struct Visit<'a> {
    browser: &'a Browser,
    registry: Option<&'a Registry>,
    origin: String,
    name: String,
    hands: Hands,
    seen: RefCell<Seen>,
}

impl<'a> Visit<'a> {
    /// A visit to a site; `name` names its pictures. The database of the registry decides with which hands.
    pub fn new(browser: &'a Browser, registry: Option<&'a Registry>, origin: &str, name: &str) -> Self {
        Self {
            browser,
            registry,
            origin: origin.to_owned(),
            name: name.to_owned(),
            hands: registry.map_or(Hands::Mouse, |registry| Hands::on(registry.backend())),
            seen: RefCell::default(),
        }
    }

    /// The browser, for what has no word here.
    pub fn browser(&self) -> &Browser {
        self.browser
    }

    /// Where the site is.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The registry behind the site.
    pub fn registry(&self) -> Outcome<&Registry> {
        self.registry
            .ok_or_else(|| "there is no registry behind this site".into())
    }

    /// Opens a path of the site.
    pub async fn go(&self, path: &str) -> Outcome {
        self.browser
            .driver()
            .goto(format!("{}{path}", self.origin))
            .await?;
        Ok(())
    }

    /// Waits until a text is shown, and gives the innermost element that has it.
    pub async fn see(&self, text: &str) -> Outcome<WebElement> {
        let path = innermost(text);
        let start = Instant::now();
        loop {
            let displayed = self
                .browser
                .driver()
                .query(By::XPath(path.clone()))
                .and_displayed();
            match displayed.first().await {
                // The page was drawn anew while it was looked at.
                Err(error) if is_stale(&error) && start.elapsed() < PATIENCE => {}
                found => return found.map_err(|error| format!("{text} is not shown: {error}").into()),
            }
        }
    }

    /// Waits until a text is shown no more.
    pub async fn see_gone(&self, text: &str) -> Outcome {
        let path = innermost(text);
        let start = Instant::now();
        loop {
            let displayed = self
                .browser
                .driver()
                .query(By::XPath(path.clone()))
                .and_displayed();
            match displayed.not_exists().await {
                Err(error) if is_stale(&error) && start.elapsed() < PATIENCE => {}
                Ok(true) => return Ok(()),
                Ok(false) => return Err(format!("{text:?} is still shown").into()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Presses the button or follows the link of this name.
    pub async fn press(&self, name: &str) -> Outcome {
        let wanted = literal(name);
        let path = format!(
            "//*[self::button or self::a or self::summary or @role='button' or @role='tab']\
             [normalize-space(.)={wanted} or @aria-label={wanted}]"
        );
        self.click(path, name).await
    }

    /// Presses the button, or what opens more, whose name holds this text among others, as one with a count.
    pub async fn press_with_text(&self, text: &str) -> Outcome {
        let path = format!(
            "//*[self::button or self::summary][contains(normalize-space(.), {})]",
            literal(text)
        );
        self.click(path, text).await
    }

    /// Presses what a selector finds first.
    pub async fn press_at(&self, selector: By) -> Outcome {
        let driver = self.browser.driver();
        let start = Instant::now();
        loop {
            let found = driver.query(selector.clone()).and_clickable().first().await?;
            match self.hands.press(driver, &found).await {
                // The page was drawn anew while the hand was on its way.
                Err(error) if is_stale(&*error) && start.elapsed() < PATIENCE => {}
                pressed => return pressed,
            }
        }
    }

    /// Goes with Tab to what a selector finds first.
    pub async fn tab_to(&self, selector: By) -> Outcome {
        let driver = self.browser.driver();
        let found = driver.query(selector).and_displayed().first().await?;
        reach(driver, &found).await
    }

    async fn click(&self, path: String, name: &str) -> Outcome {
        let pressed = self.press_at(By::XPath(path)).await;
        pressed.map_err(|error| format!("{name:?} cannot be pressed: {error}").into())
    }

    /// The field of this label. What stands in the label beside its own words, as "required", does not matter.
    pub async fn field(&self, label: &str) -> Outcome<WebElement> {
        let wanted = literal(label);
        let path = format!(
            "//*[@id=//label[normalize-space(text())={wanted}]/@for] \
             | //*[self::input or self::select or self::textarea][@aria-label={wanted}]"
        );
        let found = self
            .browser
            .driver()
            .query(By::XPath(path))
            .and_displayed()
            .first()
            .await;
        found.map_err(|error| format!("no field is called {label:?}: {error}").into())
    }

    /// Waits until a field has this value.
    pub async fn see_value(&self, label: &str, value: &str) -> Outcome {
        let field = self.field(label).await?;
        let wait = field.wait_until();
        let is_there = wait
            .wait(crate::PATIENCE, crate::GLANCE)
            .has_property("value", value.to_owned())
            .await;
        match is_there {
            Ok(()) => Ok(()),
            Err(_) => Err(format!("{label:?} is {:?} and not {value:?}", field.value().await?).into()),
        }
    }

    /// Waits for the browser's question, and agrees or not.
    pub async fn reply(&self, reply: Reply) -> Outcome {
        let driver = self.browser.driver();
        let start = std::time::Instant::now();
        while driver.get_alert_text().await.is_err() {
            if start.elapsed() > crate::PATIENCE {
                return Err("the browser asks nothing".into());
            }
            tokio::time::sleep(crate::GLANCE).await;
        }
        match reply {
            Reply::Agree => driver.accept_alert().await?,
            Reply::Stay => driver.dismiss_alert().await?,
        }
        Ok(())
    }

    /// Replaces what is in a field by typing.
    pub async fn fill(&self, label: &str, text: &str) -> Outcome {
        let field = self.field(label).await?;
        let filled = self.hands.fill(self.browser.driver(), &field, text).await;
        filled.map_err(|error| format!("{label:?} cannot be filled in: {error}").into())
    }

    /// Chooses an option of a drop-down field.
    pub async fn choose(&self, label: &str, name: &str) -> Outcome {
        let field = self.field(label).await?;
        let path = format!(".//option[normalize-space(.)={}]", literal(name));
        let option = field.query(By::XPath(path)).first().await?;
        let chosen = self.hands.choose(self.browser.driver(), &field, option).await;
        chosen.map_err(|error| format!("{name:?} of {label:?} cannot be chosen: {error}").into())
    }

    /// Ticks a box or a radio button by its label.
    pub async fn tick(&self, label: &str) -> Outcome {
        let path = format!("//label[normalize-space(text())={}]", literal(label));
        let driver = self.browser.driver();
        let found = driver.query(By::XPath(path)).and_displayed().first().await?;
        let ticked = self.hands.tick(driver, &found).await;
        ticked.map_err(|error| format!("{label:?} cannot be ticked: {error}").into())
    }

    /// Signs in on the page that asks for it.
    pub async fn sign_in(&self, email: &str, password: &str) -> Outcome {
        self.fill("E-mail address", email).await?;
        self.fill("Password", password).await?;
        // Also the link to this page may be called "Sign in".
        self.press_at(By::Css("form button[type=submit]")).await?;
        self.see("Sign out").await?;
        Ok(())
    }

    /// The path of the page that is open.
    pub async fn path(&self) -> Outcome<String> {
        Ok(self.browser.driver().current_url().await?.path().to_owned())
    }

    /// Gives a file to the page's file field.
    pub async fn hand_in(&self, file: &Path) -> Outcome {
        let file = file.to_str().ok_or("the file's name is no text")?;
        self.browser
            .driver()
            .query(By::Css("input[type=file]"))
            .first()
            .await?
            .send_keys(file)
            .await?;
        Ok(())
    }

    /// Keeps a picture of the whole page at a desk's width and at a phone's.
    pub async fn picture(&self, page: &str) -> Outcome {
        for width in [375, 1280] {
            self.browser.resize(width).await?;
            let file = artefacts()?.join(format!("{page}-{}-{width}.png", self.name));
            self.browser.driver().screenshot(&file).await?;
        }
        Ok(())
    }

    /// The addresses of all requests so far.
    pub async fn requests(&self) -> Outcome<Vec<String>> {
        self.look().await?;
        Ok(self.seen.borrow().requests.clone())
    }

    /// Takes over what the browser has seen since the last look.
    async fn look(&self) -> Outcome {
        let more = self.browser.seen().await?;
        let mut seen = self.seen.borrow_mut();
        seen.errors.extend(more.errors);
        seen.requests.extend(more.requests);
        Ok(())
    }

    /// Fails on what no journey may cause: an error in the console, unless it has one of the `expected` texts,
    /// a request to another host, and an expected error that did not come.
    pub async fn judge(&self, expected: &[&str]) -> Outcome {
        self.look().await?;
        let seen = self.seen.borrow();
        let surprising = |error: &&String| !expected.iter().any(|text| error.contains(text));
        let errors: Vec<_> = seen.errors.iter().filter(surprising).collect();
        let foreign: Vec<_> = seen
            .requests
            .iter()
            .filter(|address| !self.is_own(address))
            .collect();
        let missing: Vec<_> = expected
            .iter()
            .filter(|text| !seen.errors.iter().any(|error| error.contains(**text)))
            .collect();
        if errors.is_empty() && foreign.is_empty() && missing.is_empty() {
            return Ok(());
        }
        Err(format!(
            "console errors: {errors:?}; requests to other hosts: {foreign:?}; expected errors that did not come: {missing:?}"
        )
        .into())
    }

    /// Whether an address belongs to the site or to no host at all, as those of the empty page that Chromium starts with.
    fn is_own(&self, address: &str) -> bool {
        let own = address
            .strip_prefix(&self.origin)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        own || ["data:", "blob:", "about:", "chrome:"]
            .iter()
            .any(|scheme| address.starts_with(scheme))
    }
}

/// Whether an element went away between being found and being looked at.
fn is_stale(error: &(dyn Error + 'static)) -> bool {
    error.to_string().contains("stale element")
}

/// The elements that have a text, without those round them: a part that is hidden has its words, too.
fn innermost(text: &str) -> String {
    let text = literal(text);
    format!("//body//*[contains(normalize-space(.), {text})][not(*[contains(normalize-space(.), {text})])]")
}

/// A text as XPath writes it; XPath has no escapes, so that quotes of both kinds need `concat`.
fn literal(text: &str) -> String {
    if !text.contains('\'') {
        format!("'{text}'")
    } else if !text.contains('"') {
        format!("\"{text}\"")
    } else {
        let parts: Vec<_> = text.split('\'').map(|part| format!("'{part}'")).collect();
        format!("concat({})", parts.join(", \"'\", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_for_xpath() {
        for (text, xpath) in [
            ("Sign in", "'Sign in'"),
            ("patient's", "\"patient's\""),
            ("a 'b' \"c\"", "concat('a ', \"'\", 'b', \"'\", ' \"c\"')"),
        ] {
            assert_eq!(literal(text), xpath);
        }
    }
}
