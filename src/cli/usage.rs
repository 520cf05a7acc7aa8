//! Says in plain words what is wrong with a command line.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};

/// Prints a page that was asked for, or what is wrong; the exit status is 0 or 2.
pub(super) fn explain(error: &clap::Error) -> ExitCode {
    // A closed stdout or stderr, as after `| head`, is no fault.
    if !error.use_stderr() {
        let _ = io::stdout().write_all(page(error).as_bytes());
        return ExitCode::SUCCESS;
    }
    let text = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => page(error),
        _ => format!("错误：{}\n用 --help 可以看用法和例子。\n", sentence(error)),
    };
    let _ = io::stderr().write_all(text.as_bytes());
    ExitCode::from(2)
}

/// A help page; the one word that clap does not let us name is named here.
fn page(error: &clap::Error) -> String {
    error.render().to_string().replace("[OPTIONS]", "[选项]")
}

fn sentence(error: &clap::Error) -> String {
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let wrong = match error.kind() {
        ErrorKind::InvalidSubcommand => format!("没有“{}”这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingSubcommand => "没有写要做什么".to_owned(),
        ErrorKind::UnknownArgument => format!("没有“{argument}”这个选项，或者它写在了不该写的地方"),
        ErrorKind::MissingRequiredArgument => format!("还要写上 {argument}"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = context(ContextKind::InvalidValue);
            // Reasons of our own are Chinese; those of the standard library would not help.
            let reason = std::error::Error::source(error).map(ToString::to_string).filter(|text| !text.is_ascii());
            format!("{argument} 的值“{value}”不对{}", reason.map(|text| format!("：{text}")).unwrap_or_default())
        }
        ErrorKind::ArgumentConflict => format!("{argument} 不能和别的选项一起用，也不能写两次"),
        ErrorKind::InvalidUtf8 => "参数里有不是 UTF-8 的文字".to_owned(),
        _ => "命令写法不对".to_owned(),
    };
    let suggestion =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue].map(context);
    match suggestion.iter().find(|text| !text.is_empty()) {
        Some(suggestion) => format!("{wrong}。是不是想写 {suggestion}？"),
        None => format!("{wrong}。"),
    }
}
