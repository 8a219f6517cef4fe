//! What is still to be done for an episode: the KPIs with a window that it can still meet, or whose window has passed
//! without an answer.

use std::borrow::Cow;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::{
    Section,
    dates::days_from,
    vocabulary::{AssessmentOutcome, Choice, Coded, FollowedUp, choice},
};

use super::{Blanks, Facts, Kpi, Outcome, Parameters, outcome};

/// The follow-up at 12–16 weeks can be made from this day after the diagnosis.
pub const FOLLOW_UP_16_OPENS: u16 = 84;
/// The follow-up at 48–56 weeks can be made from this day after the diagnosis.
pub const FOLLOW_UP_52_OPENS: u16 = 336;
/// With so many days left, or fewer, a task is about to breach.
pub const ABOUT_TO_BREACH_DAYS: i64 = 14;
/// Days of a week from today on, today included.
const WEEK: i64 = 7;

/// A KPI that is still to be met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StillOpen {
    /// What has to be done and entered.
    pub blanks: Blanks,
    /// The first day on which it can be done.
    pub due_from: NaiveDate,
    /// The last day on which it still counts; for KPI 11 the end of the window, although a later follow-up counts too.
    pub breaches_on: NaiveDate,
}

/// Whether a KPI with a window is still to be met†: the record is left out for no other reason than that its window is
/// open, and nothing but blanks keeps it from being met. Any answer settles a KPI: what was declined, missed or dated too
/// late is no work any more. Nothing is to be done for a patient who is known to have died†. What is blank after its
/// window stays, overdue, until it is answered.
pub fn still_open(kpi: Kpi, facts: &Facts, parameters: &Parameters) -> Option<StillOpen> {
    let after = |days: u16| facts.diagnosed_on.checked_add_days(Days::new(days.into()));
    let breaches_on = after(parameters.window(kpi)?)?;
    match outcome(kpi, facts, parameters, breaches_on)? {
        Outcome::Missing(blanks) if !has_died(facts) => Some(StillOpen {
            blanks,
            due_from: after(opens(kpi))?,
            breaches_on,
        }),
        _ => None,
    }
}

fn opens(kpi: Kpi) -> u16 {
    match kpi {
        Kpi::K8 | Kpi::K9 | Kpi::K10 => FOLLOW_UP_16_OPENS,
        Kpi::K11 => FOLLOW_UP_52_OPENS,
        _ => 0,
    }
}

/// Whether the record says that the patient has died: by a date of death, or at the assessment or a follow-up.
pub fn has_died(facts: &Facts) -> bool {
    facts.died.is_some()
        || facts.assessment == Some(AssessmentOutcome::Died)
        || [facts.followed_up_16, facts.followed_up_52].contains(&Some(FollowedUp::Died))
}

/// A piece of work, which may meet several KPIs at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Assess the patient: KPI 4.
    Assessment,
    /// Have the DXA done: KPI 5.
    Dxa,
    /// Follow up at 12–16 weeks: KPIs 8, 9 and 10.
    #[serde(rename = "follow_up_16")]
    FollowUp16,
    /// Follow up at 48–56 weeks: KPI 11.
    #[serde(rename = "follow_up_52")]
    FollowUp52,
}

impl Task {
    /// Every task, in the order of the pathway.
    pub const ALL: [Task; 4] = [Task::Assessment, Task::Dxa, Task::FollowUp16, Task::FollowUp52];

    /// The KPIs that it can meet.
    pub fn kpis(self) -> &'static [Kpi] {
        match self {
            Task::Assessment => &[Kpi::K4],
            Task::Dxa => &[Kpi::K5],
            Task::FollowUp16 => &[Kpi::K8, Kpi::K9, Kpi::K10],
            Task::FollowUp52 => &[Kpi::K11],
        }
    }

    /// The section of the record to open.
    pub fn section(self) -> Section {
        match self {
            Task::Assessment | Task::Dxa => Section::Assessment,
            Task::FollowUp16 => Section::FollowUp16,
            Task::FollowUp52 => Section::FollowUp52,
        }
    }
}

