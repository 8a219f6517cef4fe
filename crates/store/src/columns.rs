//! Bridges between the domain's types and columns: what cannot be read from the database is an error there, not a
//! surprise later.

use std::{collections::BTreeSet, fmt, str};

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types::{Double, SmallInt, Text},
};
use flsdb_domain::{
    Field, NhsNumber, Postcode, ServiceCode,
    kpi::{Kpi, SetId},
    measures::{Measure, RefractureCount, measure},
    vocabulary::Coded,
};

/// An option of a vocabulary, by its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Code<T: fmt::Debug>(pub T);

impl<T: Coded, DB: Backend> ToSql<Text, DB> for Code<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.token().to_sql(out)
    }
}

impl<T: Coded, DB: Backend> FromSql<Text, DB> for Code<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let token = String::from_sql(value)?;
        T::from_token(&token)
            .map(Code)
            .ok_or_else(|| "a token that no vocabulary has".into())
    }
}

/// Several options of a vocabulary, their tokens joined by `;`.
#[derive(Debug, Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Codes<T: fmt::Debug> {
    values: Vec<T>,
    text: String,
}

impl<T: Coded> From<Vec<T>> for Codes<T> {
    fn from(values: Vec<T>) -> Self {
        let text = values.iter().map(|v| v.token()).collect::<Vec<_>>().join(";");
        Codes { values, text }
    }
}

impl<T: fmt::Debug> Codes<T> {
    /// The options.
    pub fn into_vec(self) -> Vec<T> {
        self.values
    }
}

impl<T: Coded, DB: Backend> ToSql<Text, DB> for Codes<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.text.as_str().to_sql(out)
    }
}

impl<T: Coded, DB: Backend> FromSql<Text, DB> for Codes<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(value)?;
        let tokens = text.split(';').filter(|t| !t.is_empty());
        let values: Option<Vec<T>> = tokens.map(T::from_token).collect();
        let values = values.ok_or("a token that no vocabulary has")?;
        Ok(Codes { values, text })
    }
}

/// Fields of the data set, their headings joined by `;`.
#[derive(Debug, Clone, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Fields {
    fields: BTreeSet<Field>,
    text: String,
}

impl From<BTreeSet<Field>> for Fields {
    fn from(fields: BTreeSet<Field>) -> Self {
        let text = fields.iter().map(|f| f.heading()).collect::<Vec<_>>().join(";");
        Fields { fields, text }
    }
}

impl Fields {
    /// The fields.
    pub fn into_set(self) -> BTreeSet<Field> {
        self.fields
    }
}

impl<DB: Backend> ToSql<Text, DB> for Fields
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.text.as_str().to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Fields
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let text = String::from_sql(value)?;
        let headings = text.split(';').filter(|heading| !heading.is_empty());
        let fields: Option<BTreeSet<Field>> = headings.map(Field::from_heading).collect();
        let fields = fields.ok_or("a heading that no field has")?;
        Ok(Fields { fields, text })
    }
}

/// A measured quantity.
#[derive(Debug, Clone, Copy, PartialEq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Double)]
pub struct Quantity<M: fmt::Debug> {
    quantity: M,
    value: f64,
}

impl<M: Measure + fmt::Debug> From<M> for Quantity<M> {
    fn from(quantity: M) -> Self {
        Quantity {
            quantity,
            value: quantity.value(),
        }
    }
}

impl<M: fmt::Debug> Quantity<M> {
    /// The quantity.
    pub fn into_inner(self) -> M {
        self.quantity
    }
}

impl<M: Measure + fmt::Debug, DB: Backend> ToSql<Double, DB> for Quantity<M>
where
    f64: ToSql<Double, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.value.to_sql(out)
    }
}

impl<M: Measure + fmt::Debug, DB: Backend> FromSql<Double, DB> for Quantity<M>
where
    f64: FromSql<Double, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let quantity = measure::<M>(f64::from_sql(value)?)?;
        Ok(quantity.into())
    }
}

