//! `zhuqi staff reset`: another password.

use std::io::{self, Write};

use clap::Args;

use super::super::Ending;
use super::origin::Origin;
use super::{password, unknown};
use crate::domain::staff::StaffId;

/// Arguments of `zhuqi staff reset`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi staff reset wang.li\n  zhuqi staff reset wang.li < 密码文件",
    help_template = super::super::HELP, next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 账号
    #[arg(value_name = "账号", value_parser = StaffId::new, help_heading = "参数")]
    login: StaffId,
}

/// Sets it; an unknown account is exit status 1.
pub(super) async fn run(arguments: &Arguments, origin: &Origin) -> anyhow::Result<Ending> {
    let (password, is_fresh) = password::ask(&arguments.login)?;
    if origin.reset(&arguments.login, &password).await? == Ending::Faults {
        return unknown(&arguments.login);
    }
    writeln!(io::stderr(), "{} 的密码重设好了，各处的登录已经失效。", arguments.login)?;
    if is_fresh {
        password::show(&password)?;
    }
    Ok(Ending::Done)
}