impl Coded for Task {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Task>] = &[
            choice(Task::Assessment, "assessment", "Assessment"),
            choice(Task::Dxa, "dxa", "DXA"),
            choice(Task::FollowUp16, "follow_up_16", "Follow-up at 12–16 weeks"),
            choice(Task::FollowUp52, "follow_up_52", "Follow-up at 48–56 weeks"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// How a task stands in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// It cannot be done yet.
    NotYetDue,
    /// It can be done, in time or not.
    Due,
    /// It breaches today or in the six days after†.
    DueThisWeek,
    /// It breaches within 14 days, those of this week included.
    AboutToBreach,
    /// The day has passed, and nothing is entered.
    Overdue,
}

impl Coded for Timing {
    fn choices() -> Cow<'static, [Choice<Self>]> {
        const CHOICES: &[Choice<Timing>] = &[
            choice(Timing::NotYetDue, "not_yet_due", "Not yet due"),
            choice(Timing::Due, "due", "To be done"),
            choice(Timing::DueThisWeek, "due_this_week", "Due this week"),
            choice(Timing::AboutToBreach, "about_to_breach", "About to breach"),
            choice(Timing::Overdue, "overdue", "Overdue"),
        ];
        Cow::Borrowed(CHOICES)
    }
}

/// A task of an episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What is to be done.
    pub task: Task,
    /// The KPIs that it meets.
    pub kpis: Vec<Kpi>,
    /// What has to be entered for all of them.
    pub blanks: Blanks,
    /// The first day on which it can be done.
    pub due_from: NaiveDate,
    /// The last day on which it still counts.
    pub breaches_on: NaiveDate,
}

impl Due {
    /// Whole days until the last day on which it counts; negative when overdue.
    pub fn days_left(&self, today: NaiveDate) -> i64 {
        days_from(today, self.breaches_on)
    }

    /// Whether it stands so on this day.
    pub fn is(&self, timing: Timing, today: NaiveDate) -> bool {
        let left = self.days_left(today);
        match timing {
            Timing::NotYetDue => self.due_from > today,
            Timing::Due => self.due_from <= today,
            Timing::DueThisWeek => (0..WEEK).contains(&left),
            Timing::AboutToBreach => (0..=ABOUT_TO_BREACH_DAYS).contains(&left),
            Timing::Overdue => left < 0,
        }
    }
}

/// The tasks of an episode, in the order of the pathway.
pub fn tasks(facts: &Facts, parameters: &Parameters) -> Vec<Due> {
    Task::ALL
        .into_iter()
        .filter_map(|task| due(task, facts, parameters))
        .collect()
}

fn due(task: Task, facts: &Facts, parameters: &Parameters) -> Option<Due> {
    let open = |kpi: &Kpi| Some((*kpi, still_open(*kpi, facts, parameters)?));
    let (kpis, open): (Vec<Kpi>, Vec<StillOpen>) = task.kpis().iter().filter_map(open).unzip();
    Some(Due {
        task,
        kpis,
        blanks: open
            .iter()
            .fold(Blanks::default(), |blanks, open| blanks.and(open.blanks)),
        due_from: open.iter().map(|open| open.due_from).min()?,
        breaches_on: open.iter().map(|open| open.breaches_on).min()?,
    })
}

#[cfg(test)]
mod tests {
    use super::{
        super::{SetId, table::facts},
        *,
    };

