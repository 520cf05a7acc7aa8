//! Files that an enterprise or staff attach to a ticket.

use serde::{Deserialize, Serialize};

/// The media types that are taken, with their file extensions; what a file is, its content says, not its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// A photo.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// A screenshot.
    #[serde(rename = "image/png")]
    Png,
    /// A picture of a newer phone.
    #[serde(rename = "image/webp")]
    Webp,
    /// A document.
    #[serde(rename = "application/pdf")]
    Pdf,
}

impl MediaType {
    /// All of them, with their names and extensions.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Jpeg, "image/jpeg", "jpg"),
        (Self::Png, "image/png", "png"),
        (Self::Webp, "image/webp", "webp"),
        (Self::Pdf, "application/pdf", "pdf"),
    ];

    /// The name by which it travels.
    pub fn as_str(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The extension of such files.
    pub fn extension(self) -> &'static str {
        Self::ALL[self as usize].2
    }
}

/// A file of a ticket; its bytes are kept under their digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The SHA-256 of its bytes, in hexadecimal.
    pub digest: String,
    /// What it is called, as its owner calls it.
    pub name: String,
    /// What it is.
    pub media: MediaType,
    /// How large it is, in bytes.
    pub bytes: u64,
}

impl Attached {
    /// The largest file that is taken, in bytes: what the Bot API lets a bot fetch is twice as much.
    pub const MAX_BYTES: u64 = 10 * 1024 * 1024;
    /// A ticket holds so many files at most.
    pub const MAX_FILES: usize = 20;
}
