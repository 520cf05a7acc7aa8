//! The data directory around sled's files: who holds it, its version, its ballast, what was moved aside.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use rustix::io::Errno;

use super::open_error::{OpenError, plain};

/// The version of the layout this program writes.
pub(super) const LAYOUT: u32 = 3;
/// Given up when the disk is full, so that sled, which must write to open, can be opened again.
const BALLAST_BYTES: u64 = 16 << 20;
/// sled ends a snapshot with eight bytes of length and four of checksum.
const SNAPSHOT_TRAILER_BYTES: usize = 12;

/// A data directory that this process holds.
#[derive(Debug)]
pub(super) struct Directory {
    path: PathBuf,
    pid: File,
}

impl Directory {
    /// Makes the directory if it is missing and takes hold of it.
    pub(super) fn hold(path: &Path) -> Result<Self, OpenError> {
        let unwritable = |error: io::Error| OpenError::Unwritable { dir: path.to_owned(), reason: plain(&error) };
        fs::create_dir_all(path).map_err(unwritable)?;
        let options = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path.join("pid"));
        let mut pid = options.map_err(unwritable)?;
        match pid.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(OpenError::Held { dir: path.to_owned(), pid: read_pid(&mut pid) });
            }
            Err(TryLockError::Error(error)) => return Err(unwritable(error)),
        }
        // On a full disk the number cannot be kept; that is no reason to refuse reading.
        if let Err(error) = write_pid(&mut pid) {
            tracing::warn!(%error, "the process id could not be written beside the store");
        }
        Ok(Self { path: path.to_owned(), pid })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The version of the layout, if the directory was used before.
    pub(super) fn layout(&self) -> Result<Option<u32>, OpenError> {
        let text = match fs::read_to_string(self.path.join("format")) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.damaged(format!("format: {error}"))),
        };
        match text.trim().parse() {
            Ok(found) if found > LAYOUT => Err(OpenError::Newer { dir: self.path.clone(), found, known: LAYOUT }),
            Ok(found) if found < LAYOUT => Err(OpenError::Older { dir: self.path.clone(), found, known: LAYOUT }),
            Ok(found) => Ok(Some(found)),
            Err(_) => Err(self.damaged("format: 内容不是版本号".to_owned())),
        }
    }

    /// Notes that the directory holds a store from now on.
    pub(super) fn mark(&self) -> io::Result<()> {
        let pending = self.path.join("format.pending");
        let mut file = File::create(&pending)?;
        writeln!(file, "{LAYOUT}")?;
        file.sync_all()?;
        fs::rename(pending, self.path.join("format"))?;
        self.sync()
    }

    /// Puts the directory itself on disk: which files it has.
    pub(super) fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        match self.path.canonicalize()?.parent() {
            Some(parent) => File::open(parent)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Moves a damaged snapshot aside and tells whether there was one. A snapshot only shortens opening: the log has
    /// everything, but sled refuses to open beside a snapshot that was cut off.
    pub(super) fn quarantine_snapshot(&self) -> io::Result<bool> {
        let mut snapshots = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let path = entry?.path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("snap.")) {
                snapshots.push(path);
            }
        }
        let mut moved = false;
        for snapshot in snapshots {
            if snapshot_is_whole(&fs::read(&snapshot)?) {
                continue;
            }
            let aside = self.path.join("quarantine");
            fs::create_dir_all(&aside)?;
            fs::rename(&snapshot, free_name(&aside, &snapshot))?;
            tracing::warn!("a damaged snapshot was moved to the folder quarantine");
            moved = true;
        }
        Ok(moved)
    }

    /// Sets disk space aside, and makes sure that as much again is free; fails if it is not, or if nothing can be written.
    pub(super) fn take_ballast(&self) -> io::Result<()> {
        let ballast = self.path.join("ballast");
        if !fs::metadata(&ballast).is_ok_and(|found| found.len() == BALLAST_BYTES) {
            allocate(&ballast)?;
        }
        let room = self.path.join("room");
        allocate(&room)?;
        fs::remove_file(room)
    }

    /// Frees the space set aside.
    pub(super) fn drop_ballast(&self) -> io::Result<()> {
        match fs::remove_file(self.path.join("ballast")) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// Says that what stands here is damaged.
    pub(super) fn damaged(&self, reason: String) -> OpenError {
        OpenError::Damaged { dir: self.path.clone(), reason }
    }

    /// Says that the directory cannot be written.
    pub(super) fn unwritable(&self, error: &io::Error) -> OpenError {
        OpenError::Unwritable { dir: self.path.clone(), reason: plain(error) }
    }

    /// Says that another process has it open.
    pub(super) fn held(&self) -> OpenError {
        OpenError::Held { dir: self.path.clone(), pid: None }
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // The lock ends with the handle; a number left behind would only name a process that is gone.
        if let Err(error) = self.pid.set_len(0) {
            tracing::warn!(%error, "the process id could not be removed beside the store");
        }
    }
}

fn allocate(path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(path)?;
    match rustix::fs::fallocate(&file, rustix::fs::FallocateFlags::empty(), 0, BALLAST_BYTES) {
        // Some file systems cannot set space aside.
        Ok(()) | Err(Errno::OPNOTSUPP | Errno::NOSYS) => Ok(()),
        Err(error) => {
            fs::remove_file(path)?;
            Err(error.into())
        }
    }
}

fn read_pid(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn write_pid(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

fn snapshot_is_whole(snapshot: &[u8]) -> bool {
    let Some(body) = snapshot.len().checked_sub(SNAPSHOT_TRAILER_BYTES).filter(|length| *length > 0) else {
        return false;
    };
    let (body, trailer) = snapshot.split_at(body);
    trailer[8..] == crc32fast::hash(body).to_le_bytes()
}

fn free_name(folder: &Path, file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut path = folder.join(name.as_ref());
    let mut count = 1;
    while path.exists() {
        path = folder.join(format!("{name}.{count}"));
        count += 1;
    }
    path
}
