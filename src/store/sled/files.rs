//! Attached files, each under its digest in a folder beside the rows: a record holds 64 kB at most.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder in the store's directory.
const FOLDER: &str = "files";

/// Keeps a file; it is on disk when this returns. Keeping the same one again changes nothing.
pub(super) fn keep(store: &Path, digest: &str, bytes: &[u8]) -> io::Result<()> {
    let path = path(store, digest)?;
    if path.exists() {
        return Ok(());
    }
    let folder = store.join(FOLDER);
    fs::create_dir_all(&folder)?;
    // Under a name of its own first: what is found under a digest is always whole.
    let draft = path.with_extension("draft");
    let mut file = File::create(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&draft, &path)?;
    File::open(&folder)?.sync_all()
}

/// A file by its digest.
pub(super) fn find(store: &Path, digest: &str) -> io::Result<Option<Vec<u8>>> {
    match fs::read(path(store, digest)?) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn path(store: &Path, digest: &str) -> io::Result<PathBuf> {
    let well_formed = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    if well_formed { Ok(store.join(FOLDER).join(digest)) } else { Err(io::ErrorKind::InvalidInput.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_found_under_its_digest_and_nothing_outside_the_folder_is() {
        let store = tempfile::tempdir().unwrap();
        let digest = "a".repeat(64);
        assert_eq!(find(store.path(), &digest).unwrap(), None);
        keep(store.path(), &digest, b"photo").unwrap();
        keep(store.path(), &digest, b"photo").unwrap();
        assert_eq!(find(store.path(), &digest).unwrap().as_deref(), Some(&b"photo"[..]));
        assert!(find(store.path(), "../../etc/passwd").is_err());
    }
}
