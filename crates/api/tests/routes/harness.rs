//! A registry with two services and a user of each role, and a caller for it.

mod recording;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    future::Future,
    num::NonZeroU32,
    rc::Rc,
    sync::OnceLock,
};

use actix_web::{
    body::to_bytes,
    dev::Service,
    http::header::HeaderMap,
    rt::System,
    test::{TestRequest, init_service},
    web::Bytes,
};
use chrono::NaiveDate;
use flsdb_api::{
    auth::{AddressThrottle, Keys, Pass, Passwords, issue, issue_to_client},
    clock::Clock,
    registry::{Clients, Registry},
    server::{Shared, app},
};
use flsdb_domain::{
    Nation, NhsNumber,
    access::{ClientScope, Grant, Role, Scope},
    opt_out::Deployment,
    vocabulary::Coded,
    wire::{
        clients::NewClient,
        services::{HipFractures, Service as FractureService},
    },
};
use flsdb_files::Layouts;
use flsdb_store::{
    Author, Store,
    clients::{self, Credential},
    services,
    testing::{TestDatabase, databases, options},
    users::{self, NewUser},
};
use futures_util::future::LocalBoxFuture;
use serde_json::{Value, json};

use recording::Sent;

/// The day that counts as today.
pub const TODAY: &str = "2026-01-31";
/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
/// Everybody, by the name that tests use: role, services.
pub const PEOPLE: [(&str, Role, &[&str]); 8] = [
    ("entry", Role::DataEntry, &["BRD"]),
    ("lead", Role::ClinicalLead, &["BRD"]),
    ("manager", Role::ServiceManager, &["BRD"]),
    ("regional", Role::RegionalManager, &["BRD", "CDF"]),
    ("analyst", Role::NationalAnalyst, &[]),
    ("admin", Role::NationalAdministrator, &[]),
    ("auditor", Role::Auditor, &[]),
    ("stranger", Role::ClinicalLead, &["CDF"]),
];

/// An answer.
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or(Value::Null)
    }
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
    /// The whole of it, to be told when something is wrong.
    pub fn text(&self) -> String {
        format!("{} {}", self.status, String::from_utf8_lossy(&self.bytes))
    }
    /// The findings, a line each: pointer and code.
    pub fn findings(&self) -> String {
        let json = self.json();
        let found = json["findings"].as_array().cloned().unwrap_or_default();
        let line = |f: &Value| {
            format!(
                "{} {}",
                f["pointer"].as_str().unwrap_or("?"),
                f["code"].as_str().unwrap_or("?")
            )
        };
        found.iter().map(line).collect::<Vec<_>>().join("\n")
    }
    /// The status, or all there is to read when it is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        self
    }
}

/// Access tokens, by the name of who calls.
type Tokens = Rc<RefCell<BTreeMap<String, String>>>;

type Send = dyn Fn(TestRequest) -> LocalBoxFuture<'static, Reply>;

/// The application over one database.
#[derive(Clone)]
pub struct Api {
    send: Rc<Send>,
    tokens: Tokens,
    pub shared: Rc<Shared>,
    numbers: Rc<RefCell<u32>>,
}

/// A call being put together.
pub struct Call {
    api: Api,
    request: TestRequest,
    sent: Sent,
}

impl Call {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.insert_header((name, value));
        self
    }
    pub fn if_match(self, tag: &str) -> Self {
        self.header("If-Match", tag)
    }
    pub fn json(mut self, body: &Value) -> Self {
        self.request = self.request.set_json(body);
        self.sent.body = Some(body.clone());
        self
    }
    pub fn bytes(mut self, kind: &str, body: Vec<u8>) -> Self {
        self.sent.body = String::from_utf8(body.clone()).ok().map(Value::String);
        self.request = self
            .request
            .insert_header(("Content-Type", kind))
            .set_payload(body);
        self
    }
    pub fn text(mut self, kind: &str, body: &str) -> Self {
        self.request = self
            .request
            .insert_header(("Content-Type", kind))
            .set_payload(body.to_owned());
        self.sent.body = Some(body.into());
        self
    }
    pub async fn send(self) -> Reply {
        let reply = (self.api.send)(self.request).await;
        recording::note(&self.sent, &reply);
        reply
    }
}

