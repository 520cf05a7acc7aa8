//! Open311 GeoReport v2: other systems report problems and follow them in words they know.

pub(super) mod discovery;
pub(super) mod form;
pub(super) mod format;
pub(super) mod key;
pub(super) mod requests;
pub(super) mod sent;
pub(super) mod services;
