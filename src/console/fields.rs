//! The fields of a form or of an address, and the proof that a form is one of ours.

use std::convert::Infallible;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use url::form_urlencoded;

use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The field of every form that proves where it comes from.
pub(super) const KEY: &str = "form_key";

/// Fields by name, in the order they came; a name may come more than once.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=2`.
    pub(super) fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// What stands in a field, without blanks around it; none if it is missing or empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Everything that stands in fields of that name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.0.iter().filter(move |(known, _)| known == name);
        named.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What stands in a field as it was typed.
    pub(super) fn typed(&self, name: &str) -> String {
        let field = self.0.iter().find(|(known, _)| known == name);
        // A browser writes line ends as CR LF.
        field.map(|(_, value)| value.replace("\r\n", "\n")).unwrap_or_default()
    }

    /// The fields as they travel, without the key of a session that is over.
    pub(super) fn written(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        out.extend_pairs(self.0.iter().filter(|(name, _)| name != KEY));
        out.finish()
    }

    /// All names with what stands in them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// The fields of an address.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(pub(super) Fields);

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(Fields::read(parts.uri.query().unwrap_or_default().as_bytes())))
    }
}

/// A form that a signed-in member of staff has sent from one of our pages.
#[derive(Debug, Clone)]
pub(super) struct Posted {
    /// Who.
    pub(super) by: SignedIn,
    /// What.
    pub(super) fields: Fields,
}

/// A form that was not taken: its page shows again what was typed.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    /// Where it was sent.
    pub(super) path: String,
    /// What was typed.
    pub(super) fields: Fields,
}

/// Says that a form is not one of ours, or not of this session.
pub(super) fn forged() -> Problem {
    let detail = "这张表单已经失效，没有办理。请返回上一页，刷新后再提交一次。";
    Problem::new(StatusCode::FORBIDDEN, detail)
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let by = <SignedIn as FromRequestParts<S>>::from_request_parts(&mut parts, state).await;
        let path = parts.uri.path_and_query().map_or(parts.uri.path(), |path| path.as_str()).to_owned();
        let bytes = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let bytes = bytes.map_err(|rejection| {
            Problem::new(rejection.status(), "内容没有收全或者太长，请写短一些再提交。").into_response()
        })?;
        let fields = Fields::read(&bytes);
        let mut refused = match by {
            Ok(by) if by.wrote(fields.get(KEY).unwrap_or_default()) => return Ok(Self { by, fields }),
            Ok(_) => forged().into_response(),
            Err(denied) => denied.into_response(),
        };
        refused.extensions_mut().insert(Kept { path, fields });
        Err(refused)
    }
}