impl Api {
    /// A call by a person or a client; `nobody` has no token.
    pub fn call(&self, who: &str, method: &str, path: &str) -> Call {
        let mut request = TestRequest::with_uri(path).method(method.parse().expect("a method"));
        if let Some(token) = self.tokens.borrow().get(who) {
            request = request.insert_header(("Authorization", format!("Bearer {token}")));
        }
        Call {
            api: self.clone(),
            request,
            sent: Sent {
                method: method.to_owned(),
                path: path.to_owned(),
                body: None,
            },
        }
    }
    pub async fn get(&self, who: &str, path: &str) -> Reply {
        self.call(who, "GET", path).send().await
    }
    pub async fn post(&self, who: &str, path: &str, body: Value) -> Reply {
        self.call(who, "POST", path).json(&body).send().await
    }
    /// A system of the hospital with these scopes, for instance `records:write`: gives the name by which it calls.
    pub async fn client(&self, service: &str, scopes: &[&str]) -> String {
        let registry = self.shared.registry();
        let scopes: BTreeSet<_> = scopes
            .iter()
            .map(|token| ClientScope::from_token(token).expect("a scope"))
            .collect();
        let new = NewClient {
            service: service.parse().expect("a code"),
            name: format!("{service} {}", ClientScope::join(&scopes)),
            scopes: scopes.clone(),
            keys: None,
        };
        let make = move |w: &mut flsdb_store::Writer<'_>| {
            let id = clients::create(w, &Scope::All, new)?.id;
            clients::add_secret(w, &Scope::All, &id, "never asked for", None)
        };
        let (client, secret) = registry
            .write(registry.system("test", ""), make)
            .await
            .expect("a client");
        let pass = Pass::new(&scopes, Credential::Secret(secret));
        let token = issue_to_client(registry.keys(), &client.id, pass).expect("a token");
        self.tokens
            .borrow_mut()
            .insert(client.name.clone(), token.access_token);
        client.name
    }
    /// A valid NHS number that no other record has.
    pub fn nhs_number(&self) -> String {
        loop {
            let mut next = self.numbers.borrow_mut();
            *next += 1;
            let number = (0..10)
                .map(|check| format!("9{:08}{check}", *next))
                .find(|text| NhsNumber::parse(text).is_ok());
            if let Some(number) = number {
                return number;
            }
        }
    }
    /// A whole episode that has no fault.
    pub fn episode(&self) -> Value {
        json!({
            "patient": {"nhs_number": self.nhs_number(), "date_of_birth": "1950-05-01", "sex": "female"},
            "fracture": {"diagnosed_on": "2024-03-04", "site": "hip", "found_by": "clinical"},
            "assessment": {"assessed_on": "2024-04-01", "dxa": "ordered", "bone_therapy": ["alendronate"]}
        })
    }
    /// Stores an episode of BRD and gives the record.
    pub async fn stored(&self) -> Value {
        self.post("entry", "/api/v1/fractures", self.episode())
            .await
            .expect(201)
            .json()
    }
}

/// Runs a body on each kind of database.
pub fn on_each<F: Future<Output = ()>>(body: impl Fn(Api) -> F) {
    on_each_deployed(Deployment::Local, body);
}

/// The same with the national data opt-out applied there.
pub fn on_each_deployed<F: Future<Output = ()>>(deployment: Deployment, body: impl Fn(Api) -> F) {
    for database in databases() {
        eprintln!("on {}", database.name);
        System::new().block_on(async { body(start(&database, deployment).await).await });
    }
}

/// Runs a body on each kind of database with two servers on it, which know nothing of each other.
pub fn on_each_pair<F: Future<Output = ()>>(body: impl Fn(Api, Api) -> F) {
    on_each_on([TODAY, TODAY], body);
}

