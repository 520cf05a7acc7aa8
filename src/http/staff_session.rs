//! Who of the staff sends a request, as values that handlers take: a handler that takes one cannot be reached without.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, OptionalFromRequestParts, Request, State};
use axum::http::header::{COOKIE, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use cookie::{Cookie, SameSite};

use super::own_address;
use super::problem::Problem;
use crate::desk::accounts::{self, Account, Token, reach};
use crate::desk::office::Office;
use crate::desk::who::Who;
use crate::domain::staff::{Role, Staff, StaffId};
use crate::relay::Clock;
use crate::store::SharedStore;

/// The cookie that carries the token of a session.
const NAME: &str = "zhuqi_session";
/// Pages of staff; who is not signed in is led to the sign-in page from there.
const PAGES: &str = "/console";
/// Where staff sign in.
pub const SIGN_IN: &str = "/console/sign-in";
/// Where staff choose a password of their own.
pub const PASSWORD: &str = "/console/password";
/// What is open to whoever has still to do so.
const OPEN: [&str; 4] = [PASSWORD, SIGN_IN, "/console/sign-out", "/console/assets/"];
/// What programs ask for.
const API: &str = "/api/";
/// The header by which a script proves that it is one of our pages.
pub const FORM_KEY: HeaderName = HeaderName::from_static("x-form-key");

/// What is needed to know who sends a request.
#[derive(Clone)]
pub struct Sessions {
    store: SharedStore,
    clock: Clock,
}

impl Sessions {
    /// The sessions that a store keeps.
    pub fn new(store: SharedStore, clock: Clock) -> Self {
        Self { store, clock }
    }
}

/// How a request has proved who sends it.
#[derive(Debug, Clone)]
pub enum Proof {
    /// By the cookie of a session; forms carry its key as well.
    Session(Token),
    /// By a bearer token, which no browser sends on its own.
    Bearer,
}

/// A member of staff who has proved who they are.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub staff: Staff,
    /// How that was proved.
    pub proof: Proof,
    /// Whether somebody else has chosen their password.
    pub has_temporary_password: bool,
}

impl SignedIn {
    /// Whoever has just begun a session.
    pub fn by_session(account: Account, token: Token) -> Self {
        Self { staff: account.staff, proof: Proof::Session(token), has_temporary_password: account.is_temporary }
    }

    /// The session they came by, as the store knows it; none came by a bearer token.
    pub fn session(&self) -> Option<String> {
        match &self.proof {
            Proof::Session(token) => Some(token.digest()),
            Proof::Bearer => None,
        }
    }

    /// Whoever owns the control socket: an administrator without an account.
    pub(super) fn at_the_machine() -> Self {
        let staff = Staff {
            id: StaffId::at_the_machine(),
            name: "本机管理员".to_owned(),
            role: Role::Admin,
            region: None,
            desk: None,
            telegram: None,
            disabled: false,
        };
        Self { staff, proof: Proof::Bearer, has_temporary_password: false }
    }

    /// Whether an account is theirs to look after: their own, and every one for administrators.
    pub fn looks_after(&self, account: &StaffId) -> bool {
        self.staff.id == *account || self.staff.role >= Role::Admin
    }

    /// Who they are to the rules of the desk.
    pub fn who(&self) -> Who {
        Who::Staff(self.staff.clone())
    }

    /// How the audit log names them.
    pub fn audit_name(&self) -> String {
        self.who().audit_name()
    }

    /// Lets only those in who are responsible for everything: to what belongs to no region.
    pub fn everywhere(&self, office: &Office) -> Result<(), Problem> {
        if reach::is_everywhere(office, &self.staff) {
            return Ok(());
        }
        let region = self.staff.region.as_deref().unwrap_or_default();
        let detail =
            format!("这里的内容不分地区，只对负责全部地区的人员开放；您负责的是{region}。需要的话，请联系管理员。");
        Err(Problem::new(StatusCode::FORBIDDEN, detail))
    }

    /// What every form of their session carries; empty where none is needed.
    pub fn form_key(&self) -> String {
        match &self.proof {
            Proof::Session(token) => token.form_key(),
            Proof::Bearer => String::new(),
        }
    }

    /// Whether a form comes from one of our own pages.
    pub fn wrote(&self, form_key: &str) -> bool {
        match &self.proof {
            Proof::Session(token) => token.wrote(form_key),
            Proof::Bearer => true,
        }
    }
}

/// A signed-in supervisor or administrator.
#[derive(Debug, Clone)]
pub struct Supervisor(pub SignedIn);

/// A signed-in administrator.
#[derive(Debug, Clone)]
pub struct Administrator(pub SignedIn);

/// Why a request is not let in.
#[derive(Debug)]
pub enum Denied {
    /// Nobody is signed in: a page leads to the sign-in page, which leads back.
    SignInFirst {
        /// The page and its query, if a page was asked for that can be come back to.
        back: Option<String>,
    },
    /// It takes another role.
    Role(Role),
}

