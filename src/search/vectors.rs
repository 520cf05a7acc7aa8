//! Vectors of texts on disk, by a digest of the text and the model that made them.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

/// What a text is known by.
pub(super) type Key = [u8; 32];

/// Vectors by text; those of other models and of texts of long ago are dropped when it is written.
#[derive(Debug)]
pub(super) struct Vectors {
    path: PathBuf,
    known: HashMap<Key, Vec<f32>>,
}

/// What a text is known by with a model.
pub(super) fn key(model: &str, text: &str) -> Key {
    Sha256::new().chain_update(model).chain_update([0]).chain_update(text).finalize().into()
}

impl Vectors {
    /// The vectors in a file; none if it is not there or not whole.
    pub(super) fn read(path: &Path) -> Self {
        let known = fs::read(path).ok().and_then(|bytes| parsed(&bytes)).unwrap_or_default();
        Self { path: path.to_owned(), known }
    }

    pub(super) fn get(&self, key: &Key) -> Option<&Vec<f32>> {
        self.known.get(key)
    }

    pub(super) fn insert(&mut self, key: Key, vector: Vec<f32>) {
        self.known.insert(key, vector);
    }

    /// Writes the vectors of these keys, whole or not at all.
    pub(super) fn write(&self, keys: &[Key]) -> io::Result<()> {
        let length = keys.iter().find_map(|key| self.known.get(key)).map_or(0, Vec::len);
        let mut bytes = u32::try_from(length).unwrap_or_default().to_le_bytes().to_vec();
        for (key, vector) in keys.iter().filter_map(|key| Some((key, self.known.get(key)?))) {
            bytes.extend(key);
            bytes.extend(vector.iter().flat_map(|x| x.to_le_bytes()));
        }
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let fresh = self.path.with_extension("new");
        fs::write(&fresh, bytes)?;
        fs::rename(fresh, &self.path)
    }
}

/// The vectors in a file's bytes: their length, then each key with its vector.
fn parsed(bytes: &[u8]) -> Option<HashMap<Key, Vec<f32>>> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let size = size_of::<Key>() + usize::try_from(u32::from_le_bytes(*length)).ok()? * size_of::<f32>();
    let records = rest.chunks_exact(size);
    if !records.remainder().is_empty() {
        return None;
    }
    let record = |record: &[u8]| {
        let (key, vector) = record.split_first_chunk::<32>()?;
        let numbers = vector.chunks_exact(4).filter_map(|x| Some(f32::from_le_bytes(x.try_into().ok()?)));
        Some((*key, numbers.collect()))
    };
    records.map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_found_again_and_half_a_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/vectors.bin");
        let keys = [key("m", "甲"), key("m", "乙"), key("other", "甲")];
        let mut vectors = Vectors::read(&path);
        vectors.insert(keys[0], vec![0.5, -1.0]);
        vectors.insert(keys[1], vec![0.25, 0.0]);
        vectors.write(&keys[..1]).unwrap();
        let again = Vectors::read(&path);
        assert_eq!(again.get(&keys[0]), Some(&vec![0.5, -1.0]));
        assert!(again.get(&keys[1]).is_none() && again.get(&keys[2]).is_none());
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 1]).unwrap();
        assert!(Vectors::read(&path).get(&keys[0]).is_none());
    }
}
