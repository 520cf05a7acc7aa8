//! Reads a form that carries files, and names a file for download.

use axum::extract::Multipart;
use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use super::problem::{FieldFault, Problem};
use crate::domain::attachment::Attached;

/// What the other fields and the wrapping of a form need at most, in bytes.
const WRAPPING: u64 = 64 * 1024;

/// The field in which our own pages and the API send a file.
const FILE: &str = "file";

/// A form with a file is so large at most, in bytes.
#[expect(clippy::cast_possible_truncation, reason = "ten million fit into any usize")]
pub const LIMIT: usize = (Attached::MAX_BYTES + WRAPPING) as usize;

/// A form with files.
#[derive(Debug, Default)]
pub struct Upload {
    /// The files that were chosen, in their order.
    pub files: Vec<Chosen>,
    /// The other fields, in their order.
    pub fields: Vec<(String, String)>,
}

/// A file of a form.
#[derive(Debug)]
pub struct Chosen {
    /// The field it stands in.
    pub field: String,
    /// What it is called.
    pub name: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Upload {
    /// The name and the bytes of the file in the field `file`; none where none was chosen.
    pub fn file(self) -> Option<(String, Vec<u8>)> {
        let chosen = self.files.into_iter().find(|chosen| chosen.field == FILE)?;
        Some((chosen.name, chosen.bytes))
    }

    /// The text of a field; empty where it is missing.
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, text)| text)
    }
}

/// Reads a form: what has a file name is a file, and so is the field `file`.
pub async fn read(form: Result<Multipart, MultipartRejection>) -> Result<Upload, Problem> {
    let unreadable = "请用 multipart/form-data 上传，文件放在 file 这一项。";
    let mut form = form.map_err(|_| Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, unreadable))?;
    let mut upload = Upload::default();
    while let Some(field) = form.next_field().await.map_err(refused)? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE || field.file_name().is_some() {
            let file = field.file_name().unwrap_or_default().to_owned();
            let bytes = field.bytes().await.map_err(refused)?.to_vec();
            // A browser sends an empty file where none was chosen.
            if !file.is_empty() || !bytes.is_empty() {
                upload.files.push(Chosen { field: name, name: file, bytes });
            }
        } else {
            upload.fields.push((name, field.text().await.map_err(refused)?));
        }
    }
    Ok(upload)
}

/// The problem of a form without a file.
pub fn missing() -> Problem {
    Problem::invalid(vec![FieldFault { field: "file".to_owned(), reason: "请选一个文件".to_owned() }])
}

/// The header by which a browser saves a file under its name and never shows it as a page.
pub fn disposition(name: &str) -> String {
    let encoded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("attachment; filename*=UTF-8''{}", encoded.replace('+', "%20").replace('*', "%2A"))
}

/// A file of a ticket, to be saved and never to be run.
pub fn saved(file: &Attached, bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, file.media.as_str().to_owned()),
        (CONTENT_DISPOSITION, disposition(&file.name)),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ];
    (headers, bytes).into_response()
}

fn refused(error: MultipartError) -> Problem {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let most = Attached::MAX_BYTES / (1024 * 1024);
            Problem::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                format!("文件太大了：一个最大 {most} MB，几个一起发时请少发几个。"),
            )
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "文件没有收全，请再传一次。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_travels_in_a_header_whatever_it_is() {
        assert_eq!(disposition("电 表.png"), "attachment; filename*=UTF-8''%E7%94%B5%20%E8%A1%A8.png");
        assert!(disposition("a\"\r\n*.pdf").is_ascii() && !disposition("a\"\r\n").contains(['"', '\r', '\n']));
    }
}
