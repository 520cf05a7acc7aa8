//! An embedding service that speaks OpenAI's `POST /v1/embeddings`: texts in, vectors out.

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::masker::mask;
use crate::remote::{Remote, RemoteError};

/// Why there are no vectors.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddingsError {
    /// The service may not be called, could not be reached, was too slow or gave no answer of the kind.
    #[error("the embedding service does not answer as it should: {0}")]
    Service(#[from] RemoteError),
    /// The thread that talks to it could not be started.
    #[error("the thread for the embedding service does not start")]
    Thread(#[from] io::Error),
    /// It gave another number of vectors, or vectors of different lengths.
    #[error("the embedding service gave vectors that do not fit the texts")]
    Unfit,
    /// The thread that talks to it has ended.
    #[error("nobody talks to the embedding service any more")]
    Gone,
}

/// Vectors of length 1, one for each text.
type Vectors = Result<Vec<Vec<f32>>, EmbeddingsError>;

/// Texts with what is wanted of them.
struct Job {
    texts: Vec<String>,
    limit: Duration,
    answer: SyncSender<Vectors>,
}

/// The service, called by a thread of its own: a search runs inside and outside of asynchronous code.
#[derive(Debug, Clone)]
pub struct Embeddings(SyncSender<Job>);

#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    input: &'a [String],
}

#[derive(Deserialize)]
struct Response {
    data: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    index: usize,
    embedding: Vec<f32>,
}

/// Where the service is and what it is asked for.
struct Service {
    remote: Remote,
    model: String,
}

impl Embeddings {
    /// A service at `base_url`, which ends before `/embeddings`.
    pub fn new(base_url: &Url, model: &str, key: Option<SecretString>) -> Result<Self, EmbeddingsError> {
        let service = Service { remote: Remote::new(base_url, key)?, model: model.to_owned() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (sender, jobs): (_, Receiver<Job>) = sync_channel(64);
        thread::Builder::new().name("embeddings".to_owned()).spawn(move || {
            for job in jobs {
                let vectors = runtime.block_on(service.vectors(&job.texts, job.limit));
                // Who asked may have given up meanwhile.
                let _ = job.answer.send(vectors);
            }
        })?;
        Ok(Self(sender))
    }

    /// The vectors of texts, what is private in them hidden, or why there are none within `limit`.
    pub fn vectors(&self, texts: Vec<String>, limit: Duration) -> Vectors {
        let (answer, answered) = sync_channel(1);
        self.0.send(Job { texts, limit, answer }).map_err(|_| EmbeddingsError::Gone)?;
        answered.recv().map_err(|_| EmbeddingsError::Gone)?
    }
}

impl Service {
    async fn vectors(&self, texts: &[String], limit: Duration) -> Vectors {
        let masked: Vec<String> = texts.iter().map(|text| mask(text).text().to_owned()).collect();
        let body = Request { model: &self.model, input: &masked };
        let mut rows = self.remote.post::<Response>("embeddings", &body, limit).await?.data;
        rows.sort_by_key(|row| row.index);
        let length = rows.first().map_or(0, |row| row.embedding.len());
        if rows.len() != texts.len() || length == 0 || rows.iter().any(|row| row.embedding.len() != length) {
            return Err(EmbeddingsError::Unfit);
        }
        Ok(rows.into_iter().map(|row| unit(row.embedding)).collect())
    }
}

/// The vector with length 1.
fn unit(mut vector: Vec<f32>) -> Vec<f32> {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|x| *x /= length);
    }
    vector
}
