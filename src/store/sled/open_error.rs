//! Why a store cannot be opened, in words for whoever starts the program.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// Why a store cannot be opened, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Another process has it open.
    #[error("数据目录 {} 正被另一个程序使用{}。请先停止那个程序，或者换一个数据目录。", dir.display(), holder(*pid))]
    Held {
        /// The directory.
        dir: PathBuf,
        /// The process that has it open, if it has told.
        pid: Option<u32>,
    },
    /// The directory cannot be made or written.
    #[error("数据目录 {} 无法写入（{reason}）。请检查目录的权限和磁盘的剩余空间。", dir.display())]
    Unwritable {
        /// The directory.
        dir: PathBuf,
        /// Why, in plain words where we have them.
        reason: String,
    },
    /// What stands there is damaged.
    #[error(
        "数据目录 {} 里的数据已损坏（{reason}），为免出错，程序没有打开它。\
         请先把整个目录复制一份留存，再用最近的备份恢复：zhuqi restore 备份文件",
        dir.display()
    )]
    Damaged {
        /// The directory.
        dir: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A program from before the first release has written it.
    #[error(
        "数据目录 {} 是试用阶段的旧程序写的（数据格式 {found}，本程序用的是 {known}），不能直接打开。\
         请在设置里把 store.url 换成一个新的数据目录；旧目录没有改动。",
        dir.display()
    )]
    Older {
        /// The directory.
        dir: PathBuf,
        /// The version of its layout.
        found: u32,
        /// The oldest version this program knows.
        known: u32,
    },
    /// A newer program has written it.
    #[error(
        "数据目录 {} 是更新版本的程序写的（数据格式 {found}，本程序只认识到 {known}）。请使用新版本的程序打开。",
        dir.display()
    )]
    Newer {
        /// The directory.
        dir: PathBuf,
        /// The version of its layout.
        found: u32,
        /// The newest version this program knows.
        known: u32,
    },
}

fn holder(pid: Option<u32>) -> String {
    pid.map(|pid| format!("（进程号 {pid}）")).unwrap_or_default()
}

/// A fault of the disk in plain words, or as the system tells it.
pub(super) fn plain(error: &io::Error) -> String {
    let words = match error.kind() {
        ErrorKind::PermissionDenied => "没有写入权限",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "磁盘空间已满",
        ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => "路径上有一个不是目录的同名文件",
        _ => return error.to_string(),
    };
    words.to_owned()
}
