//! How much of a file is read before it is refused: no upload may fill the memory.

/// Bounds on what one file may hold. The defaults fit a million rows of the data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes in one row of a CSV file or worksheet, or one line of NDJSON.
    pub row_bytes: usize,
    /// Cells in one row, blank ones included.
    pub cells: usize,
    /// Bytes that the worksheets of a workbook may unpack to, all together.
    pub sheet_bytes: u64,
    /// Bytes that the other parts of a workbook may unpack to; its shared texts are held in memory.
    pub part_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            row_bytes: 256 * 1024,
            cells: 1024,
            sheet_bytes: 2 << 30,
            part_bytes: 64 << 20,
        }
    }
}
