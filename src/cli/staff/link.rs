//! `zhuqi staff link`: a code by which somebody makes themselves known in Telegram.

use std::io::{self, Write};

use anyhow::anyhow;
use clap::Args;
use serde_json::json;

use super::super::Ending;
use super::{BY, unknown};
use crate::api::link_code::CodeBody;
use crate::app;
use crate::config::Settings;
use crate::desk::accounts::AccountError;
use crate::desk::link;
use crate::domain::staff::StaffId;
use crate::http::control::ClientError;

/// Arguments of `zhuqi staff link`.
#[derive(Debug, Args)]
#[command(after_help = "例子：\n  zhuqi staff link wang.li", help_template = super::super::HELP,
    next_help_heading = "选项")]
pub(super) struct Arguments {
    /// 账号，例如 wang.li
    #[arg(value_name = "账号", help_heading = "参数", value_parser = StaffId::new)]
    id: StaffId,
}

/// Prints the code; an unknown account is exit status 1.
pub(super) async fn run(arguments: &Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    let Some(code) = issue(&arguments.id, settings).await? else { return unknown(&arguments.id) };
    writeln!(io::stdout(), "{code}")?;
    writeln!(io::stderr(), "请本人在 15 分钟内私聊机器人发送：/link {code}")?;
    Ok(Ending::Done)
}

async fn issue(id: &StaffId, settings: &Settings) -> anyhow::Result<Option<String>> {
    let Some(client) = app::running(settings) else {
        let store = app::store(settings)?;
        return match link::issue(&*store, id, BY, app::clock()()).await {
            Ok(code) => Ok(Some(code)),
            Err(AccountError::Unknown(_)) => Ok(None),
            Err(error) => Err(anyhow!(error)),
        };
    };
    match client.post::<CodeBody>(&format!("/api/v1/staff/{id}/link-code"), &json!({})).await {
        Ok(body) => Ok(Some(body.code)),
        Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(error) => Err(error.into()),
    }
}
