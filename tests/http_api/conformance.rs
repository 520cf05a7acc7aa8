//! Every route answers as the description of the API says: with a described status, media type and body.

use reqwest::multipart::{Form, Part};
use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json as object};
use zhuqi::domain::staff::Role;

use crate::description::filled;
use crate::served::{Served, json};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/// What the requests speak of.
struct World {
    served: Served,
    description: Value,
    admin: String,
    number: String,
    code: String,
    other: String,
    digest: String,
}

impl World {
    async fn new() -> Self {
        let served = Served::start().await;
        let description = json(served.get("/api/v1/openapi.json")).await;
        let admin = served.token("admin", Role::Admin, None).await;
        let (number, code) = served.register("四平市铁西区", "供电").await;
        let (other, _) = served.register("四平市铁西区", "供电").await;
        let group = object!({"command": "group", "cause": "线路老化"});
        json(served.patch(&number, &group).bearer_auth(&admin)).await;
        let path = format!("{}/api/v1/tickets/{number}/attachments?code={code}", served.base);
        let form = Form::new().part("file", Part::bytes(PNG).file_name("电表.png"));
        let digest = json(served.client.post(path).multipart(form)).await["files"][0]["digest"].take();
        let digest = digest.as_str().unwrap().to_owned();
        Self { served, description, admin, number, code, other, digest }
    }

