//! What holds of parameters wherever they stand: a text in an address or a header is never null, and a name means the same
//! in every operation.

use utoipa::openapi::{
    RefOr, Schema,
    path::Parameter,
    schema::{Object, SchemaType, Type},
};

/// A name, the smallest and largest number or length, and the shape of the text.
type Bound = (&'static str, usize, usize, Option<&'static str>);

#[rustfmt::skip]
const BOUNDS: [Bound; 18] = [
    ("limit", 1, 500, None),
    ("cursor", 1, 500, None),
    ("year", 1900, 2199, None),
    ("fix_after", 12, 600, None),
    ("id", 1, 100, None),
    ("entry", 1, 100, None),
    ("versions", 5, 10_000, Some(VERSIONS)),
    ("from.versions", 5, 10_000, Some(VERSIONS)),
    ("to.versions", 5, 10_000, Some(VERSIONS)),
    ("periodStart", 4, 10, Some(FHIR_DATE)),
    ("periodEnd", 4, 10, Some(FHIR_DATE)),
    ("asOf", 4, 10, Some(FHIR_DATE)),
    ("_offset", 0, 65_535, None),
    ("_count", 0, 65_535, None),
    ("author", 1, 100, None),
    ("Idempotency-Key", 1, 100, Some("^[!-~]+$")),
    ("If-Match", 2, 100, Some("^\"[!#-~]*\"$")),
    ("X-Filename", 0, 1000, Some("^[ -~]*$")),
];

/// A day, a month or a year, as FHIR writes dates.
const FHIR_DATE: &str = "^(19|20|21)[0-9]{2}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$";

/// Services with their versions, joined by commas.
const VERSIONS: &str = "^[A-Z0-9]{3}:[0-9]{1,18}(,[A-Z0-9]{3}:[0-9]{1,18})*$";

/// Writes into the parameter what holds of it.
pub(super) fn settle(parameter: &mut Parameter) {
    let Some(schema) = &mut parameter.schema else {
        return;
    };
    never_null(schema);
    let bound = BOUNDS.iter().find(|(name, ..)| *name == parameter.name);
    if let (RefOr::T(Schema::Object(object)), Some(bound)) = (schema, bound) {
        bind(object, bound);
    }
}

/// An optional parameter is left out; its schema is that of what is given.
fn never_null(schema: &mut RefOr<Schema>) {
    match schema {
        RefOr::T(Schema::Object(object)) => {
            if let SchemaType::Array(types) = &object.schema_type
                && let Some(given) = types.iter().find(|one| **one != Type::Null)
            {
                object.schema_type = SchemaType::Type(given.clone());
            }
        }
        RefOr::T(Schema::OneOf(either)) => {
            if let Some(at) = either.items.iter().position(|item| !is_null(item))
                && either.items.iter().any(is_null)
            {
                *schema = either.items.swap_remove(at);
            }
        }
        _ => {}
    }
}

fn is_null(schema: &RefOr<Schema>) -> bool {
    matches!(schema, RefOr::T(Schema::Object(object)) if object.schema_type == SchemaType::Type(Type::Null))
}

fn bind(object: &mut Object, (_, least, most, pattern): &Bound) {
    if object.schema_type == SchemaType::Type(Type::Integer) {
        object.minimum = Some((*least).into());
        object.maximum = Some((*most).into());
    } else {
        object.min_length = Some(*least);
        object.max_length = Some(*most);
        object.pattern = pattern.map(str::to_owned);
    }
}
