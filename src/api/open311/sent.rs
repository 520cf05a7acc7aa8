//! What another system sends to report a problem: fields and files in every way its client writes them.

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use url::form_urlencoded;

use crate::http::problem::Problem;
use crate::http::upload::{self, Chosen};

/// A report with photos is so large at most, in bytes: two files of the largest size.
pub(in super::super) const LIMIT: usize = 2 * upload::LIMIT;

/// A report as it was sent.
#[derive(Debug, Default)]
pub(in super::super) struct Sent {
    /// In their order; a name may come more than once.
    fields: Vec<(String, String)>,
    /// The photos and documents.
    pub(super) files: Vec<Chosen>,
}

impl Sent {
    /// Takes out what stands in a field, without blanks around it; what was sent twice stands there side by side.
    pub(super) fn take(&mut self, name: &str) -> String {
        let mut values: Vec<String> = Vec::new();
        self.fields.retain(|(known, value)| {
            let wanted = known == name;
            let value = value.trim();
            if wanted && !value.is_empty() && values.iter().all(|earlier| earlier != value) {
                values.push(value.to_owned());
            }
            !wanted
        });
        values.join("、")
    }

    /// The names that nobody has taken yet, each once.
    pub(super) fn left(&self) -> Vec<String> {
        let mut names: Vec<String> = self.fields.iter().map(|(name, _)| name.clone()).collect();
        names.sort();
        names.dedup();
        names
    }

    fn add(&mut self, pairs: impl IntoIterator<Item = (String, String)>) {
        // Some clients write a list of values as `attribute[x][]`.
        let named = |(name, value): (String, String)| (name.strip_suffix("[]").unwrap_or(&name).to_owned(), value);
        self.fields.extend(pairs.into_iter().map(named));
    }

    fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        // Some clients write fields into the address, also of a POST.
        let query = form_urlencoded::parse(request.uri().query().unwrap_or_default().as_bytes());
        let asked: Vec<_> = query.into_owned().collect();
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media = media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut sent = Self::default();
        match media.as_str() {
            "multipart/form-data" => {
                let form = upload::read(Multipart::from_request(request, state).await).await?;
                sent.files = form.files;
                sent.add(form.fields);
            }
            "application/x-www-form-urlencoded" | "" => {
                let body = Bytes::from_request(request, state).await.map_err(|_| cut_off())?;
                sent.add(form_urlencoded::parse(&body).into_owned());
            }
            _ => {
                let detail = "请用 application/x-www-form-urlencoded 发送；带照片时用 multipart/form-data。";
                return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
            }
        }
        let besides: Vec<_> = asked.into_iter().filter(|(name, _)| !sent.has(name)).collect();
        sent.add(besides);
        Ok(sent)
    }
}

fn cut_off() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "内容没有收全，请再发一次。")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_twice_is_not_lost() {
        let mut sent = Sent::default();
        let pairs = [("attribute[x][]", "甲"), ("attribute[x][]", " 乙 "), ("attribute[x]", "甲"), ("phone", "1")];
        sent.add(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(sent.take("attribute[x]"), "甲、乙");
        assert_eq!((sent.take("attribute[x]").as_str(), sent.left()), ("", vec!["phone".to_owned()]));
    }
}
