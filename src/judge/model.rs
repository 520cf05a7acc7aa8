//! A model behind an OpenAI-compatible `POST /v1/chat/completions`: it may only choose, and whatever goes wrong, nobody
//! waits for it longer than agreed.

use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::breaker::Breaker;
use super::budget::Purse;
use super::{Brief, Judged, Judgement, Request, Told, Unfit};
use crate::config;
use crate::domain::calendar;
use crate::remote::{Remote, RemoteError};

/// A model with what is known of how it does.
#[derive(Debug)]
pub struct Model {
    remote: Remote,
    name: String,
    brief: String,
    timeout: Duration,
    breaker: Breaker,
    purse: Purse,
}

/// Why there is no judgement.
#[derive(Debug, thiserror::Error)]
enum NoJudgement {
    /// It has failed several times and is left alone.
    #[error("it has failed and is left alone for a while")]
    Rests,
    /// The day's budget is used up.
    #[error("the budget of this day is spent")]
    Spent,
    /// The turn has no time left for it.
    #[error("there is no time left for it")]
    NoTime,
    /// The call failed.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// It has not answered in the form that was asked for.
    #[error("its answer is not of the form that was asked for")]
    Formless,
    /// Its answer does not fit the request.
    #[error("its answer does not fit what it was asked")]
    Unfit(#[from] Unfit),
}

#[derive(Serialize)]
struct Call<'a> {
    model: &'a str,
    messages: [Message<'a>; 2],
    temperature: f32,
    response_format: Format,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: &'a str,
}

#[derive(Serialize)]
struct Format {
    r#type: &'static str,
}

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Answer,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    content: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    total_tokens: u64,
}

impl Model {
    /// The model of the settings; none if they name none.
    pub fn new(settings: &config::Judge) -> Result<Option<Self>, RemoteError> {
        let (Some(address), Some(name)) = (&settings.base_url, &settings.model) else { return Ok(None) };
        Ok(Some(Self {
            remote: Remote::new(address, settings.api_key.clone())?,
            name: name.clone(),
            brief: Brief::new().text(),
            timeout: settings.timeout,
            breaker: Breaker::default(),
            purse: Purse::new(settings.budget),
        }))
    }

    /// What it says to a request within `limit`; where nothing of use comes, that is logged once until it works again.
    pub async fn judge(&self, request: &Request, now: Timestamp, limit: Duration) -> Judged {
        let reason = match self.ask(request, now, limit).await {
            Ok(judgement) => {
                if self.breaker.works() {
                    tracing::info!("the model judges again");
                }
                return Judged::Given(judgement);
            }
            Err(reason) => reason,
        };
        let news = match &reason {
            NoJudgement::Remote(_) => self.breaker.failed(Instant::now()),
            NoJudgement::Rests | NoJudgement::NoTime => false,
            NoJudgement::Spent | NoJudgement::Formless | NoJudgement::Unfit(_) => self.breaker.is_of_no_use(),
        };
        if news {
            tracing::warn!(%reason, "the model does not judge; the judge that is built in does");
        }
        Judged::NoneCame
    }

    async fn ask(&self, request: &Request, now: Timestamp, limit: Duration) -> Result<Judgement, NoJudgement> {
        if limit.is_zero() {
            return Err(NoJudgement::NoTime);
        }
        if self.breaker.rests(Instant::now()) {
            return Err(NoJudgement::Rests);
        }
        let day = calendar::day(now);
        if !self.purse.pays_call(day) {
            return Err(NoJudgement::Spent);
        }
        let asked = asked(request);
        let messages = [Message { role: "system", content: &self.brief }, Message { role: "user", content: &asked }];
        let call =
            Call { model: &self.name, messages, temperature: 0.0, response_format: Format { r#type: "json_object" } };
        // What is not told is guessed: a token is about a Chinese character, and most of a call that fails is paid for.
        let sent = [self.brief.as_str(), &asked].iter().map(|text| text.chars().count()).sum::<usize>();
        let completion: Result<Completion, _> =
            self.remote.post("chat/completions", &call, limit.min(self.timeout)).await;
        let told = completion.as_ref().ok().and_then(|completion| completion.usage.as_ref()).map(|u| u.total_tokens);
        self.purse.pay_tokens(day, told.filter(|tokens| *tokens > 0).unwrap_or(sent as u64));
        let answer = completion?.choices.into_iter().next().and_then(|choice| choice.message.content);
        let told = answer.as_deref().and_then(told_in).ok_or(NoJudgement::Formless)?;
        Ok(told.check(request)?)
    }
}

/// A request as the model reads it: points by their numbers, their names in the house left out.
fn asked(request: &Request) -> String {
    let point = |point: &super::Candidate| {
        let super::Candidate { n, document, locator, text, .. } = point;
        serde_json::json!({ "n": n, "document": document, "locator": locator, "text": text })
    };
    let Request { pass, turns, open, points } = request;
    let points: Vec<_> = points.iter().map(point).collect();
    serde_json::json!({ "pass": pass, "turns": turns, "open": open, "points": points }).to_string()
}

/// The judgement in an answer, which may stand in a fence or behind the model's thoughts.
fn told_in(answer: &str) -> Option<Told> {
    let answer = answer.rsplit_once("</think>").map_or(answer, |(_, answer)| answer);
    let (start, end) = (answer.find('{')?, answer.rfind('}')?);
    serde_json::from_str(answer.get(start..=end)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_judgement_is_found_in_its_fence_and_nothing_else_is_one() {
        for answer in [
            r#"{"acts":[]}"#,
            "```json\n{\"acts\":[]}\n```",
            "<think>{maybe}</think>\n{\"acts\":[],\"search\":null,\"reason\":\"…\"}",
        ] {
            assert!(told_in(answer).is_some(), "{answer}");
        }
        for answer in ["", "好的", "}{", "[]", "{}", r#"{"acts":"none"}"#, r#"{"acts":[]} {"acts":[]}"#] {
            assert!(told_in(answer).is_none(), "{answer}");
        }
    }
}
