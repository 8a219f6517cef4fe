//! What a chart consists of: lines, marks and words with their places, and points that can be reached. Nothing here
//! knows the page; `picture.rs` shows it.

/// How a line or an area looks, in colours of the NHS palette with 4.5 : 1 on white where they carry meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Colour of the area.
    pub fill: &'static str,
    /// Colour of the line.
    pub line: &'static str,
    /// Width of the line.
    pub width: &'static str,
    /// Dashes of the line; none if empty.
    pub dash: &'static str,
}

/// Colours.
pub const TEXT: &str = "#212b32";
/// Grey for words and lines beside the point.
pub const QUIET: &str = "#4c6272";
/// The accent: what is one's own.
pub const ACCENT: &str = "#005eb8";
/// Better than chance explains.
pub const BETTER: &str = "#007f3b";
/// Worse than chance explains.
pub const WORSE: &str = "#b31d12";
const NONE: &str = "none";
const WHITE: &str = "#ffffff";

/// A line of this colour, width and dashes.
pub const fn stroke(line: &'static str, width: &'static str, dash: &'static str) -> Look {
    Look {
        fill: NONE,
        line,
        width,
        dash,
    }
}

/// An area of this colour.
pub const fn area(fill: &'static str) -> Look {
    Look {
        fill,
        line: NONE,
        width: "0",
        dash: "",
    }
}

/// A mark of this colour with a white rim, so that it stands out from lines.
pub const fn solid(fill: &'static str) -> Look {
    Look {
        fill,
        line: WHITE,
        width: "1",
        dash: "",
    }
}

/// A mark that is drawn but not filled: provisional.
pub const fn hollow(line: &'static str) -> Look {
    Look {
        fill: WHITE,
        line,
        width: "1.5",
        dash: "2.5 1.5",
    }
}

/// Gridlines.
pub const GRID: Look = stroke("#d8dde0", "1", "");
/// The axis at 0.
pub const AXIS: Look = stroke("#768692", "1", "");

/// Which end of a text is at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// It is centred there.
    Middle,
    /// It ends there.
    End,
}

/// A line or area, or a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A path of SVG.
    Path {
        /// The commands.
        d: String,
        /// How it looks.
        look: Look,
    },
    /// Words.
    Text {
        /// Place from the left.
        x: f64,
        /// Place of the base line from the top.
        y: f64,
        /// Which end is there.
        anchor: Anchor,
        /// Colour.
        colour: &'static str,
        /// Size in units of the picture.
        size: f64,
        /// What it says.
        text: String,
    },
}

/// A place that can be reached and read, by mouse and keyboard.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its name and numbers, as they are read out.
    pub name: String,
    /// What shows it.
    pub shapes: Vec<Shape>,
    /// The area that belongs to it: left, top, width, height.
    pub area: [f64; 4],
}

/// A drawing.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Drawing {
    /// Width in units of the picture: pixels, as long as it is not scaled.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What stands behind the points.
    pub shapes: Vec<Shape>,
    /// The points, in reading order.
    pub points: Vec<Point>,
    /// Points in a row, if they stand in rows; else 1 or 0.
    pub columns: usize,
}

/// Words are this large.
pub const SIZE: f64 = 13.0;

impl Drawing {
    /// Adds a path.
    pub fn path(&mut self, d: String, look: Look) {
        self.shapes.push(Shape::Path { d, look });
    }

    /// Adds quiet words.
    pub fn text(&mut self, (x, y): (f64, f64), anchor: Anchor, text: impl Into<String>) {
        self.coloured((x, y), anchor, QUIET, text);
    }

    /// Adds words of a colour.
    pub fn coloured(
        &mut self,
        at: (f64, f64),
        anchor: Anchor,
        colour: &'static str,
        text: impl Into<String>,
    ) {
        self.shapes.push(words(at, anchor, colour, text.into()));
    }

    /// Adds marks with their meanings in rows from this height down, and gives the height where they end.
    pub fn legend(&mut self, entries: &[(Mark, Look, &str)], left: f64, top: f64) -> f64 {
        let (mut x, mut y) = (left, top);
        for (mark, look, text) in entries {
            let width = 26.0 + super::scale::text_width(text, SIZE) + 14.0;
            if x > left && x + width > self.width {
                (x, y) = (left, y + 20.0);
            }
            self.path(mark.at(x + 8.0, y + 9.0, 5.0), *look);
            self.text((x + 20.0, y + 13.0), Anchor::Start, *text);
            x += width;
        }
        if entries.is_empty() { top } else { y + 22.0 }
    }
}

/// Words of a colour at a place.
pub fn words((x, y): (f64, f64), anchor: Anchor, colour: &'static str, text: String) -> Shape {
    Shape::Text {
        x,
        y,
        anchor,
        colour,
        size: SIZE,
        text,
    }
}

/// The form of a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A disc.
    Disc,
    /// A triangle that points up.
    Up,
    /// A triangle that points down.
    Down,
    /// A square.
    Square,
}

impl Mark {
    /// Its path at a place, with this radius.
    pub fn at(self, x: f64, y: f64, r: f64) -> String {
        match self {
            Mark::Disc => format!(
                "M{:.1} {y:.1}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0Z",
                x - r,
                d = 2.0 * r
            ),
            Mark::Up => triangle(x, y, r),
            Mark::Down => triangle(x, y, -r),
            Mark::Square => block([x - r, y - r, 2.0 * r, 2.0 * r]),
        }
    }
}

fn triangle(x: f64, y: f64, r: f64) -> String {
    let (wide, base) = (r.abs() * 1.1, y + r * 0.7);
    format!(
        "M{:.1} {base:.1}H{:.1}L{x:.1} {:.1}Z",
        x - wide,
        x + wide,
        y - r * 1.2
    )
}

/// A straight line.
pub fn line((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> String {
    format!("M{x1:.1} {y1:.1}L{x2:.1} {y2:.1}")
}

/// A rectangle: left, top, width, height.
pub fn block([x, y, width, height]: [f64; 4]) -> String {
    format!("M{x:.1} {y:.1}h{width:.1}v{height:.1}h{:.1}Z", -width)
}

/// A line through places, broken where there is none.
pub fn through(places: impl IntoIterator<Item = Option<(f64, f64)>>) -> String {
    let mut d = String::new();
    let mut is_down = false;
    for place in places {
        if let Some((x, y)) = place {
            d.push_str(&format!("{}{x:.1} {y:.1}", if is_down { 'L' } else { 'M' }));
        }
        is_down = place.is_some();
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(line((0.0, 1.0), (2.0, 3.25)), "M0.0 1.0L2.0 3.2");
        assert_eq!(block([1.0, 2.0, 3.0, 4.0]), "M1.0 2.0h3.0v4.0h-3.0Z");
        let places = [Some((0.0, 0.0)), Some((1.0, 1.0)), None, Some((3.0, 3.0))];
        assert_eq!(through(places), "M0.0 0.0L1.0 1.0M3.0 3.0");
    }

    #[test]
    fn a_legend_breaks_where_the_picture_ends() {
        let entry = (Mark::Up, solid(BETTER), "improvement");
        let height_at = |width| {
            let mut drawing = Drawing {
                width,
                ..Drawing::default()
            };
            drawing.legend(&[entry, entry, entry], 0.0, 100.0)
        };
        assert_eq!((height_at(900.0), height_at(260.0)), (122.0, 142.0));
        assert_eq!(Drawing::default().legend(&[], 0.0, 100.0), 100.0);
    }
}
