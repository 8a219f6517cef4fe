//! The layouts of the files of submissions. They are data: each is a file in the folder `layouts` of this crate.

mod sheet;

use flsdb_domain::wire::submissions::Layout;
use rust_embed::RustEmbed;

pub use sheet::Sheet;

#[derive(RustEmbed)]
#[folder = "layouts/"]
struct Folder;

/// Why a layout cannot be used; the messages are for whoever wrote it.
#[derive(Debug, thiserror::Error)]
pub enum LayoutFault {
    /// It is no layout: bad JSON, a question that the data set does not have, a way of writing that there is not.
    #[error("{file} is no layout")]
    Unreadable {
        /// Name of the file.
        file: String,
        /// What is wrong, and where.
        #[source]
        cause: serde_json::Error,
    },
    /// Two layouts with one id.
    #[error("there are two layouts {0}")]
    Repeated(String),
    /// A heading stands twice.
    #[error("the layout {layout} has two columns {heading}")]
    RepeatedHeading {
        /// Id of the layout.
        layout: String,
        /// The heading.
        heading: String,
    },
    /// The answers cannot be written so.
    #[error("the layout {layout} writes {heading} in a way that does not fit its question")]
    Unfit {
        /// Id of the layout.
        layout: String,
        /// The heading.
        heading: String,
    },
    /// The codes are not one for each option.
    #[error("the layout {layout} has other codes than options in {heading}")]
    Codes {
        /// Id of the layout.
        layout: String,
        /// The heading.
        heading: String,
    },
    /// Nothing tells records apart, or a key names something that is no column.
    #[error("the layout {0} needs keys, each a list of its columns")]
    Keys(String),
}

/// The layouts that there are, each checked.
#[derive(Default)]
pub struct Layouts(Vec<Sheet>);

impl Layouts {
    /// Those that this program carries.
    ///
    /// # Errors
    /// The first fault of one.
    pub fn built_in() -> Result<Self, LayoutFault> {
        let mut layouts = Layouts::default();
        let mut names: Vec<_> = Folder::iter().filter(|name| name.ends_with(".json")).collect();
        names.sort();
        for name in names {
            if let Some(file) = Folder::get(&name) {
                layouts.add(&name, &file.data)?;
            }
        }
        Ok(layouts)
    }

    /// Adds the layout that a file holds.
    ///
    /// # Errors
    /// Its first fault.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<(), LayoutFault> {
        let layout: Layout = serde_json::from_slice(content).map_err(|cause| LayoutFault::Unreadable {
            file: name.to_owned(),
            cause,
        })?;
        if self.find(&layout.id).is_some() {
            return Err(LayoutFault::Repeated(layout.id));
        }
        self.0.push(Sheet::new(layout)?);
        Ok(())
    }

    /// The layout with this id.
    pub fn find(&self, id: &str) -> Option<&Sheet> {
        self.0.iter().find(|sheet| sheet.layout().id == id)
    }

    /// All of them, in the order of their files.
    pub fn iter(&self) -> impl Iterator<Item = &Layout> {
        self.0.iter().map(Sheet::layout)
    }
}
