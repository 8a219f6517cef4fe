//! The pictures of the guide for users: taken of the app as it is, and compared with those that the guide shows.
//!
//! A pixel differs when red, green or blue does by more than `TOLERANCE`, which letters and curves do that were smoothed
//! otherwise. A picture is out of date when its size differs, or more than one pixel in `ONE_IN`. With `UPDATE_GUIDE` set,
//! what is out of date is replaced.

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Outcome, Visit, artefacts, root};

/// How far a colour may be from what it was, of 255.
const TOLERANCE: u8 = 48;
/// One pixel in so many may differ: less than a word of a page.
const ONE_IN: usize = 10_000;
/// The width of the window of which pictures are taken, and the height beyond which they are cut off.
const WINDOW: (u32, u32) = (1024, 720);
/// How to take them again.
const RENEW: &str = "look at it, then: UPDATE_GUIDE=1 cargo xtask e2e --name guide";

/// Scrolls to the first of some elements and gives what the window shows of them all, with a margin: left, top, right, bottom.
/// Nothing has the focus, as a caret blinks and a ring distracts, and texts begin at their beginning. The main part of a page has a margin of its own above.
const FRAME: &str = "
const found = [...document.querySelectorAll(arguments[0])];
if (!found.length) return null;
document.activeElement?.blur();
document.querySelectorAll('textarea').forEach(text => text.scrollTo(0, 0));
const above = found[0].matches('main') ? 0 : 12;
if (!found[0].closest('dialog')) {
    window.scrollTo(0, found[0].getBoundingClientRect().top + window.scrollY - above);
}
const boxes = found.map(one => one.getBoundingClientRect());
const { clientWidth, clientHeight } = document.documentElement;
return [Math.min(...boxes.map(b => b.left)) - 12, Math.min(...boxes.map(b => b.top)) - above,
        Math.max(...boxes.map(b => b.right)) + 12, Math.max(...boxes.map(b => b.bottom)) + 12]
    .map((n, i) => Math.round(Math.min(Math.max(n, 0), i % 2 ? clientHeight : clientWidth)));";

/// The pictures that one journey takes.
pub struct Album<'a, 'b> {
    visit: &'a Visit<'b>,
    taken: RefCell<BTreeSet<String>>,
    faults: RefCell<Vec<String>>,
}

impl<'a, 'b> Album<'a, 'b> {
    /// An empty album.
    pub fn of(visit: &'a Visit<'b>) -> Self {
        Self {
            visit,
            taken: RefCell::default(),
            faults: RefCell::default(),
        }
    }

    /// Takes a picture of what a CSS selector finds, from its upper edge to the end of a window.
    pub async fn take(&self, name: &str, selector: &str) -> Outcome {
        let driver = self.visit.browser().driver();
        let (width, height) = WINDOW;
        let devtools = driver.cdp();
        devtools
            .emulation()
            .set_device_metrics_override(width, height, 1.0, false)
            .await?;
        let frame = driver.execute(FRAME, vec![selector.into()]).await?;
        let frame: Option<Vec<usize>> = frame.convert().ok();
        let frame = frame.and_then(|frame| <[usize; 4]>::try_from(frame).ok());
        let frame = frame.ok_or_else(|| format!("{name}: nothing is found by {selector}"))?;
        let picture = Picture::read(&driver.screenshot_as_png().await?)?.cut(frame);
        // With the few colours of a picture that is kept, else those that it lacks would count as differing.
        let picture = Picture::read(&picture.write()?)?;
        let file = format!("{name}.png");
        if let Some(fault) = picture.hang(&folder().join(&file))? {
            fs::write(artefacts()?.join(format!("guide-{file}")), picture.write()?)?;
            self.faults.borrow_mut().push(format!("{file}: {fault}"));
        }
        self.taken.borrow_mut().insert(file);
        Ok(())
    }

    /// Fails when a picture is out of date, or the guide shows another than those that were taken.
    pub fn judge(self) -> Outcome {
        let shown = shown()?;
        let mut faults = self.faults.into_inner();
        let taken = self.taken.into_inner();
        faults.extend(
            shown
                .difference(&taken)
                .map(|name| format!("{name}: no journey takes it")),
        );
        faults.extend(
            taken
                .difference(&shown)
                .map(|name| format!("{name}: no part of the guide shows it")),
        );
        if faults.is_empty() {
            Ok(())
        } else {
            Err(format!("pictures of the guide:\n{}", faults.join("\n")).into())
        }
    }
}

fn folder() -> PathBuf {
    root().join("docs/guide/en/pictures")
}

/// The pictures that the parts of the guide name.
fn shown() -> Outcome<BTreeSet<String>> {
    let mut shown = BTreeSet::new();
    for part in fs::read_dir(root().join("docs/guide/en"))? {
        let path = part?.path();
        if path.extension().is_some_and(|end| end == "md") {
            let text = fs::read_to_string(path)?;
            let names = text.split("](pictures/").skip(1);
            shown.extend(names.filter_map(|rest| Some(rest.split_once(')')?.0.to_owned())));
        }
    }
    Ok(shown)
}

/// Red, green and blue of each pixel, row by row.
#[derive(Debug, PartialEq)]
struct Picture {
    width: usize,
    pixels: Vec<[u8; 3]>,
}

