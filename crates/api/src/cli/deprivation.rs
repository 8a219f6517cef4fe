//! `flsdb deprivation`.

use std::{
    collections::HashSet,
    error::Error,
    fs::File,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use clap::Subcommand;
use flsdb_domain::{
    Postcode,
    deprivation::{Deprivation, DeprivationIndex},
};
use flsdb_store::{StoreError, deprivations};

use super::{Fault, opening};
use crate::settings::Settings;

/// The headings, in any order.
const HEADINGS: [&str; 3] = ["postcode", "index", "quintile"];

/// Commands about deprivation.
#[derive(Subcommand)]
pub(super) enum Command {
    /// Store the deprivation of postcodes from a CSV file: postcode,index,quintile.
    ///
    /// The index is imd (England), wimd (Wales) or nimdm (Northern Ireland), quintile 1 the most deprived. Postcodes that the
    /// file does not name stay as they are, so that each nation's table may be loaded by itself. KPIs by deprivation quintile
    /// change at the next read. If any line is bad, nothing is stored.
    Load {
        /// The file.
        file: PathBuf,
    },
}

/// A line of the file.
type Row = (Postcode, Deprivation);

/// Why a line cannot be used.
#[derive(Debug, thiserror::Error)]
enum LineFault {
    #[error("the first line must name these columns and no others: postcode, index, quintile")]
    Headings,
    #[error("line {0}: this is not a UK postcode")]
    Postcode(u64),
    #[error("line {0}: give imd, wimd or nimdm as index")]
    Index(u64),
    #[error("line {0}: give a whole number from 1 (most deprived) to 5 as quintile")]
    Quintile(u64),
    #[error("line {0}: its postcode stands in a former line already")]
    Twice(u64),
    #[error("line {line}: it has {found} cells instead of 3")]
    Cells { line: u64, found: usize },
    #[error("the file cannot be read")]
    File(#[source] io::Error),
}

pub(super) fn run(settings: &Settings, command: &Command) -> Result<(), Fault> {
    let Command::Load { file } = command;
    let of_file = |text: String| Fault::Content(format!("{}: {text}", file.display()));
    let read = || open(file).and_then(|bytes| rows(bytes).map_err(|fault| of_file(with_cause(&fault))));
    let bad = check(read()?, &mut io::stderr().lock());
    if bad > 0 {
        return Err(of_file(format!("lines with faults: {bad}. Nothing is stored")));
    }
    let (store, _) = opening::open(settings)?;
    let rows = read()?.map(|row| row.map_err(StoreError::receiver));
    let loaded = store.write(&opening::author(settings), |w| deprivations::load(w, rows))?;
    println!(
        "Postcodes: {} added, {} changed, {} the same. Episodes with another deprivation now: {}.",
        loaded.added, loaded.changed, loaded.same, loaded.episodes
    );
    Ok(())
}

fn open(file: &Path) -> Result<BufReader<File>, Fault> {
    let fault = |cause| Fault::File {
        what: format!("{} cannot be read", file.display()),
        cause,
    };
    File::open(file).map(BufReader::new).map_err(fault)
}

/// Names every bad line and counts them. The file is read once for this before anything is locked.
fn check(rows: impl Iterator<Item = Result<Row, LineFault>>, complaints: &mut impl Write) -> u64 {
    let mut bad = 0;
    for fault in rows.filter_map(Result::err) {
        bad += 1;
        // If nobody listens, still nothing is stored.
        let _ = writeln!(complaints, "{}", with_cause(&fault));
        if let LineFault::File(_) = fault {
            break;
        }
    }
    bad
}

fn with_cause(fault: &LineFault) -> String {
    match fault.source() {
        Some(cause) => format!("{fault}: {cause}"),
        None => fault.to_string(),
    }
}

/// The rows of a file, or what is wrong with each line. Of the whole file only the postcodes stay in memory, eight bytes
/// each.
fn rows(file: impl BufRead) -> Result<impl Iterator<Item = Result<Row, LineFault>>, LineFault> {
    let mut lines = lines(file);
    let (_, headings) = lines.next().unwrap_or(Ok((1, Vec::new())))?;
    let places = places(&headings)?;
    let mut seen = HashSet::new();
    let read = move |line: Result<(u64, Vec<String>), LineFault>| {
        let (line, cells) = line?;
        let row = read(line, &cells, places)?;
        if seen.insert(key(&row.0)) {
            Ok(row)
        } else {
            Err(LineFault::Twice(line))
        }
    };
    Ok(lines.map(read))
}

/// The cells of each line that is not blank, under its number. No cell of such a table has a comma or a line break, so that
/// numbers stay those that an editor shows.
fn lines(file: impl BufRead) -> impl Iterator<Item = Result<(u64, Vec<String>), LineFault>> {
    let cells = |text: &str| {
        let cells = text.trim_start_matches('\u{feff}').split(',');
        cells
            .map(|cell| cell.trim().trim_matches('"').trim().to_owned())
            .collect::<Vec<_>>()
    };
    let lines = (1..).zip(file.split(b'\n')).map(move |(number, line)| {
        let line = line.map_err(LineFault::File)?;
        Ok((number, cells(&String::from_utf8_lossy(&line))))
    });
    lines.filter(|line| !matches!(line, Ok((_, cells)) if cells.iter().all(String::is_empty)))
}

/// Where the columns of [`HEADINGS`] stand.
fn places(headings: &[String]) -> Result<[usize; 3], LineFault> {
    let place = |name: &str| {
        headings
            .iter()
            .position(|heading| heading.eq_ignore_ascii_case(name))
    };
    match HEADINGS.map(place) {
        [Some(postcode), Some(index), Some(quintile)] if headings.len() == HEADINGS.len() => {
            Ok([postcode, index, quintile])
        }
        _ => Err(LineFault::Headings),
    }
}

fn read(line: u64, cells: &[String], places: [usize; 3]) -> Result<Row, LineFault> {
    if cells.len() != HEADINGS.len() {
        let found = cells.len();
        return Err(LineFault::Cells { line, found });
    }
    let [postcode, index, quintile] = places.map(|place| &cells[place]);
    let postcode = Postcode::parse(postcode).map_err(|_| LineFault::Postcode(line))?;
    let index = DeprivationIndex::from_token(&index.to_ascii_lowercase()).ok_or(LineFault::Index(line))?;
    let quintile = quintile.parse().map_err(|_| LineFault::Quintile(line))?;
    let deprivation = Deprivation::new(index, quintile).ok_or(LineFault::Quintile(line))?;
    Ok((postcode, deprivation))
}

/// The postcode in eight bytes, which its standard form never exceeds.
fn key(postcode: &Postcode) -> [u8; 8] {
    let mut key = [0; 8];
    for (to, from) in key.iter_mut().zip(postcode.as_str().bytes()) {
        *to = from;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str) -> Vec<String> {
        let mut said = Vec::new();
        let rows = match rows(text.as_bytes()) {
            Ok(rows) => rows,
            Err(fault) => return vec![fault.to_string()],
        };
        let bad = check(rows, &mut said);
        let lines: Vec<_> = String::from_utf8_lossy(&said)
            .lines()
            .map(str::to_owned)
            .collect();
        assert_eq!(usize::try_from(bad).ok(), Some(lines.len()));
        lines
    }

    #[test]
    fn postcodes_may_be_spaced_in_any_way() {
        let text = "\u{feff}postcode,index,quintile\r\nNE192BX,imd,1\r\n cf10  1aa , WIMD , 5\r\nBT1 1AA,nimdm,3\r\n";
        let found: Vec<_> = rows(text.as_bytes())
            .expect("headings")
            .map(|row| row.expect("a row"))
            .map(|(postcode, deprivation)| format!("{postcode} {deprivation}"))
            .collect();
        assert_eq!(found, ["NE19 2BX imd-1", "CF10 1AA wimd-5", "BT1 1AA nimdm-3"]);
        let turned = rows("Quintile,Postcode,Index\n2,NE19 2BX,imd\n".as_bytes()).expect("headings");
        assert_eq!(turned.filter_map(Result::ok).count(), 1);
    }

    #[test]
    fn every_bad_line_is_named() {
        let text = "postcode,index,quintile\n\
                    NE19,imd,1\n\
                    NE19 2BX,imd,2\n\
                    NE19 2BY,simd,2\n\
                    NE19 2BZ,imd,0\n\
                    \n\
                    NE19 2BA,imd,6\n\
                    NE19 2BB,imd,1.0\n\
                    NE19 2BD,imd\n\
                    ne192bx,imd,2\n\
                    NE19 2BE,imd,3\n";
        let found = complaints(text);
        let numbers: Vec<_> = found.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(
            numbers,
            [
                "line 2", "line 4", "line 5", "line 7", "line 8", "line 9", "line 10"
            ]
        );
        for (line, word) in found.iter().zip([
            "postcode", "index", "quintile", "quintile", "quintile", "cells", "former",
        ]) {
            assert!(line.contains(word), "{line}");
        }
    }

    #[test]
    fn headings_are_all_there_and_no_others() {
        for text in [
            "",
            "postcode,index\n",
            "postcode,index,quintile,decile\n",
            "NE19 2BX,imd,1\n",
        ] {
            assert_eq!(complaints(text), [LineFault::Headings.to_string()], "{text}");
        }
        assert!(complaints("postcode,index,quintile\n").is_empty());
    }
}
