//! How a record is written: a version byte, a checksum, the value as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The version this program writes.
const VERSION: u8 = 1;
/// The version byte and four bytes of checksum.
const HEADER_BYTES: usize = 5;
/// A larger record is refused: sled would put a page of such records into a file of its own, which it never syncs.
pub(super) const MAX_BYTES: usize = 64 * 1024;

/// Why a record cannot be written or read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("a record of {0} bytes is over the limit of {MAX_BYTES}")]
    TooLarge(usize),
    #[error("a record cannot be written: {0}")]
    Unwritable(String),
    #[error("a record has version {0}, which this program does not know")]
    UnknownVersion(u8),
    #[error("a record is damaged: {0}")]
    Damaged(String),
}

/// Writes a value as a record.
pub(super) fn encode(value: &impl Serialize) -> Result<Vec<u8>, Fault> {
    let mut record = vec![0; HEADER_BYTES];
    serde_json::to_writer(&mut record, value).map_err(|error| Fault::Unwritable(error.to_string()))?;
    if record.len() > MAX_BYTES {
        return Err(Fault::TooLarge(record.len()));
    }
    let checksum = checksum(VERSION, &record[HEADER_BYTES..]);
    record[0] = VERSION;
    record[1..HEADER_BYTES].copy_from_slice(&checksum.to_be_bytes());
    Ok(record)
}

/// Reads a value from a record.
pub(super) fn decode<T: DeserializeOwned>(record: &[u8]) -> Result<T, Fault> {
    let Some((header, body)) = record.split_first_chunk::<HEADER_BYTES>() else {
        return Err(Fault::Damaged("it is too short".to_owned()));
    };
    let [version, written @ ..] = *header;
    if checksum(version, body) != u32::from_be_bytes(written) {
        return Err(Fault::Damaged("its checksum is wrong".to_owned()));
    }
    if version != VERSION {
        return Err(Fault::UnknownVersion(version));
    }
    // The message of serde_json may quote the value, so only its kind and place are told.
    serde_json::from_slice(body)
        .map_err(|error| Fault::Damaged(format!("{:?} at column {}", error.classify(), error.column())))
}

fn checksum(version: u8, body: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&[version]);
    hasher.update(body);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back() {
        let record = encode(&("停电", 7)).unwrap();
        assert_eq!(decode::<(String, u32)>(&record).unwrap(), ("停电".to_owned(), 7));
    }

    #[test]
    fn every_flipped_bit_is_found() {
        let record = encode(&"四平市铁西区").unwrap();
        for bit in 0..record.len() * 8 {
            let mut damaged = record.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert!(matches!(decode::<String>(&damaged), Err(Fault::Damaged(_))), "bit {bit}");
        }
        for length in 0..record.len() {
            assert!(decode::<String>(&record[..length]).is_err(), "length {length}");
        }
    }

    #[test]
    fn a_record_of_a_newer_program_is_refused() {
        let mut record = encode(&1).unwrap();
        record[0] = VERSION + 1;
        let checksum = checksum(VERSION + 1, &record[HEADER_BYTES..]);
        record[1..HEADER_BYTES].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(decode::<u32>(&record), Err(Fault::UnknownVersion(VERSION + 1)));
    }

    #[test]
    fn a_record_over_the_limit_is_refused() {
        assert!(encode(&"x".repeat(MAX_BYTES - 100)).is_ok());
        assert!(matches!(encode(&"x".repeat(MAX_BYTES)), Err(Fault::TooLarge(_))));
    }
}
