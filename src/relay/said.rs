//! What is answered at once: a message, or the messages of one album.

use crate::domain::message::{Attachment, Content, Enclosed, Message, MessageId};

/// A message with everything that belongs to it.
pub(super) struct Said {
    /// The message; of an album its words and all that is answered.
    pub(super) message: Message,
    /// The other messages of its album.
    pub(super) others: Vec<MessageId>,
    /// The files that came along.
    pub(super) files: Vec<Came>,
}

/// A file that came along.
pub(super) enum Came {
    /// Its channel has it.
    There(Enclosed),
    /// It is here as a whole, with its name.
    Whole(String, Vec<u8>),
}

impl Said {
    /// A message alone.
    pub(super) fn alone(message: Message) -> Self {
        let files = message.file.clone().map(Came::There).into_iter().collect();
        Self { message, others: Vec::new(), files }
    }

    /// A message that brought a file with it.
    pub(super) fn with_file(message: Message, name: String, bytes: Vec<u8>) -> Self {
        Self { message, others: Vec::new(), files: vec![Came::Whole(name, bytes)] }
    }

    /// The messages of one album, in their order, as one message: it says what stands under any of them.
    pub(super) fn album(first: Message, others: Vec<Message>) -> Self {
        let ids = others.iter().map(|other| other.id.clone()).collect();
        let all = || std::iter::once(&first).chain(&others);
        let files = all().filter_map(|message| message.file.clone().map(Came::There)).collect();
        let words: Vec<&str> = all().filter_map(Message::words).collect();
        // What of it cannot be taken in is told, whatever else came.
        let left_out = all().find(|message| message.file.is_none()).map(|message| message.content.clone());
        let content = match (words.is_empty(), left_out) {
            (false, _) => Content::Text(words.join("\n")),
            (true, Some(content)) => content,
            (true, None) => Content::Unreadable(Attachment::Picture),
        };
        let worded = all().find(|message| message.words().is_some());
        let origin = worded.unwrap_or(&first).origin.clone();
        let refers_to = all().find_map(|message| message.refers_to.clone());
        Self { message: Message { content, origin, refers_to, ..first }, others: ids, files }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::domain::message::{Channel, ConversationId};

    fn picture(id: &str, content: Content) -> Message {
        let conversation = ConversationId::new(Channel::Telegram, "7").unwrap();
        let file = Enclosed { id: id.to_owned(), name: None, bytes: None };
        let message = Message::new(MessageId(id.to_owned()), conversation, content, Timestamp::UNIX_EPOCH);
        Message { file: Some(file), origin: Some(MessageId(id.to_owned())), ..message }
    }

    #[test]
    fn an_album_says_what_stands_under_any_of_its_pictures() {
        let silent = || Content::Unreadable(Attachment::Picture);
        let said = Said::album(
            picture("1", silent()),
            vec![picture("2", Content::Text("变压器烧了".to_owned())), picture("3", silent())],
        );
        assert_eq!((said.message.words(), said.files.len()), (Some("变压器烧了"), 3));
        assert_eq!(said.message.origin, Some(MessageId("2".to_owned())));
        assert_eq!(said.others, [MessageId("2".to_owned()), MessageId("3".to_owned())]);
        let film = Message { file: None, ..picture("2", Content::Unreadable(Attachment::Video)) };
        let said = Said::album(picture("1", silent()), vec![film]);
        assert_eq!(said.message.content, Content::Unreadable(Attachment::Video));
    }
}
