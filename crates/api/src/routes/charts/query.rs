//! Which chart is wanted.

use actix_web::{HttpRequest, web::Query};
use chrono::NaiveDate;
use flsdb_domain::{
    ServiceCode,
    kpi::{Kpi, SetId},
    vocabulary::Coded,
    wire::charts::{Method, Preset},
};
use flsdb_kpi::{
    Asked, QueryFault,
    charts::{ChartFault, ENTRY_LAG_DAYS, RunPlan},
};
use utoipa::IntoParams;

use crate::{
    auth::Access,
    figures::Viewer,
    problem::{Answer, Failure},
    registry::Registry,
    routes::asking::malformed,
};

/// Parameters of `kpis/results` that a chart settles itself.
const SETTLED: [&str; 3] = ["by", "total", "shape"];

/// Which values are wanted: [`Wanted::read`] reads them; this describes them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
pub(super) struct ChartQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// The KPI by number.
    kpi: Kpi,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides maturity; today if not given.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see if not given.
    service: Option<Vec<ServiceCode>>,
}

/// Which run chart is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
pub(super) struct RunQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// The KPI by number.
    kpi: Kpi,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that decides maturity; today if not given.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see if not given.
    service: Option<Vec<ServiceCode>>,
    /// How limits are computed; `xmr` if not given.
    method: Option<Method>,
    /// The rules of special causes; `nhsr` if not given.
    preset: Option<Preset>,
    /// Take mean and limits from so many months, 12 or more, from each baseline on; from all if not given.
    fix_after: Option<usize>,
}

/// Which cascade is wanted.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "describes the parameters")]
pub(super) struct CascadeQuery {
    /// The KPI set; `fls-db` if not given.
    set: Option<SetId>,
    /// First day of 1.09.
    start: NaiveDate,
    /// Last day of 1.09, included.
    end: NaiveDate,
    /// The day that counts as today; today if not given.
    as_of: Option<NaiveDate>,
    /// Services, joined by commas or repeated; all that the caller may see if not given.
    service: Option<Vec<ServiceCode>>,
}

type Pairs = Vec<(String, String)>;

/// A chart as asked for.
pub(super) struct Wanted {
    asked: Asked,
    names_kpis: bool,
    own: Pairs,
}

impl Wanted {
    /// Reads the query string; `own` are the parameters that `kpis/results` does not have.
    ///
    /// # Errors
    /// `Malformed`, with all that is wrong with it.
    pub(super) fn read(request: &HttpRequest, today: NaiveDate, own: &[&str]) -> Answer<Self> {
        let pairs = Query::<Pairs>::from_query(request.query_string());
        let pairs =
            pairs.map_err(|error| Failure::Malformed(format!("The address cannot be read: {error}.")))?;
        let (own, common): (Pairs, Pairs) = pairs
            .into_inner()
            .into_iter()
            .partition(|(name, _)| own.contains(&name.as_str()));
        let settled = common.iter().filter(|(name, _)| SETTLED.contains(&name.as_str()));
        let mut faults: Vec<_> = settled
            .map(|(name, _)| QueryFault::UnknownParameter(name.clone()))
            .collect();
        let repeated = own
            .iter()
            .enumerate()
            .filter(|(at, (name, _))| own.iter().take(*at).any(|(before, _)| before == name));
        faults.extend(repeated.map(|(_, (name, _))| QueryFault::Repeated(name.clone())));
        let names_kpis = common.iter().any(|(name, _)| name == "kpi");
        let read = Asked::read(
            common.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            today,
        );
        let asked = read.map_err(|found| malformed(&[faults.as_slice(), &found].concat()))?;
        if !faults.is_empty() {
            return Err(malformed(&faults));
        }
        Ok(Wanted {
            asked,
            names_kpis,
            own,
        })
    }

    /// What the caller may see.
    pub(super) fn viewer(&self, access: &Access, registry: &Registry) -> Viewer {
        Viewer::of(&access.caller.rights, registry.control())
    }

    /// The question, and the one KPI that it names.
    ///
    /// # Errors
    /// `Malformed` when it names none or several.
    pub(super) fn of_one_kpi(self) -> Answer<(Asked, Kpi)> {
        match self.asked.query.kpis.as_slice() {
            [kpi] if self.names_kpis => {
                let kpi = *kpi;
                Ok((self.asked, kpi))
            }
            _ => Err(Failure::Malformed(
                "kpi: A chart shows one KPI: give its number, 1 to 11.".to_owned(),
            )),
        }
    }

    /// The question, which must name no KPI.
    ///
    /// # Errors
    /// `Malformed` when it does.
    pub(super) fn of_no_kpi(self) -> Answer<Asked> {
        if self.names_kpis {
            return Err(malformed(&[QueryFault::UnknownParameter("kpi".to_owned())]));
        }
        Ok(self.asked)
    }

    /// How the run chart is to be made.
    ///
    /// # Errors
    /// `Malformed` for a method, preset or number that does not exist.
    pub(super) fn plan(&self) -> Answer<RunPlan> {
        let fix_after = self.own("fix_after").map(str::parse).transpose();
        Ok(RunPlan {
            method: self.choice("method")?,
            preset: self.choice("preset")?,
            fix_after: fix_after.map_err(|_| Failure::from(ChartFault::FixedTooEarly))?,
            entry_lag_days: ENTRY_LAG_DAYS,
            baselines: Vec::new(),
        })
    }

    fn choice<T: Coded + Default>(&self, name: &str) -> Answer<T> {
        let Some(text) = self.own(name) else {
            return Ok(T::default());
        };
        T::from_token(text).ok_or_else(|| {
            let choices: Vec<_> = T::choices().iter().map(|choice| choice.token).collect();
            Failure::Malformed(format!("{name}: Give one of: {}.", choices.join(", ")))
        })
    }

    fn own(&self, name: &str) -> Option<&str> {
        let mut own = self.own.iter();
        own.find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }
}

impl From<ChartFault> for Failure {
    fn from(fault: ChartFault) -> Self {
        Failure::Malformed(format!("{fault}."))
    }
}
