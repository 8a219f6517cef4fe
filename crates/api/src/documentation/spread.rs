//! Figures that are spread among the other members of an object: one schema for each kind of figures.
//!
//! `serde(flatten)` of a choice is written as a choice *beside* an object, and each alternative then forbids the members
//! of that object. What is sent has the members of both.

use std::collections::BTreeMap;

use utoipa::openapi::{
    RefOr, Schema,
    schema::{Object, OneOfBuilder},
};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Replaces each such schema by the choice between whole objects.
pub(super) fn spread(schemas: &mut Schemas) {
    let spread: Vec<_> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), whole(schema, schemas)?)))
        .collect();
    schemas.extend(spread);
}

fn whole(schema: &RefOr<Schema>, schemas: &Schemas) -> Option<RefOr<Schema>> {
    let RefOr::T(Schema::AllOf(all)) = schema else {
        return None;
    };
    let [choice, RefOr::T(Schema::Object(rest))] = all.items.as_slice() else {
        return None;
    };
    let RefOr::T(Schema::OneOf(choice)) = resolved(choice, schemas)? else {
        return None;
    };
    let mut joined = OneOfBuilder::new().description(all.description.clone());
    for kind in &choice.items {
        let RefOr::T(Schema::Object(kind)) = resolved(kind, schemas)? else {
            return None;
        };
        joined = joined.item(join(rest, kind));
    }
    Some(joined.into())
}

fn resolved<'a>(schema: &'a RefOr<Schema>, schemas: &'a Schemas) -> Option<&'a RefOr<Schema>> {
    match schema {
        RefOr::Ref(named) => schemas.get(named.ref_location.rsplit('/').next()?),
        RefOr::T(_) => Some(schema),
    }
}

fn join(rest: &Object, kind: &Object) -> Object {
    let mut joined = kind.clone();
    joined.required.extend(rest.required.iter().cloned());
    let members = rest
        .properties
        .iter()
        .map(|(name, schema)| (name.clone(), schema.clone()));
    joined.properties.extend(members);
    joined
}
