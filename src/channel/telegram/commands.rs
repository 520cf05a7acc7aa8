//! The bot's menus of commands, and how a command is written.

use teloxide::payloads::SetMyCommands;
use teloxide::types::{BotCommand, BotCommandScope, ChatId, Recipient};

/// The commands of an enterprise, with their descriptions.
const FOR_ENTERPRISES: [(&str, &str); 5] = [
    ("start", "开始使用"),
    ("help", "使用说明"),
    ("report", "登记诉求"),
    ("my", "我的诉求"),
    ("cancel", "取消当前操作"),
];

/// The commands in any group: nobody should tell their telephone number there.
const IN_GROUPS: [(&str, &str); 2] = [("help", "使用说明"), ("group", "这个群怎么用")];

/// The commands in the staff group.
const FOR_STAFF: [(&str, &str); 2] = [("today", "今天的诉求"), ("help", "工作群怎么用")];

/// A command as written: `/report@some_bot 这两天老停电`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Command<'a> {
    name: &'a str,
    /// The bot it is for, if the writer named one.
    pub(super) bot: Option<&'a str>,
    rest: &'a str,
}

impl<'a> Command<'a> {
    /// Reads a command if `text` is one.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let text = text.trim().strip_prefix('/')?;
        let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let (name, bot) = match word.split_once('@') {
            None => (word, None),
            Some((name, bot)) => (name, Some(bot)),
        };
        let well_formed =
            (1..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        well_formed.then_some(Self { name, bot, rest: rest.trim() })
    }

    /// Whether it is one of ours.
    pub(super) fn is_ours(self) -> bool {
        FOR_ENTERPRISES.iter().chain(&IN_GROUPS).any(|(name, _)| name.eq_ignore_ascii_case(self.name))
    }

    /// Whether it is one of ours in the staff group.
    pub(super) fn is_for_staff(self) -> bool {
        FOR_STAFF.iter().any(|(name, _)| name.eq_ignore_ascii_case(self.name))
    }

    /// The command as every channel writes it: without the bot's name, in small letters, with what follows it.
    pub(super) fn text(self) -> String {
        let name = self.name.to_ascii_lowercase();
        if self.rest.is_empty() { format!("/{name}") } else { format!("/{name} {}", self.rest) }
    }
}

/// What tells Telegram each menu.
pub(super) fn menus(staff_chat: Option<i64>) -> impl Iterator<Item = SetMyCommands> {
    let staff_group = staff_chat.map(|chat| BotCommandScope::Chat { chat_id: Recipient::Id(ChatId(chat)) });
    let everybody =
        [(&FOR_ENTERPRISES[..], BotCommandScope::AllPrivateChats), (&IN_GROUPS[..], BotCommandScope::AllGroupChats)];
    everybody.into_iter().chain(staff_group.map(|scope| (&FOR_STAFF[..], scope))).map(|(commands, scope)| {
        let commands = commands.iter().map(|(name, description)| BotCommand::new(*name, *description));
        let mut menu = SetMyCommands::new(commands);
        menu.scope = Some(scope);
        menu
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_read_with_the_bot_it_is_for() {
        let parse = |text: &'static str| Command::parse(text).map(|command| (command.text(), command.bot));
        assert_eq!(parse("/report"), Some(("/report".to_owned(), None)));
        assert_eq!(parse(" /Report@zhuqi_bot  老停电 "), Some(("/report 老停电".to_owned(), Some("zhuqi_bot"))));
        assert_eq!(parse("/start poster_7"), Some(("/start poster_7".to_owned(), None)));
        for no_command in ["report", "/", "/ report", "//", "/报修", "3/4"] {
            assert_eq!(parse(no_command), None, "{no_command}");
        }
    }
}
