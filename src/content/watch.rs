//! Tells whether content files have changed since they were looked at.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

/// A mark of all files below some folders: another name, size or time of change gives another mark.
///
/// A folder that cannot be read counts as empty; loading says what is wrong with it.
pub fn mark(folders: &[&Path]) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut open: Vec<_> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        for path in paths {
            let Ok(about) = path.metadata() else { continue };
            if about.is_dir() {
                open.push(path);
            } else {
                (path, about.len(), about.modified().ok()).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_a_new_and_a_missing_file_give_another_mark() {
        let folder = tempfile::tempdir().unwrap();
        let (card, other) = (folder.path().join("card.md"), folder.path().join("other.md"));
        std::fs::write(&card, "一").unwrap();
        let first = mark(&[folder.path()]);
        assert_eq!(mark(&[folder.path()]), first);
        std::fs::write(&card, "一二").unwrap();
        let changed = mark(&[folder.path()]);
        std::fs::write(&other, "三").unwrap();
        let added = mark(&[folder.path()]);
        std::fs::remove_file(&card).unwrap();
        let removed = mark(&[folder.path()]);
        assert!(first != changed && changed != added && added != removed);
    }
}
