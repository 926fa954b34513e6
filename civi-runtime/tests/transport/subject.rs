//! The client under test: both, behind the same calls.

use std::time::Duration;

use bytes::Bytes;
use civi_runtime::{
    Answer, AuthFlow, Call, Client, ClientBuilder, Credential, Detected, Identity, Result, Retry,
    RouteForm, blocking,
};
use serde::Serialize;

/// The key that tests use; `secrets` looks for it everywhere.
pub const KEY: &str = "s3cr3t-k3y-0f-a-contact";

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Side {
    Async,
    Blocking,
}

impl Side {
    pub const ALL: [Side; 2] = [Side::Async, Side::Blocking];
}

/// Runs a test with each client.
pub fn both(test: impl Fn(Side)) {
    for side in Side::ALL {
        test(side);
    }
}

/// What a test sets; the rest is the default, with waits of milliseconds.
#[derive(Clone)]
pub struct Setup {
    pub route_form: Option<RouteForm>,
    pub credential: Option<Credential>,
    pub flow: AuthFlow,
    pub site_key: Option<String>,
    pub server_login: Option<(String, String)>,
    pub writes_in_batches: bool,
    pub allow_anonymous: bool,
    pub reads_by_get: bool,
    pub retry: Retry,
    pub timeout: Duration,
    pub connect_timeout: Duration,
    pub body_cap: Option<usize>,
    pub response_cap: Option<u64>,
    pub url_cap: Option<usize>,
    pub user_agent: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Setup {
            route_form: None,
            credential: Some(Credential::api_key(KEY)),
            flow: AuthFlow::default(),
            site_key: None,
            server_login: None,
            writes_in_batches: true,
            allow_anonymous: false,
            reads_by_get: false,
            retry: quick(),
            timeout: Duration::from_secs(20),
            connect_timeout: Duration::from_secs(5),
            body_cap: None,
            response_cap: None,
            url_cap: None,
            user_agent: None,
        }
    }
}

/// Retries as by default, in less time.
pub fn quick() -> Retry {
    Retry::default().first(Duration::from_millis(2))
}

impl Setup {
    fn apply<C>(&self, mut builder: ClientBuilder<C>) -> ClientBuilder<C> {
        builder = builder
            .no_proxy()
            .auth_flow(self.flow)
            .allow_anonymous(self.allow_anonymous)
            .reads_by_get(self.reads_by_get)
            .retry(self.retry.clone())
            .timeout(self.timeout)
            .connect_timeout(self.connect_timeout);
        if let Some(route_form) = &self.route_form {
            builder = builder.route_form(route_form.clone());
        }
        if let Some(credential) = &self.credential {
            builder = builder.credential(credential.clone());
        }
        if let Some(key) = &self.site_key {
            builder = builder.site_key(key.clone());
        }
        if let Some((user, password)) = &self.server_login {
            builder = builder.server_login(user.clone(), password.clone());
        }
        if !self.writes_in_batches {
            builder = builder.writes_in_batches(false);
        }
        if let Some(cap) = self.body_cap {
            builder = builder.body_cap(cap);
        }
        if let Some(cap) = self.response_cap {
            builder = builder.response_cap(cap);
        }
        if let Some(cap) = self.url_cap {
            builder = builder.url_cap(cap);
        }
        if let Some(program) = &self.user_agent {
            builder = builder.user_agent(program);
        }
        builder
    }

    pub fn build(&self, side: Side, url: &str) -> Result<Subject> {
        Ok(match side {
            Side::Async => Subject::Async(self.apply(Client::builder(url)).build()?, runtime()),
            Side::Blocking => {
                Subject::Blocking(self.apply(blocking::Client::builder(url)).build()?)
            }
        })
    }

    pub fn connect(&self, side: Side, url: &str) -> Result<Subject> {
        Ok(match side {
            Side::Async => {
                let runtime = runtime();
                let client = runtime.block_on(self.apply(Client::builder(url)).connect())?;
                Subject::Async(client, runtime)
            }
            Side::Blocking => {
                Subject::Blocking(self.apply(blocking::Client::builder(url)).connect()?)
            }
        })
    }

    pub fn detect(&self, side: Side, url: &str) -> Result<Detected> {
        match side {
            Side::Async => runtime().block_on(self.apply(Client::builder(url)).detect()),
            Side::Blocking => self.apply(blocking::Client::builder(url)).detect(),
        }
    }

    /// The `Debug` text of the builder.
    pub fn debug(&self, url: &str) -> String {
        format!("{:?}", self.apply(Client::builder(url)))
    }
}

pub enum Subject {
    Async(Client, tokio::runtime::Runtime),
    Blocking(blocking::Client),
}

impl Subject {
    pub fn new(side: Side, url: &str) -> Self {
        Setup::default().build(side, url).unwrap()
    }

    pub fn call(&self, entity: &str, action: &str, params: &impl Serialize) -> Result<Answer> {
        match self {
            Subject::Async(client, runtime) => {
                runtime.block_on(client.call(entity, action, params))
            }
            Subject::Blocking(client) => client.call(entity, action, params),
        }
    }

    /// Sends a call that is ready.
    pub fn execute(&self, call: Call) -> Result<Answer> {
        match self {
            Subject::Async(client, runtime) => runtime.block_on(client.execute(call)),
            Subject::Blocking(client) => client.execute(call),
        }
    }

    /// Lets time pass, with the runtime running: it is what notices that a site closes.
    pub fn rest(&self, time: Duration) {
        match self {
            Subject::Async(_, runtime) => {
                runtime.block_on(async { tokio::time::sleep(time).await })
            }
            Subject::Blocking(_) => std::thread::sleep(time),
        }
    }

    /// The read that most tests send.
    pub fn get(&self) -> Result<Answer> {
        self.call("Contact", "get", &serde_json::json!({"limit": 1}))
    }

    /// The write that most tests send.
    pub fn create(&self) -> Result<Answer> {
        self.call("Contact", "create", &serde_json::json!({"values": {}}))
    }

    pub fn call_v3(&self, entity: &str, action: &str, params: &impl Serialize) -> Result<Bytes> {
        match self {
            Subject::Async(client, runtime) => {
                runtime.block_on(client.call_v3(entity, action, params))
            }
            Subject::Blocking(client) => client.call_v3(entity, action, params),
        }
    }

    pub fn whoami(&self) -> Result<Identity> {
        match self {
            Subject::Async(client, runtime) => runtime.block_on(client.whoami()),
            Subject::Blocking(client) => client.whoami(),
        }
    }

    pub fn batch(&self, calls: Vec<Call>) -> Result<Vec<Result<Answer>>> {
        match self {
            Subject::Async(client, runtime) => runtime.block_on(client.execute_batch(calls)),
            Subject::Blocking(client) => client.execute_batch(calls),
        }
    }

    pub fn identity(&self) -> Option<Identity> {
        match self {
            Subject::Async(client, _) => client.identity().cloned(),
            Subject::Blocking(client) => client.identity().cloned(),
        }
    }

    pub fn api_url(&self) -> String {
        match self {
            Subject::Async(client, _) => client.endpoint().api_url(),
            Subject::Blocking(client) => client.endpoint().api_url(),
        }
    }

    pub fn debug(&self) -> String {
        match self {
            Subject::Async(client, _) => format!("{client:?} {client:#?}"),
            Subject::Blocking(client) => format!("{client:?} {client:#?}"),
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}
