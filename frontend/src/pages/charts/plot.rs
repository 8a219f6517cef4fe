//! The frame that the charts with axes have in common.

use crate::{
    components::chart::{
        drawing::{AXIS, Anchor, Drawing, GRID, Look, Mark, line},
        scale::{Linear, text_width, ticks},
    },
    texts::charts as words,
};

/// A drawing with a place for the data in it.
pub struct Plot {
    /// What is drawn so far.
    pub drawing: Drawing,
    /// Left edge of the place for the data.
    pub left: f64,
    /// Right edge.
    pub right: f64,
    /// Upper edge.
    pub top: f64,
    /// Lower edge.
    pub bottom: f64,
    /// Whether it is drawn for a phone.
    pub is_narrow: bool,
}

impl Plot {
    /// An empty plot of this width: beside it so much room for names on the right, and so high.
    pub fn new(width: f64, [beside, height]: [f64; 2]) -> Self {
        Plot {
            left: 52.0,
            right: (width - beside).max(120.0),
            top: 12.0,
            bottom: 12.0 + height,
            is_narrow: width < 560.0,
            drawing: Drawing {
                width,
                ..Drawing::default()
            },
        }
    }

    /// Width of the place for the data.
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// The upright scale of per cent, from 0.
    pub fn per_cent(&self, top: f64) -> Linear {
        Linear {
            from: 0.0,
            to: top,
            start: self.bottom,
            end: self.top,
        }
    }

    /// Gridlines of the upright scale with their numbers.
    pub fn grid(&mut self, y: Linear) {
        let all = ticks(y.to, 5);
        let last = all.len().saturating_sub(1);
        for (n, tick) in all.into_iter().enumerate() {
            let at = y.at(tick);
            let look = if n == 0 { AXIS } else { GRID };
            self.drawing.path(line((self.left, at), (self.right, at)), look);
            let unit = if n == last { " %" } else { "" };
            self.drawing
                .text((self.left - 6.0, at + 4.0), Anchor::End, format!("{tick}{unit}"));
        }
    }

    /// A word below the axis, kept within the picture.
    pub fn below(&mut self, x: f64, text: String) {
        let half = text_width(&text, 13.0) / 2.0;
        let x = x.clamp(half, (self.drawing.width - half).max(half));
        self.drawing
            .path(line((x, self.bottom), (x, self.bottom + 4.0)), AXIS);
        self.drawing.text((x, self.bottom + 19.0), Anchor::Middle, text);
    }

    /// The drawing, with a legend below.
    pub fn finish(mut self, legend: &[(Mark, Look, &str)]) -> Drawing {
        self.drawing.height = self.drawing.legend(legend, 0.0, self.bottom + 30.0) + 4.0;
        self.drawing
    }
}

/// A figure as it is read out.
pub fn with_unit(display: Option<&str>, is_hidden: bool) -> String {
    match (display, is_hidden) {
        (_, true) => words::HIDDEN.to_owned(),
        (Some(display), false) => format!("{display} per cent"),
        (None, false) => words::NO_VALUE.to_owned(),
    }
}