impl Picture {
    fn read(png: &[u8]) -> Outcome<Self> {
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
        let mut reader = decoder.read_info()?;
        let mut bytes = vec![0; reader.output_buffer_size().ok_or("the picture is too large")?];
        let info = reader.next_frame(&mut bytes)?;
        let samples = info.color_type.samples();
        let pixels = bytes
            .chunks_exact(samples)
            .filter_map(|pixel| pixel.first_chunk());
        Ok(Self {
            width: usize::try_from(info.width)?,
            pixels: pixels.copied().collect(),
        })
    }

    fn write(&self) -> Outcome<Vec<u8>> {
        let mut bytes = Vec::new();
        let height = self.pixels.len() / self.width.max(1);
        let mut encoder = png::Encoder::new(&mut bytes, u32::try_from(self.width)?, u32::try_from(height)?);
        encoder.set_compression(png::Compression::High);
        encoder.set_color(png::ColorType::Indexed);
        let palette = self.palette();
        encoder.set_palette(palette.as_flattened().to_vec());
        let mut places = HashMap::new();
        let places = self
            .pixels
            .iter()
            .map(|pixel| *places.entry(pixel).or_insert_with(|| nearest(&palette, *pixel)));
        let places: Vec<u8> = places.collect();
        encoder.write_header()?.write_image_data(&places)?;
        Ok(bytes)
    }

    /// The colours that it has most of, as many as a byte can number: a file with these is a third as large.
    fn palette(&self) -> Vec<[u8; 3]> {
        let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
        for pixel in &self.pixels {
            *counts.entry(*pixel).or_default() += 1;
        }
        let mut colours: Vec<_> = counts.into_iter().collect();
        colours.sort_by_key(|(colour, count)| (Reverse(*count), *colour));
        let colours = colours.into_iter().map(|(colour, _)| colour);
        colours.take(256).collect()
    }

    /// What lies within an edge each: left, top, right, bottom.
    fn cut(&self, [left, top, right, bottom]: [usize; 4]) -> Self {
        let rows = self.pixels.chunks_exact(self.width.max(1));
        let rows = rows.take(bottom).skip(top);
        let pixels = rows.flat_map(|row| row.iter().take(right).skip(left)).copied();
        Self {
            width: right.min(self.width).saturating_sub(left),
            pixels: pixels.collect(),
        }
    }

    /// Says what is wrong with the picture kept in a file, or, if that is wanted, puts this in its place.
    fn hang(&self, file: &Path) -> Outcome<Option<String>> {
        let fault = match fs::read(file) {
            Ok(kept) => self.fault_of(&Self::read(&kept)?),
            Err(_) => Some("is not there".to_owned()),
        };
        if fault.is_some() && env::var_os("UPDATE_GUIDE").is_some() {
            fs::write(file, self.write()?)?;
            return Ok(None);
        }
        Ok(fault.map(|fault| format!("{fault}; {RENEW}")))
    }

    /// Why another picture is not the same.
    fn fault_of(&self, kept: &Self) -> Option<String> {
        if (self.width, self.pixels.len()) != (kept.width, kept.pixels.len()) {
            return Some("has another size than the screen".to_owned());
        }
        let is_far = |(a, b): (&u8, &u8)| a.abs_diff(*b) > TOLERANCE;
        let pairs = self.pixels.iter().zip(&kept.pixels);
        let differing = pairs.filter(|(a, b)| a.iter().zip(b.iter()).any(is_far)).count();
        (differing * ONE_IN > self.pixels.len()).then(|| {
            format!(
                "{differing} of {} pixels differ from the screen",
                self.pixels.len()
            )
        })
    }
}

/// The place of the colour that is nearest.
fn nearest(palette: &[[u8; 3]], pixel: [u8; 3]) -> u8 {
    let distance = |colour: &[u8; 3]| -> u32 {
        let parts = colour.iter().zip(pixel);
        parts.map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
    };
    let places = (0u8..=255).zip(palette);
    places
        .min_by_key(|(_, colour)| distance(colour))
        .map_or(0, |(place, _)| place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(shades: &[u8], width: usize) -> Picture {
        let pixels = shades.iter().map(|shade| [*shade; 3]).collect();
        Picture { width, pixels }
    }

    #[test]
    fn pictures_are_cut_written_and_read() {
        let picture = grey(&[0, 1, 2, 3, 4, 5, 6, 7, 8], 3).cut([1, 1, 3, 9]);
        assert_eq!(picture, grey(&[4, 5, 7, 8], 2));
        assert_eq!(Picture::read(&picture.write().unwrap()).unwrap(), picture);
    }

    #[test]
    fn a_small_share_may_differ() {
        let mut shades = vec![100; 2 * ONE_IN];
        let kept = grey(&shades, 10);
        for (at, shade, is_same) in [
            (0, 100 + TOLERANCE, true),
            (1, 101 + TOLERANCE, true),
            (2, 0, true),
            (3, 255, false),
        ] {
            shades[at] = shade;
            let fault = grey(&shades, 10).fault_of(&kept);
            assert_eq!(fault.is_none(), is_same, "{at}: {fault:?}");
        }
        assert!(grey(&shades, 20).fault_of(&kept).is_some());
    }
}