    /// Tasks as text: `assessment 4 until 90: 1.07`, the day counted from the diagnosis.
    fn text(cells: &str, set: SetId) -> String {
        let facts = facts(cells);
        let text = |due: &Due| {
            let kpis: Vec<_> = due.kpis.iter().map(ToString::to_string).collect();
            let blanks: Vec<_> = due
                .blanks
                .fields()
                .filter_map(|field| field.question())
                .map(|question| question.number)
                .collect();
            format!(
                "{} {} from {} to {}: {}",
                due.task.token(),
                kpis.join(" "),
                days_from(facts.diagnosed_on, due.due_from),
                days_from(facts.diagnosed_on, due.breaches_on),
                blanks.join(" ")
            )
        };
        let tasks = tasks(&facts, &set.set().parameters);
        tasks.iter().map(text).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_left_to_do() {
        let whole = "1.07=3 3.01=Not ordered 4.01=Denosumab 1.11=Wrist";
        for (cells, expected) in [
            ("1.11=Hip", "assessment 4 from 0 to 90: 1.07"),
            (
                "1.11=Hip AssessmentOutcome=Done",
                "assessment 4 from 0 to 90: 1.07",
            ),
            ("1.11=Hip AssessmentOutcome=Declined", ""),
            ("1.11=Hip 1.07=91", ""),
            ("1.11=Hip 1.07=-1", ""),
            ("1.11=Hip 1.07=3 3.01=Ordered", "dxa 5 from 0 to 90: 3.03"),
            ("1.11=Hip 1.07=3 3.01=Ordered 3.03=95", ""),
            ("1.11=Hip 1.07=3 3.01=Not ordered", ""),
            ("1.11=Hip 1.07=3 4.01=None", ""),
            (
                "1.11=Wrist 1.07=3",
                "follow_up_16 8 from 84 to 112: 6.01 6.02 6.06",
            ),
            (
                whole,
                "follow_up_16 8 9 10 from 84 to 112: 6.01 6.02 6.05 6.06; follow_up_52 11 from 336 to 392: 7.01 7.05",
            ),
            (
                "1.11=Hip 1.07=3 4.01=Denosumab 6.01=Yes 6.02=100 6.05=Denosumab",
                "follow_up_52 11 from 336 to 392: 7.01 7.05",
            ),
            (
                "1.11=Hip 1.07=3 4.01=Denosumab 6.01=Lost to follow-up",
                "follow_up_52 11 from 336 to 392: 7.01 7.05",
            ),
            (
                "1.11=Hip 1.07=3 4.01=Denosumab 6.01=Yes 6.02=100",
                "follow_up_16 10 from 84 to 112: 6.05; follow_up_52 11 from 336 to 392: 7.01 7.05",
            ),
            ("1.11=Hip 1.07=3 4.01=Denosumab 6.01=Died", ""),
            ("1.11=Hip 1.07=3 4.01=Denosumab DateOfDeath=300", ""),
            ("1.11=Hip DateOfDeath=300", ""),
            ("1.11=Hip 1.07=3 4.01=Denosumab 6.01=Declined 7.01=No", ""),
        ] {
            assert_eq!(text(cells, SetId::FlsDb), expected, "{cells}");
        }
        assert_eq!(text("1.11=Hip", SetId::Iof), "assessment 4 from 0 to 84: 1.07");
        assert_eq!(text("1.11=Wrist 1.07=3 1.02=1960-01-01", SetId::Iof), "");
    }

    #[test]
    fn standing_in_time() {
        use Timing::{AboutToBreach, Due, DueThisWeek, NotYetDue, Overdue};
        let facts = facts("1.11=Wrist 1.07=3");
        let [task] = &tasks(&facts, &SetId::FlsDb.set().parameters)[..] else {
            panic!("one task")
        };
        for (day, expected) in [
            (83, &[NotYetDue][..]),
            (84, &[Due]),
            (97, &[Due]),
            (98, &[Due, AboutToBreach]),
            (105, &[Due, AboutToBreach]),
            (106, &[Due, DueThisWeek, AboutToBreach]),
            (112, &[Due, DueThisWeek, AboutToBreach]),
            (113, &[Due, Overdue]),
        ] {
            let today = facts.diagnosed_on + Days::new(day);
            let found: Vec<_> = [NotYetDue, Due, DueThisWeek, AboutToBreach, Overdue]
                .into_iter()
                .filter(|timing| task.is(*timing, today))
                .collect();
            assert_eq!(found, expected, "day {day}");
            assert_eq!(task.days_left(today), 112 - i64::try_from(day).expect("small"));
        }
    }
}
