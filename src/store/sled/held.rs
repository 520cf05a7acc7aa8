//! Files that wait for their tickets: a folder for each conversation, beside the rows. What a ticket has taken over lies
//! elsewhere, so that letting go of these takes nothing from any ticket.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::domain::held::HeldFiles;
use crate::domain::message::ConversationId;
use crate::store::HELD_BYTES;

/// The folder in the store's directory.
const FOLDER: &str = "held";

/// All files that wait for their tickets. Whoever works with it does so alone.
pub(super) struct HeldFolder {
    /// The directory of the store.
    store: PathBuf,
    /// What all of them take, in bytes; not counted yet after a start.
    bytes: Option<u64>,
}

impl HeldFolder {
    /// Those of the store in this directory.
    pub(super) fn of(store: &Path) -> Self {
        Self { store: store.to_owned(), bytes: None }
    }

    /// Holds a file that came at `at`, if there is room for it; it is on disk when this returns.
    pub(super) fn hold(&mut self, of: &ConversationId, digest: &str, bytes: &[u8], at: Timestamp) -> io::Result<bool> {
        let file = self.file(of, digest)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let before = fs::metadata(&file).map_or(0, |found| found.len());
        let together = self.count()?.saturating_sub(before).saturating_add(size);
        if together > HELD_BYTES {
            return Ok(false);
        }
        let folder = folder(&self.store, of);
        fs::create_dir_all(&folder)?;
        // Under a name of its own first: what is found under a digest is always whole.
        let draft = file.with_extension("draft");
        let mut written = File::create(&draft)?;
        written.write_all(bytes)?;
        // When it came, by the clock of whoever sweeps.
        written.set_modified(SystemTime::from(at))?;
        written.sync_all()?;
        fs::rename(&draft, &file)?;
        self.bytes = Some(together);
        for changed in [&folder, &self.store.join(FOLDER)] {
            File::open(changed)?.sync_all()?;
        }
        Ok(true)
    }

    /// A file that is held.
    pub(super) fn find(&self, of: &ConversationId, digest: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.file(of, digest)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lets go of what is held for a conversation but the files with these digests.
    pub(super) fn let_go(&mut self, of: &ConversationId, but: &[String]) -> io::Result<()> {
        let stays = |file: &Path| file.file_name().is_some_and(|name| but.iter().any(|digest| name == digest.as_str()));
        self.clear(&folder(&self.store, of), |file| Ok(!stays(file)))
    }

    /// Lets go of what came too long before `now`.
    pub(super) fn sweep(&mut self, now: Timestamp) -> io::Result<()> {
        let Ok(limit) = now.checked_sub(HeldFiles::KEPT).map(SystemTime::from) else { return Ok(()) };
        for folder in entries(&self.store.join(FOLDER))? {
            self.clear(&folder, |file| Ok(fs::metadata(file)?.modified()? < limit))?;
        }
        Ok(())
    }

    /// Removes the files of a folder that are to go, and the folder once it is empty.
    fn clear(&mut self, folder: &Path, goes: impl Fn(&Path) -> io::Result<bool>) -> io::Result<()> {
        let files = entries(folder)?;
        if files.is_empty() {
            return Ok(());
        }
        let mut left = files.len();
        for file in files {
            if goes(&file)? {
                let size = fs::metadata(&file)?.len();
                fs::remove_file(&file)?;
                self.bytes = self.bytes.map(|bytes| bytes.saturating_sub(size));
                left -= 1;
            }
        }
        if left == 0 { fs::remove_dir(folder) } else { Ok(()) }
    }

    fn count(&mut self) -> io::Result<u64> {
        if let Some(bytes) = self.bytes {
            return Ok(bytes);
        }
        let mut bytes: u64 = 0;
        for folder in entries(&self.store.join(FOLDER))? {
            for file in entries(&folder)? {
                bytes = bytes.saturating_add(fs::metadata(file)?.len());
            }
        }
        self.bytes = Some(bytes);
        Ok(bytes)
    }

    fn file(&self, of: &ConversationId, digest: &str) -> io::Result<PathBuf> {
        let well_formed = digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
        if well_formed { Ok(folder(&self.store, of).join(digest)) } else { Err(io::ErrorKind::InvalidInput.into()) }
    }
}

/// Where the files of a conversation lie; whose they are is nothing to be read from a folder's name.
pub(super) fn folder(store: &Path, of: &ConversationId) -> PathBuf {
    store.join(FOLDER).join(format!("{:x}", Sha256::digest(of.to_string())))
}

/// What lies in a folder; nothing in one that is not there.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    match fs::read_dir(folder) {
        Ok(found) => found.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::message::Channel;

    #[test]
    fn there_is_room_for_so_much_and_none_outside_the_folder() {
        let store = tempfile::tempdir().unwrap();
        let mut held = HeldFolder::of(store.path());
        let of = ConversationId::new(Channel::Web, "1").unwrap();
        let [first, second] = ["a", "b"].map(|letter| letter.repeat(64));
        let now = Timestamp::UNIX_EPOCH;
        assert!(held.hold(&of, "../../etc/passwd", b"x", now).is_err());
        assert!(held.hold(&of, &first, b"photo", now).unwrap());
        held.bytes = Some(HELD_BYTES - 3);
        assert!(!held.hold(&of, &second, b"photo", now).unwrap());
        assert!(held.hold(&of, &first, b"photo", now).unwrap(), "the same again takes no more");
        held.let_go(&of, &[]).unwrap();
        assert!(held.hold(&of, &second, b"photo", now).unwrap());
        assert_eq!(entries(&store.path().join(FOLDER)).unwrap().len(), 1);
    }
}