impl IntoResponse for Denied {
    fn into_response(self) -> Response {
        match self {
            Self::SignInFirst { back: None } => Problem::staff_only().into_response(),
            Self::SignInFirst { back: Some(back) } => {
                let back: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
                Redirect::to(&format!("{SIGN_IN}?back={back}")).into_response()
            }
            Self::Role(role) => {
                let detail = format!("这里要{}才能进。需要的话，请联系管理员。", role.as_str());
                Problem::new(StatusCode::FORBIDDEN, detail).into_response()
            }
        }
    }
}

/// Middleware: finds out who sends a request that carries a session's cookie, and refuses what another site has had a
/// browser send.
pub async fn identify(State(sessions): State<Sessions>, mut request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let token = sent_token(request.headers());
    let concerns_staff = token.is_some() || is_page(request.uri().path());
    if changes && concerns_staff && is_foreign(request.headers()) {
        let detail = "这个请求不是从本站的页面发出的，没有办理。请回到页面上再操作一次。";
        return Problem::new(StatusCode::FORBIDDEN, detail).into_response();
    }
    let known = request.extensions().get::<SignedIn>().is_some();
    if let Some(token) = token.filter(|_| !known) {
        match accounts::signed_in(&*sessions.store, &token, (sessions.clock)()).await {
            Err(error) => return Problem::from(error).into_response(),
            Ok(None) => {}
            Ok(Some(account)) => {
                // Pages check the key in their forms; everything else names it in a header. Without one the browser
                // may have sent the cookie by itself: then the request is anybody's, as from the public pages.
                let key = request.headers().get(FORM_KEY).and_then(|value| value.to_str().ok());
                let needs_key = changes && !is_page(request.uri().path());
                if needs_key && key.is_none() {
                    return next.run(request).await;
                }
                if needs_key && !key.is_some_and(|key| token.wrote(key)) {
                    let detail = "这个请求的页面凭证不对，没有办理。请刷新页面后再试。";
                    return Problem::new(StatusCode::FORBIDDEN, detail).into_response();
                }
                if account.is_temporary && !OPEN.iter().any(|open| request.uri().path().starts_with(open)) {
                    return password_first(request, next).await;
                }
                request.extensions_mut().insert(SignedIn::by_session(account, token));
            }
        }
    }
    next.run(request).await
}

/// Whoever has come in with a temporary password chooses their own first: pages lead there, programs are told, and what
/// is anybody's stays so.
async fn password_first(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if is_page(path) {
        return Redirect::to(PASSWORD).into_response();
    }
    if path.starts_with(API) {
        let detail = "您还在用别人给的临时密码，没有办理。请先在工作台换成自己的密码。";
        return Problem::new(StatusCode::FORBIDDEN, detail).into_response();
    }
    next.run(request).await
}

/// The cookie that begins a session; only sent over https if it was made there.
pub fn begin_cookie(token: &Token, parts: &Parts) -> Option<HeaderValue> {
    header(cookie(token.reveal().to_owned(), parts))
}

/// The cookie that ends a session.
pub fn end_cookie(parts: &Parts) -> Option<HeaderValue> {
    let mut gone = cookie(String::new(), parts);
    gone.make_removal();
    header(gone)
}

fn cookie(value: String, parts: &Parts) -> Cookie<'static> {
    let secure = own_address::is_https(&parts.headers, &parts.extensions);
    Cookie::build((NAME, value)).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).build()
}

fn header(cookie: Cookie<'_>) -> Option<HeaderValue> {
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn sent_token(headers: &HeaderMap) -> Option<Token> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = lines.flat_map(|line| Cookie::split_parse(line.to_owned())).filter_map(Result::ok);
    cookies.filter(|cookie| cookie.name() == NAME).find_map(|cookie| Token::sent(cookie.value()))
}

/// Whether the browser says that another site had it send the request.
fn is_foreign(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(&HeaderName::from_static("sec-fetch-site"));
    match (site, text(&ORIGIN)) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        // Behind a proxy the host may be another one; such proxies name the one that was asked for.
        (None, Some(origin)) => {
            let named = ["host", "x-forwarded-host"].map(HeaderName::from_static);
            let origin = origin.split_once("://").map_or(origin, |(_, host)| host);
            named.iter().filter_map(text).all(|host| host != origin)
        }
        (None, None) => false,
    }
}

fn is_page(path: &str) -> bool {
    path.strip_prefix(PAGES).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn known(parts: &Parts, least: Role) -> Result<SignedIn, Denied> {
    let Some(signed_in) = parts.extensions.get::<SignedIn>() else {
        let page = is_page(parts.uri.path());
        let comes_back = page && parts.method == Method::GET;
        let path = parts.uri.path_and_query().map_or(PAGES, |path| path.as_str());
        let back = page.then(|| if comes_back { path } else { PAGES }.to_owned());
        return Err(Denied::SignInFirst { back });
    };
    if signed_in.staff.role < least { Err(Denied::Role(least)) } else { Ok(signed_in.clone()) }
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        known(parts, Role::Agent)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for SignedIn {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Infallible> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

impl<S: Sync> FromRequestParts<S> for Supervisor {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        known(parts, Role::Supervisor).map(Self)
    }
}

impl<S: Sync> FromRequestParts<S> for Administrator {
    type Rejection = Denied;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Denied> {
        known(parts, Role::Admin).map(Self)
    }
}
