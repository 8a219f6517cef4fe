//! Operations that will go: their answers, and the description, say so long before.
//!
//! One goes in three steps: a line of [`RETIRING`] without a day of its end, the day at least a year ahead, and the removal.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderMap, HeaderName, HeaderValue, LINK},
    middleware::Next,
    web::Data,
};
use chrono::{NaiveDate, NaiveTime};

/// The operations that are to go: none yet.
pub const RETIRING: &[Retirement] = &[];

/// An operation that is to go.
#[derive(Debug, Clone, Copy)]
pub struct Retirement {
    /// Method and path as the description has them.
    pub operation: (&'static str, &'static str),
    /// The day from which nobody should begin to use it.
    pub since: NaiveDate,
    /// The day on which it ends, once that is known.
    pub until: Option<NaiveDate>,
    /// The address that tells what to use instead.
    pub guide: &'static str,
}

/// The operations that this server says are to go.
#[derive(Debug, Clone, Copy)]
pub struct Retirements(pub &'static [Retirement]);

impl Retirements {
    /// What is said of an operation.
    pub fn find(self, method: &str, path: &str) -> Option<&'static Retirement> {
        self.0.iter().find(|one| one.operation == (method, path))
    }
}

/// Middleware: adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and the link to what to use instead.
///
/// # Errors
/// None of its own.
pub async fn announce<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let known = request.app_data::<Data<Retirements>>().map(|known| ***known);
    let mut answer = next.call(request).await?;
    let asked = answer.request();
    let path = asked.match_pattern().unwrap_or_default();
    let found = known.and_then(|known| known.find(asked.method().as_str(), &path));
    if let Some(retirement) = found {
        tell(answer.headers_mut(), retirement);
    }
    Ok(answer)
}

fn tell(headers: &mut HeaderMap, retirement: &Retirement) {
    let begins = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    let since = format!("@{}", begins(retirement.since).timestamp());
    let until = retirement
        .until
        .map(|day| begins(day).format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    let link = format!("<{}>; rel=\"deprecation\"; type=\"text/html\"", retirement.guide);
    let told = [
        (HeaderName::from_static("deprecation"), Some(since)),
        (HeaderName::from_static("sunset"), until),
        (LINK, Some(link)),
    ];
    for (name, text) in told {
        if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
            headers.append(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::{
        App, HttpResponse,
        middleware::from_fn,
        rt::System,
        test::{TestRequest, call_service, init_service},
        web,
    };

    use super::*;

    fn retiring() -> Retirements {
        let day = |text: &str| text.parse().expect("a day");
        let going = |path, until| Retirement {
            operation: ("GET", path),
            since: day("2026-06-30"),
            until,
            guide: "https://flsdb.org/changes#fractures",
        };
        let all = [going("/old/{id}", Some(day("2027-12-31"))), going("/older", None)];
        Retirements(Box::leak(Box::new(all)))
    }

    #[test]
    fn answers_tell_of_the_end() {
        System::new().block_on(async {
            let app = App::new()
                .app_data(Data::new(retiring()))
                .wrap(from_fn(announce))
                .route("/old/{id}", web::to(HttpResponse::Ok))
                .route("/older", web::to(HttpResponse::Ok))
                .route("/new", web::to(HttpResponse::Ok));
            let app = init_service(app).await;
            for (method, address, deprecation, sunset) in [
                ("GET", "/old/17", "@1782777600", "Fri, 31 Dec 2027 00:00:00 GMT"),
                ("PUT", "/old/17", "", ""),
                ("GET", "/older", "@1782777600", ""),
                ("GET", "/new", "", ""),
                ("GET", "/nowhere", "", ""),
            ] {
                let request = TestRequest::with_uri(address).method(method.parse().expect("a method"));
                let answer = call_service(&app, request.to_request()).await;
                let told = |name: &str| {
                    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
                    value.unwrap_or_default().to_owned()
                };
                assert_eq!(
                    (told("deprecation"), told("sunset")),
                    (deprecation.into(), sunset.into()),
                    "{method} {address}"
                );
                assert_eq!(
                    told("link").contains("rel=\"deprecation\""),
                    !deprecation.is_empty(),
                    "{address}"
                );
            }
        });
    }

    /// Whoever plans a year ahead must not be surprised.
    #[test]
    fn an_end_is_told_a_year_ahead() {
        for retirement in RETIRING {
            let notice = retirement
                .until
                .map(|until| (until - retirement.since).num_days());
            assert!(
                notice.is_none_or(|days| days >= 365),
                "{:?}",
                retirement.operation
            );
        }
    }
}
