//! `zhuqi staff token`: bearer tokens, with which programs use the API as somebody.

use std::io::{self, Write};

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::json;

use super::super::Ending;
use super::{BY, unknown};
use crate::api::staff::{NewTokenBody, TokenBody, TokensBody};
use crate::app;
use crate::config::Settings;
use crate::desk::accounts;
use crate::desk::tokens::{self, TokenError};
use crate::domain::staff::StaffId;
use crate::http::control::ClientError;

/// Arguments of `zhuqi staff token`.
#[derive(Debug, Args)]
#[command(
    after_help = "例子：\n  zhuqi staff token add wang.li 数据大屏\n  zhuqi staff token list wang.li\n  zhuqi staff token revoke wang.li 1a2b3c4d5e6f",
    subcommand_value_name = "命令",
    subcommand_help_heading = "命令",
    help_template = super::super::HELP,
    disable_help_subcommand = true
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// 发一个令牌；只显示这一次，请马上保存
    #[command(after_help = "例子：\n  zhuqi staff token add wang.li 数据大屏", help_template = super::super::HELP)]
    Add {
        /// 账号
        #[arg(value_name = "账号", help_heading = "参数")]
        id: StaffId,
        /// 用途，例如“数据大屏”
        #[arg(value_name = "用途", help_heading = "参数")]
        label: String,
    },
    /// 列出某人的令牌
    #[command(after_help = "例子：\n  zhuqi staff token list wang.li --json", help_template = super::super::HELP,
        next_help_heading = "选项")]
    List {
        /// 账号
        #[arg(value_name = "账号", help_heading = "参数")]
        id: StaffId,
        /// 输出 JSON，每行一个，供程序读取
        #[arg(long)]
        json: bool,
    },
    /// 停用一个令牌，马上生效
    #[command(after_help = "例子：\n  zhuqi staff token revoke wang.li 1a2b3c4d5e6f", help_template = super::super::HELP)]
    Revoke {
        /// 账号
        #[arg(value_name = "账号", help_heading = "参数")]
        id: StaffId,
        /// 令牌的编号，见 list
        #[arg(value_name = "编号", help_heading = "参数")]
        token: String,
    },
}

/// Does it in the running server, or in the store itself.
pub(super) async fn run(arguments: Arguments, settings: &Settings) -> anyhow::Result<Ending> {
    match arguments.command {
        Command::Add { id, label } => add(&id, &label, settings).await,
        Command::List { id, json } => list(&id, json, settings).await,
        Command::Revoke { id, token } => revoke(&id, &token, settings).await,
    }
}

async fn add(id: &StaffId, label: &str, settings: &Settings) -> anyhow::Result<Ending> {
    let route = format!("/api/v1/staff/{id}/tokens");
    let token = match app::running(settings) {
        Some(client) => {
            found(client.post::<NewTokenBody>(&route, &json!({ "label": label })).await)?.map(|made| made.token)
        }
        None => {
            let store = app::store(settings)?;
            match tokens::make(&*store, id, label, BY, app::clock()()).await {
                Ok((_, token)) => Some(token.reveal().to_owned()),
                Err(TokenError::Unknown(_)) => None,
                Err(error) => bail!(error),
            }
        }
    };
    let Some(token) = token else { return unknown(id) };
    writeln!(io::stdout(), "{token}")?;
    writeln!(io::stderr(), "令牌只显示这一次，请马上保存。用法：Authorization: Bearer 令牌")?;
    Ok(Ending::Done)
}

async fn list(id: &StaffId, json: bool, settings: &Settings) -> anyhow::Result<Ending> {
    let tokens = match app::running(settings) {
        Some(client) => {
            let known = found(client.get::<TokensBody>(&format!("/api/v1/staff/{id}/tokens"), &[]).await)?;
            known.map(|known| known.tokens)
        }
        None => {
            let store = app::store(settings)?;
            let known = accounts::find(&*store, id).await?.is_some();
            let tokens = tokens::list(&*store, Some(id)).await?;
            known.then(|| tokens.into_iter().map(TokenBody::from).collect())
        }
    };
    let Some(tokens) = tokens else { return unknown(id) };
    let mut out = io::stdout().lock();
    for token in &tokens {
        if json {
            writeln!(out, "{}", serde_json::to_string(token)?)?;
            continue;
        }
        let used = token.used_on.map_or_else(|| "还没用过".to_owned(), |day| format!("最近用于 {day}"));
        writeln!(out, "{}  {}  {used}", token.id, token.label)?;
    }
    if tokens.is_empty() && !json {
        writeln!(io::stderr(), "{id} 还没有令牌。")?;
    }
    Ok(Ending::Done)
}

/// What the server has answered; none where it knows no such account or token.
fn found<T>(answer: Result<T, ClientError>) -> anyhow::Result<Option<T>> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(ClientError::Problem(problem)) if problem.status == 404 => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn revoke(id: &StaffId, token: &str, settings: &Settings) -> anyhow::Result<Ending> {
    let known = match app::running(settings) {
        Some(client) => {
            found(client.delete::<TokenBody>(&format!("/api/v1/staff/{id}/tokens/{token}")).await)?.is_some()
        }
        None => {
            let store = app::store(settings)?;
            let theirs = tokens::list(&*store, Some(id)).await?;
            let known = theirs.iter().any(|bearer| bearer.id() == token);
            known && tokens::revoke(&*store, token, BY, app::clock()()).await?.is_some()
        }
    };
    match known {
        true => writeln!(io::stderr(), "已停用令牌 {token}。")?,
        false => writeln!(io::stderr(), "{id} 没有编号为 {token} 的令牌。")?,
    }
    Ok(if known { Ending::Done } else { Ending::Faults })
}
