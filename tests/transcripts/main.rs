//! Conversations with the shipped knowledge, as written in `conversations/*.txt`; the replies are kept as snapshots.
//!
//! A transcript has one message a line: `> words` says them, `[label]` presses the newest button of that label,
//! `[!payload]` presses a forged one, `(voice)` sends a voice message (picture, video, file and other likewise),
//! `(词 × 1000)` says a word so many times, `(photo words)` sends a photo with words under it or without, `>> words`
//! answers the last message about a ticket, `staff: 答复 words` has staff do something with the newest ticket,
//! `(31 minutes later)` lets time pass. `channel: web` at the top chooses the channel; `#` begins a remark.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod script;
mod shown;
mod talk;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use self::talk::Talk;

/// The transcripts beside this file.
const TRANSCRIPTS: &str = "conversations/*.txt";

#[test]
fn every_conversation_goes_as_before() {
    let assistant = talk::assistant();
    insta::glob!(TRANSCRIPTS, |path| {
        let script = script::read(&std::fs::read_to_string(path).unwrap());
        let mut talk = Talk::new(assistant.clone(), script.channel);
        for line in script.lines {
            talk.say(&line);
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("talk", talk.protocol));
    });
}

#[test]
fn every_snapshot_has_its_conversation() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let names = |folder: &str, end: &str| -> BTreeSet<String> {
        let files = std::fs::read_dir(here.join(folder)).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: PathBuf| path.file_name().unwrap().to_str().unwrap().to_owned();
        files.map(name).filter_map(|name| Some(name.strip_suffix(end)?.rsplit('@').next()?.to_owned())).collect()
    };
    assert_eq!(names("snapshots", ".txt.snap"), names("conversations", ".txt"));
}
