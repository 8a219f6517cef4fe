//! Finds the page that the binary carries: `FLSDB_PAGE_DIR`, else `frontend/dist` if it was built, else none.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-env-changed=FLSDB_PAGE_DIR");
    println!("cargo:rerun-if-changed=build.rs");
    let page = match env::var_os("FLSDB_PAGE_DIR") {
        Some(folder) => PathBuf::from(folder).canonicalize()?,
        None => built_page()?,
    };
    println!("cargo:rerun-if-changed={}", page.display());
    println!("cargo:rustc-env=FLSDB_PAGE={}", page.display());
    Ok(())
}

/// The folder that Trunk fills. It is made here if need be, as cargo watches only folders that exist.
fn built_page() -> Result<PathBuf, Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../frontend/dist");
    if fs::create_dir_all(&folder).is_ok() {
        return Ok(folder.canonicalize()?);
    }
    let empty = PathBuf::from(env::var("OUT_DIR")?).join("page");
    fs::create_dir_all(&empty)?;
    Ok(empty)
}
