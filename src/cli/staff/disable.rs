//! `zhuqi staff disable`: lets somebody in no more, or again.

use std::io::{self, Write};

use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use super::unknown;
use crate::domain::staff::StaffId;

/// Arguments of `zhuqi staff disable`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi staff disable wang.li\n  zhuqi staff disable wang.li --undo",
    help_template = super::super::HELP, next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 账号
    #[arg(value_name = "账号", value_parser = StaffId::new, help_heading = "参数")]
    login: StaffId,
    /// 重新启用
    #[arg(long)]
    undo: bool,
}

/// Does it; an unknown account is exit status 1.
pub(super) async fn run(arguments: &Arguments, origin: &Origin) -> anyhow::Result<Ending> {
    if origin.set_disabled(&arguments.login, !arguments.undo).await? == Ending::Faults {
        return unknown(&arguments.login);
    }
    let done =
        if arguments.undo { "重新启用了，可以登录" } else { "停用了，已经登录的马上退出" };
    writeln!(io::stderr(), "账号 {} {done}。", arguments.login)?;
    Ok(Ending::Done)
}