/// 7.06, a small count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SmallInt)]
pub struct Count {
    count: RefractureCount,
    value: i16,
}

impl From<RefractureCount> for Count {
    fn from(count: RefractureCount) -> Self {
        // 0–20 by its type.
        Count {
            count,
            value: count.value() as i16,
        }
    }
}

impl Count {
    /// The count.
    pub fn into_inner(self) -> RefractureCount {
        self.count
    }
}

impl<DB: Backend> ToSql<SmallInt, DB> for Count
where
    i16: ToSql<SmallInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.value.to_sql(out)
    }
}

impl<DB: Backend> FromSql<SmallInt, DB> for Count
where
    i16: FromSql<SmallInt, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let count = measure::<RefractureCount>(f64::from(i16::from_sql(value)?))?;
        Ok(count.into())
    }
}

/// An NHS number: ten digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Digits {
    number: NhsNumber,
    text: [u8; 10],
}

impl From<NhsNumber> for Digits {
    fn from(number: NhsNumber) -> Self {
        let mut text = [b'0'; 10];
        for (digit, written) in text.iter_mut().zip(number.to_string().bytes()) {
            *digit = written;
        }
        Digits { number, text }
    }
}

impl Digits {
    /// The number.
    pub fn into_inner(self) -> NhsNumber {
        self.number
    }
}

impl<DB: Backend> ToSql<Text, DB> for Digits
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        str::from_utf8(&self.text)?.to_sql(out)
    }
}

impl<DB: Backend> FromSql<Text, DB> for Digits
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(NhsNumber::parse(&String::from_sql(value)?)?.into())
    }
}

/// A postcode, a service code or a KPI set, by its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Written<T: fmt::Debug>(pub T);

/// What is its own text.
pub trait Texted: Sized {
    /// The text.
    fn text(&self) -> &str;
    /// From the text.
    fn from_text(text: &str) -> deserialize::Result<Self>;
}

impl Texted for Postcode {
    fn text(&self) -> &str {
        self.as_str()
    }
    fn from_text(text: &str) -> deserialize::Result<Self> {
        Ok(Postcode::parse(text)?)
    }
}

impl Texted for ServiceCode {
    fn text(&self) -> &str {
        self.as_str()
    }
    fn from_text(text: &str) -> deserialize::Result<Self> {
        Ok(text.parse::<ServiceCode>()?)
    }
}

impl Texted for SetId {
    fn text(&self) -> &str {
        self.token()
    }
    fn from_text(text: &str) -> deserialize::Result<Self> {
        Ok(text.parse::<SetId>()?)
    }
}

impl<T: Texted + fmt::Debug, DB: Backend> ToSql<Text, DB> for Written<T>
where
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.text().to_sql(out)
    }
}

impl<T: Texted + fmt::Debug, DB: Backend> FromSql<Text, DB> for Written<T>
where
    String: FromSql<Text, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        T::from_text(&String::from_sql(value)?).map(Written)
    }
}

/// A KPI, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = SmallInt)]
pub struct Numbered {
    kpi: Kpi,
    number: i16,
}

impl From<Kpi> for Numbered {
    fn from(kpi: Kpi) -> Self {
        let number = i16::from(kpi.number());
        Numbered { kpi, number }
    }
}

impl Numbered {
    /// The KPI.
    pub fn into_inner(self) -> Kpi {
        self.kpi
    }
}

impl<DB: Backend> ToSql<SmallInt, DB> for Numbered
where
    i16: ToSql<SmallInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.number.to_sql(out)
    }
}

impl<DB: Backend> FromSql<SmallInt, DB> for Numbered
where
    i16: FromSql<SmallInt, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> deserialize::Result<Self> {
        let kpi: Kpi = i16::from_sql(value)?.to_string().parse()?;
        Ok(kpi.into())
    }
}

/// A time of the database, which keeps UTC without saying so.
pub fn utc(time: NaiveDateTime) -> DateTime<Utc> {
    time.and_utc()
}
