//! Figures that are spread among the other members of an object: one schema for each kind of figures.
//!
//! `serde(flatten)` of a choice is written as a choice *beside* an object, and each alternative then forbids the members
//! of that object. What is sent has the members of both.

use std::{cmp::Reverse, collections::BTreeMap};

use utoipa::openapi::{
    Ref, RefOr, Schema,
    schema::{Object, OneOfBuilder},
};

type Schemas = BTreeMap<String, RefOr<Schema>>;

/// Replaces each such schema by the choice between whole objects, each of which gets a name: whoever makes a client from the
/// description needs one.
pub(super) fn spread(schemas: &mut Schemas) {
    let spread: Vec<_> = schemas
        .iter()
        .filter_map(|(name, schema)| Some((name.clone(), whole(schema, schemas)?)))
        .collect();
    for (name, whole) in spread {
        let mut choice = OneOfBuilder::new().description(whole.description);
        for (kind, object) in whole.kinds {
            let kind = format!("{name}.{kind}");
            choice = choice.item(Ref::from_schema_name(&kind));
            schemas.insert(kind, object.into());
        }
        schemas.insert(name, choice.into());
    }
}

/// An object of several kinds.
struct Whole {
    description: Option<String>,
    /// What distinguishes a kind, and the object whole.
    kinds: Vec<(String, Object)>,
}

fn whole(schema: &RefOr<Schema>, schemas: &Schemas) -> Option<Whole> {
    let RefOr::T(Schema::AllOf(all)) = schema else {
        return None;
    };
    let [choice, RefOr::T(Schema::Object(rest))] = all.items.as_slice() else {
        return None;
    };
    let RefOr::T(Schema::OneOf(choice)) = resolved(choice, schemas)? else {
        return None;
    };
    let kinds = choice.items.iter().map(|kind| {
        let RefOr::T(Schema::Object(object)) = resolved(kind, schemas)? else {
            return None;
        };
        let name = match kind {
            RefOr::Ref(named) => named.ref_location.rsplit('/').next()?,
            RefOr::T(_) => object.required.first()?,
        };
        Some((name.to_owned(), join(rest, object)))
    });
    let mut kinds: Vec<_> = kinds.collect::<Option<_>>()?;
    // Many clients take the first kind whose members are all there.
    kinds.sort_by_key(|(_, object)| Reverse(object.required.len()));
    Some(Whole {
        description: all.description.clone(),
        kinds,
    })
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
