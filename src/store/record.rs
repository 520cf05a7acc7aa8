//! Small records that are kept whole under a key: staff, sessions, tokens and the like.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{RecordChange, Result, Store, StoreError, Turn};

/// Something that is kept whole under a key.
pub trait Record: Serialize + DeserializeOwned {
    /// What such records are called in the store; never changed.
    const KIND: &'static str;

    /// The key, unique among its kind.
    fn key(&self) -> String;
}

impl Turn {
    /// Has a record written with this turn.
    pub fn keep<R: Record>(&mut self, record: &R) -> Result<()> {
        let value = serde_json::to_value(record).map_err(|error| StoreError::Other(error.to_string()))?;
        self.records.push(RecordChange { kind: R::KIND.to_owned(), key: record.key(), value: Some(value) });
        Ok(())
    }

    /// Has a record forgotten with this turn.
    pub fn forget<R: Record>(&mut self, key: impl Into<String>) {
        self.records.push(RecordChange { kind: R::KIND.to_owned(), key: key.into(), value: None });
    }
}

/// A record by its key.
pub async fn find<R: Record>(store: &dyn Store, key: &str) -> Result<Option<R>> {
    store.record(R::KIND, key).await?.map(read).transpose()
}

/// All records of a kind, by key.
pub async fn all<R: Record>(store: &dyn Store) -> Result<Vec<R>> {
    store.records(R::KIND).await?.into_iter().map(read).collect()
}

fn read<R: Record>(value: Value) -> Result<R> {
    serde_json::from_value(value).map_err(|error| StoreError::Other(format!("a record of {}: {error}", R::KIND)))
}