    /// A request that succeeds.
    async fn sound(&self, method: &str, path: &str) -> RequestBuilder {
        let Self { served, number, code, other, digest, .. } = self;
        let last = match (method, path) {
            ("delete", "/api/v1/staff/{id}/tokens/{token}") => {
                let request = served.post("/api/v1/staff/admin/tokens", r#"{"label":"试"}"#);
                json(request.bearer_auth(&self.admin)).await["id"].as_str().unwrap().to_owned()
            }
            _ => "x".to_owned(),
        };
        let number = if path.ends_with("/merge") { other } else { number };
        let code_or_service = if path.contains("services") { "power.json" } else { code };
        let places = [
            ("{conversation}", "0192f0c4-8f6d-7b1a-9c3e-5d2a7b8c9d0e"),
            ("{number}", number),
            ("{digest}", digest),
            ("{id}", "admin"),
            ("{token}", &last),
            ("{name}", "常用"),
            ("{code}", code_or_service),
            ("{request}", &format!("{number}.json")),
            ("{document}", "jilin-2021-work-points"),
            ("{locator}", "(二)14"),
        ];
        let url = places.iter().fold(format!("{}{path}", served.base), |url, (name, value)| url.replace(name, value));
        let url = if path.ends_with("/commands") { format!("{url}?code={code}") } else { url };
        let request = served.client.request(method.to_uppercase().parse().unwrap(), url).bearer_auth(&self.admin);
        match self.body(method, path) {
            Body::None => request,
            Body::Json(body) => request.json(&body),
            Body::Form(fields) => request.form(&fields),
            Body::File(name, bytes) => request.multipart(Form::new().part("file", Part::bytes(bytes).file_name(name))),
        }
    }

    fn body(&self, method: &str, path: &str) -> Body {
        let report = [
            ("service_code", "power"),
            ("address_string", "四平市铁西区"),
            ("first_name", "某某"),
            ("phone", "13900000000"),
            ("description", "车间这两天老停电。"),
            ("attribute[enterprise]", "示例机械厂"),
        ];
        let roster = "企业名称,地区,角色,姓名,电话\n示例机械厂,四平市,包保干部,某某,13900000000\n";
        match (method, path) {
            ("get" | "delete", _) | ("post", "/api/v1/staff/{id}/link-code") => Body::None,
            ("post", "/api/v1/conversations/{conversation}/messages") => Body::Json(object!({"text": "你好"})),
            ("post", "/api/v1/conversations/{conversation}/files") => Body::File("电表.png", PNG.to_vec()),
            ("post", "/api/v1/conversations/{conversation}/news") => Body::Json(object!({"seen": {}})),
            ("post", "/api/v1/tickets") => Body::Json(crate::form()),
            ("patch", "/api/v1/tickets/{number}") => Body::Json(object!({"command": "note", "text": "已联系"})),
            ("post", "/api/v1/tickets/{number}/commands") => {
                Body::Json(object!({"command": "supply", "text": "电表号 1234"}))
            }
            ("post", "/api/v1/tickets/{number}/merge") => Body::Json(object!({"into": self.number})),
            ("post", "/api/v1/tickets/{number}/attachments") => Body::File("电表.png", PNG.to_vec()),
            ("post", "/api/v1/roster") => Body::File("名册.csv", roster.as_bytes().to_vec()),
            ("post", "/api/v1/staff") => Body::Json(object!({"id": "li.si", "name": "某某", "role": "agent"})),
            ("put", "/api/v1/staff/{id}") => Body::Json(object!({"name": "某某", "role": "admin"})),
            ("put", "/api/v1/views/{name}") => Body::Json(object!({"query": "status=open"})),
            ("post", "/api/v1/staff/{id}/password") => Body::Json(object!({})),
            ("post", "/api/v1/staff/{id}/access") => Body::Json(object!({"disabled": false})),
            ("post", "/api/v1/staff/{id}/tokens") => Body::Json(object!({"label": "数据大屏"})),
            ("post", "/open311/v2/requests.json" | "/open311/v2/requests.xml") => Body::Form(report.to_vec()),
            _ => panic!("what is sent to {method} {path}?"),
        }
    }

    /// Requests of all sorts that mostly fail.
    fn unsound(&self, method: &str, path: &str, agent: &str) -> Vec<RequestBuilder> {
        let url = format!("{}{}", self.served.base, filled(path));
        let request = |url: &str| self.served.client.request(method.to_uppercase().parse().unwrap(), url);
        vec![
            request(&url),
            request(&format!("{url}?surprise=1&code=x&limit=x&status=x&api_key=x")),
            request(&url).bearer_auth("x"),
            request(&url).bearer_auth(agent),
            request(&url).bearer_auth(agent).json(&object!({"command": "sing"})),
            request(&url).bearer_auth(&self.admin),
            request(&url).bearer_auth(&self.admin).json(&[1]),
            request(&url).bearer_auth(&self.admin).body("text").header("content-type", "text/plain"),
            request(&url).bearer_auth(&self.admin).header("x-forwarded-for", "203.0.113.9").form(&[("a", "b")]),
        ]
    }

    /// Checks a response against what is described of the operation; gives its status.
    async fn check(&self, operation: &Value, response: Response, about: &str) -> u16 {
        let status = response.status().as_u16();
        let responses = &operation["responses"];
        let kinds = [status.to_string(), format!("{}XX", status / 100)];
        let described = kinds.iter().find_map(|kind| responses.get(kind));
        let described = described.unwrap_or_else(|| panic!("{about}: {status} is not described"));
        let described = described.get("$ref").map_or(described, |reference| self.at(reference));
        let media = response.headers().get("content-type").map(|media| media.to_str().unwrap().to_owned());
        if media.as_deref() == Some("text/event-stream") {
            assert!(described["content"].get("text/event-stream").is_some(), "{about}: a stream is not described");
            return status; // It has no end.
        }
        let text = response.bytes().await.unwrap();
        let Some(media) = media else {
            assert!(text.is_empty() && described.get("content").is_none(), "{about}: {status} without a type");
            return status;
        };
        let essence = media.split(';').next().unwrap();
        let content = described["content"].as_object().unwrap_or_else(|| panic!("{about}: {status} has a body"));
        let of_media = content.iter().find(|(known, _)| known.split(';').next() == Some(essence));
        let (_, content) = of_media.unwrap_or_else(|| panic!("{about}: {status} as {media}"));
        if essence.ends_with("json") {
            let body = serde_json::from_slice(&text).unwrap();
            let faults = self.faults(&content["schema"], &body, "");
            assert!(faults.is_empty(), "{about}: {faults:?} in {body}");
        }
        status
    }

    fn at(&self, reference: &Value) -> &Value {
        self.description.pointer(reference.as_str().unwrap().trim_start_matches('#')).unwrap()
    }

    /// Where a body is not as its schema says; what the schema does not name is wrong too.
    fn faults(&self, schema: &Value, body: &Value, place: &str) -> Vec<String> {
        if let Some(reference) = schema.get("$ref") {
            return self.faults(self.at(reference), body, place);
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[choice].as_array() {
                let fits = |schema: &&Value| self.faults(schema, body, place).is_empty();
                return if choices.iter().any(|schema| fits(&schema)) {
                    vec![]
                } else {
                    vec![format!("{place}: none fits")]
                };
            }
        }
        if let Some(parts) = schema["allOf"].as_array() {
            // Together they name what may stand there.
            let of_parts = parts.iter().map(|part| part.get("$ref").map_or(part, |reference| self.at(reference)));
            let mut whole = object!({"type": "object", "properties": {}, "required": []});
            for part in of_parts {
                whole["properties"].as_object_mut().unwrap().extend(part["properties"].as_object().unwrap().clone());
                whole["required"].as_array_mut().unwrap().extend(part["required"].as_array().unwrap().clone());
            }
            return self.faults(&whole, body, place);
        }
        let kind = match body {
            Value::Null => "null",
            Value::Bool(_) => "boolean",
            Value::Number(number) if number.is_f64() => "number",
            Value::Number(_) => "integer",
            Value::String(_) => "string",
            Value::Array(_) => "array",
            Value::Object(_) => "object",
        };
        let mut faults = Vec::new();
        let kinds = match &schema["type"] {
            Value::String(one) => vec![one.as_str()],
            Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
            _ => vec![kind],
        };
        let fits = kinds.contains(&kind) || (kind == "integer" && kinds.contains(&"number"));
        if !fits {
            faults.push(format!("{place}: {kind} in the place of {kinds:?}"));
        }
        if schema["enum"].as_array().is_some_and(|known| !known.contains(body)) {
            faults.push(format!("{place}: {body} is not listed"));
        }
        for (at, part) in body.as_array().into_iter().flatten().enumerate() {
            faults.extend(self.faults(&schema["items"], part, &format!("{place}/{at}")));
        }
        let (Some(fields), Some(known)) = (body.as_object(), schema["properties"].as_object()) else { return faults };
        let needed = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        faults.extend(needed.filter(|name| !fields.contains_key(*name)).map(|name| format!("{place}: no {name}")));
        for (name, value) in fields {
            let place = format!("{place}/{name}");
            match known.get(name) {
                Some(schema) => faults.extend(self.faults(schema, value, &place)),
                None if schema.get("additionalProperties").is_some() => {}
                None => faults.push(format!("{place} is not described")),
            }
        }
        faults
    }
}

/// What a request carries.
enum Body {
    None,
    Json(Value),
    Form(Vec<(&'static str, &'static str)>),
    File(&'static str, Vec<u8>),
}

#[tokio::test]
async fn every_operation_succeeds_as_described() {
    let world = World::new().await;
    for (path, item) in world.description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let about = format!("{method} {path}");
            let response = world.sound(method, path).await.send().await.unwrap();
            let status = world.check(operation, response, &about).await;
            assert!((200..300).contains(&status), "{about}: {status}");
        }
    }
}

#[tokio::test]
async fn every_operation_fails_as_described() {
    let world = World::new().await;
    let agent = world.served.token("wang.li", Role::Agent, Some("白城市")).await;
    for (path, item) in world.description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            for (at, request) in world.unsound(method, path, &agent).into_iter().enumerate() {
                let response = request.send().await.unwrap();
                let status = world.check(operation, response, &format!("{method} {path} ({at})")).await;
                assert!(status < 500, "{method} {path} ({at}): {status}");
            }
        }
    }
}
