//! Staff sign in as before and see every ticket as it was.

use reqwest::StatusCode;
use serde_json::Value;

use crate::kept::{Kept, PASSWORD};

#[tokio::test]
async fn every_ticket_shows_as_it_was() {
    let kept = Kept::open().await;
    let listed = kept.get("/api/v1/tickets").await;
    let line =
        |ticket: &Value| format!("{} {}", ticket["number"].as_str().unwrap(), ticket["status"].as_str().unwrap());
    let mut lines: Vec<_> = listed["tickets"].as_array().unwrap().iter().map(line).collect();
    lines.sort();
    let states =
        ["submitted", "accepted", "assigned", "answered", "closed", "returned", "on_hold", "withdrawn"].iter().zip(1..);
    let expected: Vec<_> = states.map(|(state, count): (_, u32)| format!("WZ-20261129-{count:04} {state}")).collect();
    assert_eq!(lines, expected);
    let assigned = kept.ticket(3).await;
    assert_eq!((assigned.duty.lead.as_str(), assigned.draft.enterprise.as_str()), ("jilin-power", "某某机械厂"));
    assert_eq!(kept.store.verify().await.unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn staff_sign_in_with_their_password() {
    let kept = Kept::open().await;
    for login in ["zhao.min", "wang.li"] {
        let signed_in = kept.send("/console/sign-in", &[("login", login), ("password", PASSWORD)]).await;
        assert_eq!(signed_in.status(), StatusCode::SEE_OTHER, "{login}");
        let refused = kept.send("/console/sign-in", &[("login", login), ("password", "another-password")]).await;
        assert_ne!(refused.status(), StatusCode::SEE_OTHER, "{login}");
    }
}
