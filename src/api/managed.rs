//! Whose account somebody may look after: others are as if there were none.

use super::Service;
use crate::desk::accounts::{Account, AccountError, reach};
use crate::domain::staff::StaffId;
use crate::http::problem::Problem;
use crate::http::staff_session::SignedIn;

/// The account of a login, if it is their own or one they manage.
pub(super) async fn managed(service: &Service, me: &SignedIn, id: &StaffId) -> Result<Account, Problem> {
    let account = reach::managed(&**service.relay.store(), &service.relay.office(), &me.staff, id).await;
    account.map_err(|error| match error {
        AccountError::Store(error) => error.into(),
        unknown => Problem::not_found(format!("{unknown}。")),
    })
}