/// The same with servers to which different days count as today.
pub fn on_each_on<F: Future<Output = ()>>([day, other_day]: [&str; 2], body: impl Fn(Api, Api) -> F) {
    for database in databases() {
        eprintln!("on {}", database.name);
        let keys = tempfile::tempdir().expect("a folder");
        let open = || Keys::open(keys.path()).expect("keys");
        let tokens = people(&database, &open());
        let other = Store::open(&database.url, options()).expect("a store");
        System::new().block_on(async {
            let first = serve(
                database.store.clone(),
                open(),
                tokens.clone(),
                (day, Deployment::Local),
            )
            .await;
            let second = serve(other, open(), tokens.clone(), (other_day, Deployment::Local)).await;
            body(first, second).await;
        });
    }
}

async fn start(database: &TestDatabase, deployment: Deployment) -> Api {
    let keys = keys();
    let tokens = people(database, &keys);
    serve(database.store.clone(), keys, tokens, (TODAY, deployment)).await
}

async fn serve(store: Store, keys: Keys, tokens: Tokens, (today, deployment): (&str, Deployment)) -> Api {
    let today: NaiveDate = today.parse().expect("a day");
    let throttle = AddressThrottle::per_minute(minutely(60));
    let systems = Clients::new("http://127.0.0.1:8080", minutely(60), minutely(1000));
    let registry = Registry::new(store, Clock::Fixed(today), keys, throttle)
        .with_clients(systems)
        .with_deployment(deployment)
        .with_layouts(Layouts::built_in().expect("good layouts"));
    let shared = Shared::new(registry);
    let service = Rc::new(init_service(app(&shared)).await);
    let send = move |request: TestRequest| -> LocalBoxFuture<'static, Reply> {
        let service = service.clone();
        Box::pin(async move {
            let (_, response) = service
                .call(request.to_request())
                .await
                .expect("an answer")
                .into_parts();
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let bytes = to_bytes(response.into_body()).await.unwrap_or_default();
            Reply {
                status,
                headers,
                bytes,
            }
        })
    };
    Api {
        send: Rc::new(send),
        tokens,
        shared: Rc::new(shared),
        numbers: Rc::default(),
    }
}

fn minutely(count: u32) -> NonZeroU32 {
    NonZeroU32::new(count).expect("not zero")
}

fn keys() -> Keys {
    let folder = tempfile::tempdir().expect("a folder");
    Keys::open(folder.path()).expect("keys")
}

fn people(database: &TestDatabase, keys: &Keys) -> Tokens {
    static HASH: OnceLock<String> = OnceLock::new();
    let hash = HASH.get_or_init(|| Passwords::hash(PASSWORD).expect("a hash"));
    let author = Author::system("test", chrono::Utc::now(), TODAY.parse().expect("a day"));
    let create = |w: &mut flsdb_store::Writer<'_>| {
        services::load(w, &["BRD", "CDF"].map(service))?;
        let ids = PEOPLE.map(|(name, role, codes)| {
            let services = codes.iter().map(|code| code.parse().expect("a code")).collect();
            let user = NewUser {
                email: format!("{name}@example.org"),
                name: name.to_owned(),
                password_hash: hash.clone(),
                grants: vec![Grant { role, services }],
            };
            (name, users::create(w, &user).expect("a user"))
        });
        Ok(ids)
    };
    let ids = database.store.write(&author, create).expect("stored");
    let tokens = ids.map(|(name, id)| (name.to_owned(), issue(keys, &id).expect("a token").access_token));
    Rc::new(RefCell::new(tokens.into()))
}

fn service(code: &str) -> FractureService {
    FractureService {
        code: code.parse().expect("a code"),
        name: format!("Service {code}"),
        ods_code: None,
        nation: Nation::England,
        region: None,
        hip_fractures: vec![HipFractures {
            year: 2016,
            count: 300,
        }],
    }
}
