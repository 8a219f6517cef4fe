//! Every operation of the description, for each role and for nobody: one table, and a route missing from it fails.

mod clients;

use std::collections::BTreeSet;

use flsdb_api::documentation::{methods, openapi};
use serde_json::Value;

use crate::{
    administration::made,
    care,
    charts::rebased,
    clients::registered,
    findings::{accepted, found},
    harness::{Api, PEOPLE, on_each},
    identity,
    imports::sent,
    opt_out, public, records,
    reports::frozen,
    submissions,
};

/// Operation, body if it takes one, and the status for each caller. `{id}` is a record, a report or an import of BRD made
/// for the call, `{entry}` one of its contacts and the like: the stranger belongs to CDF. PUT, DELETE and the steps of a submission name a version that is not stored, so 412 means that the caller got through.
const TABLE: &str = "
                                                        nobody entry lead manager regional analyst admin auditor stranger
GET    /health/live                                     200    200   200  200     200      200     200   200     200
GET    /health/ready                                    200    200   200  200     200      200     200   200     200
GET    /metrics                                         200    200   200  200     200      200     200   200     200
GET    /api/openapi.json                                200    200   200  200     200      200     200   200     200
GET    /api/v1/about                                    200    200   200  200     200      200     200   200     200
GET    /fhir/R4/metadata                                200    200   200  200     200      200     200   200     200
GET    /fhir/R4/Measure                                 200    200   200  200     200      200     200   200     200
GET    /fhir/R4/Measure/{id}                            200    200   200  200     200      200     200   200     200
GET    /fhir/R4/OperationDefinition/{id}                200    200   200  200     200      200     200   200     200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024 401 200 200 200 200 200 200 403 200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024&service=BRD 401 200 200 200 200 200 200 403 200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024&reportType=subject-list 401 200 200 403 403 403 403 403 200
GET    /fhir/R4/Measure/{id}/$evaluate-measure?periodStart=2024&periodEnd=2024&reportType=subject-list&service=BRD 401 200 200 403 403 403 403 403 404
POST   /fhir/R4/Measure/{id}/$evaluate-measure {\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"periodStart\",\"valueDate\":\"2024\"},{\"name\":\"periodEnd\",\"valueDate\":\"2024\"}]} 401 200 200 200 200 200 200 403 200
GET    /api/v1/kpis                                     200    200   200  200     200      200     200   200     200
POST   /api/v1/auth/login {\"email\":\"x@y.uk\",\"password\":\"x\"} 401 401 401 401  401      401     401   401     401
POST   /api/v1/auth/refresh                             401    401   401  401     401      401     401   401     401
POST   /api/v1/auth/logout                              204    204   204  204     204      204     204   204     204
GET    /api/v1/me                                       401    200   200  200     200      200     200   200     200
GET    /api/v1/services                                 401    200   200  200     200      200     200   200     200
GET    /api/v1/services/{code}                          401    200   200  200     200      200     200   200     200
GET    /api/v1/services/{code}/hip-fractures            401    200   200  200     200      200     200   200     200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31 401 200  200  200     200      200     200   403     200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 200 200 200    200   403     200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&by=month 401 200 200 200 400 400   200   403     200
GET    /api/v1/kpis/results?start=2024-01-01&end=2024-12-31&by=sex&service=CDF 401 400 400 400 400 400 200 403 200
GET    /api/v1/kpis/results?start=2024-03-04&end=2024-03-04 401 200  200  200     400      400     200   403     200
GET    /api/v1/kpis/{kpi}/records?start=2024-01-01&end=2024-12-31 401 200 200 403 403   403      403     403   200
GET    /api/v1/kpis/{kpi}/records?start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 403 403 403 403 403    404
GET    /api/v1/kpis/{kpi}/outlook?start=2024-01-01&end=2024-12-31 401 200 200 403 403   403      403     403   200
GET    /api/v1/kpis/{kpi}/outlook?start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 403 403 403 403 403    404
GET    /api/v1/kpis/differences?kpi=4&start=2024-01-01&end=2024-12-31 401 200 200 200 403 403    200     403   200
GET    /api/v1/kpis/differences?kpi=4&start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 200 403 403 200 403 404
GET    /api/v1/worklist                                 401    200   200  403     403      403     403   403     200
GET    /api/v1/worklist?service=BRD                     401    200   200  403     403      403     403   403     404
GET    /api/v1/data-quality?start=2024-01-01&end=2024-12-31 401 200  200  200     403      403     200   403     200
GET    /api/v1/data-quality?start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 200 403 403    200   403     404
GET    /api/v1/data-quality/missed-opportunities        401    200   200  200     403      403     200   403     200
GET    /api/v1/data-quality/findings                    401    200   200  403     403      403     403   403     200
GET    /api/v1/data-quality/findings?service=BRD        401    200   200  403     403      403     403   403     404
GET    /api/v1/data-quality/findings/{id}               401    200   200  403     403      403     403   403     404
POST   /api/v1/data-quality/findings/{id}/acceptance {\"reason\":\"it is so\"} 401 200 200 403 403 403 403   403     404
DELETE /api/v1/data-quality/findings/{id}/acceptance    401    412   412  403     403      403     403   403     404
GET    /api/v1/data-quality/messages                    401    200   200  403     403      403     403   403     200
GET    /api/v1/data-quality/messages?service=BRD        401    200   200  403     403      403     403   403     404
GET    /api/v1/data-quality/messages/{id}               401    200   200  403     403      403     403   403     404
POST   /api/v1/data-quality/messages/{id}/settlement {\"reason\":\"it is so\"} 401 200 200 403 403 403 403   403     404
GET    /api/v1/data-quality/rejects                     401    200   200  403     403      403     403   403     200
GET    /api/v1/data-quality/rejects?service=BRD         401    200   200  403     403      403     403   403     404
GET    /api/v1/data-quality/duplicates                  401    200   200  403     403      403     403   403     200
GET    /api/v1/charts/run?start=2024-01-01&end=2024-12-31&kpi=7 401 200 200  200     400      400     200   403     200
GET    /api/v1/charts/run?start=2024-01-01&end=2024-12-31&kpi=7&service=BRD 401 200 200 200 400 400    200   403     400
GET    /api/v1/charts/funnel?start=2024-01-01&end=2024-12-31&kpi=7 401 200 200 200  200      200     200   403     200
GET    /api/v1/charts/funnel?start=2024-03-04&end=2024-03-04&kpi=7 401 200 200 200  400      400     200   403     200
GET    /api/v1/charts/caterpillar?start=2024-01-01&end=2024-12-31&kpi=7 401 200 200 200 200  200     200   403     200
GET    /api/v1/charts/caterpillar?start=2024-03-04&end=2024-03-04&kpi=7 401 200 200 200 400  400     200   403     200
GET    /api/v1/charts/cascade?start=2024-01-01&end=2024-12-31 401 200   200  200     200      200     200   403     200
GET    /api/v1/charts/cascade?start=2024-03-04&end=2024-03-04 401 200   200  200     400      400     200   403     200
GET    /api/v1/charts/cascade?start=2024-01-01&end=2024-12-31&service=BRD 401 200 200 200 404 404     200   403     404
GET    /api/v1/charts/run/baselines                     401    200   200  200     200      200     200   403     200
POST   /api/v1/charts/run/baselines {\"service\":\"BRD\",\"kpi\":\"7\",\"from\":\"2024-01\",\"reason\":\"x\"} 401 403 201 403 403 403 409 403 404
POST   /api/v1/charts/run/baselines {\"kpi\":\"7\",\"from\":\"2024-01\",\"reason\":\"x\"} 401 403 404 403 403 403 201 403 404
GET    /api/v1/charts/run/baselines/{id}                401    200   200  200     404      404     200   403     404
DELETE /api/v1/charts/run/baselines/{id} {\"reason\":\"x\"} 401 403  412  403     403      403     412   403     404
GET    /api/v1/benchmarks                               401    200   200  200     200      200     200   403     200
GET    /api/v1/patients                                 401    200   200  403     403      403     403   403     200
POST   /api/v1/patients {}                              401    422   422  403     403      403     403   403     422
POST   /api/v1/patients/search {}                       401    200   200  403     403      403     403   403     200
GET    /api/v1/patients/identity-events                 401    200   200  403     403      403     403   403     200
POST   /api/v1/patients/identity-events {\"kind\":\"deceased\",\"patient\":{}} 401 422 422 403 403 403 403 403 422
GET    /api/v1/patients/identity-events/{id}            401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/identity-events/{id}/undo       401    200   200  403     403      403     403   403     404
GET    /api/v1/patients/{id}                            401    200   200  403     403      403     403   403     404
PUT    /api/v1/patients/{id} {\"date_of_birth\":\"1950-05-01\"} 401 412 412 403   403      403     403   403     404
POST   /api/v1/patients/{id}/withdrawal {\"reason\":\"entered twice\"} 401 403 200 403 403 403     403   403     404
DELETE /api/v1/patients/{id}/withdrawal                 401    403   412  403     403      403     403   403     404
GET    /api/v1/patients/{id}/fractures                  401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/{id}/fractures {\"diagnosed_on\":\"2024-06-01\"} 401 201 201 403 403 403   403   403     404
GET    /api/v1/patients/{id}/history                    401    200   200  403     403      403     403   403     404
GET    /api/v1/patients/{id}/contact-details            401    204   204  403     403      403     403   403     404
PUT    /api/v1/patients/{id}/contact-details {}         401    412   412  403     403      403     403   403     404
GET    /api/v1/patients/{id}/contacts                   401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/{id}/contacts {\"method\":\"telephone\",\"outcome\":\"reached\"} 401 201 201 403 403 403 403 403 404
PUT    /api/v1/patients/{id}/contacts/{entry} {\"method\":\"letter\",\"outcome\":\"sent\"} 401 412 412 403 403 403 403 403 404
DELETE /api/v1/patients/{id}/contacts/{entry}           401    412   412  403     403      403     403   403     404
GET    /api/v1/patients/{id}/treatments                 401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/{id}/treatments {\"drug\":\"denosumab\"} 401 201 201 403 403    403     403   403     404
PUT    /api/v1/patients/{id}/treatments/{entry} {\"drug\":\"denosumab\"} 401 412 412 403 403 403 403  403     404
DELETE /api/v1/patients/{id}/treatments/{entry}         401    412   412  403     403      403     403   403     404
GET    /api/v1/patients/{id}/notes                      401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/{id}/notes {\"content\":\"Deaf\"} 401  201   201  403     403      403     403   403     404
PUT    /api/v1/patients/{id}/notes/{entry} {\"content\":\"Deaf\"} 401 412 412 403    403      403     403   403     404
DELETE /api/v1/patients/{id}/notes/{entry}              401    412   412  403     403      403     403   403     404
GET    /api/v1/patients/{id}/letters                    401    200   200  403     403      403     403   403     404
POST   /api/v1/patients/{id}/letters {\"template\":\"assessment_gp\",\"fracture_id\":\"{fracture}\"} 401 201 201 403 403 403 403 403 404
GET    /api/v1/patients/{id}/letters/{entry}            401    200   200  403     403      403     403   403     404
PUT    /api/v1/patients/{id}/letters/{entry} {\"template\":\"assessment_gp\",\"content\":\"x\"} 401 412 412 403 403 403 403 403 404
DELETE /api/v1/patients/{id}/letters/{entry}            401    412   412  403     403      403     403   403     404
GET    /api/v1/letter-templates                         401    200   200  403     403      403     403   403     200
GET    /api/v1/letter-templates?service=BRD             401    200   200  403     403      403     403   403     404
GET    /api/v1/letter-templates/{kind}?service=BRD      401    200   200  403     403      403     403   403     404
PUT    /api/v1/letter-templates/{kind}?service=BRD {\"content\":\"x\"} 401 403 412 403 403 403   403   403     404
DELETE /api/v1/letter-templates/{kind}?service=BRD      401    403   412  403     403      403     403   403     404
PUT    /api/v1/records {}                               401    412   412  403     403      403     403   403     412
PATCH  /api/v1/records {}                               401    422   422  403     403      403     403   403     422
POST   /api/v1/records/batch {}                         401    415   415  403     403      403     403   403     415
GET    /api/v1/records/changes                          401    200   200  403     403      403     403   403     200
GET    /api/v1/records/changes?service=BRD              401    200   200  403     403      403     403   403     404
GET    /api/v1/records/summary                          401    200   200  403     403      403     403   403     200
GET    /api/v1/records/summary?service=BRD              401    200   200  403     403      403     403   403     404
GET    /api/v1/fractures                                401    200   200  403     403      403     403   403     200
POST   /api/v1/fractures {}                             401    422   422  403     403      403     403   403     422
GET    /api/v1/fractures/{id}                           401    200   200  403     403      403     403   403     404
GET    /api/v1/fractures/{id}?expand=all                401    200   200  403     403      403     403   403     404
PUT    /api/v1/fractures/{id} {\"diagnosed_on\":\"2024-03-04\"} 401 412 412 403   403      403     403   403     404
POST   /api/v1/fractures/{id}/withdrawal {\"reason\":\"entered twice\"} 401 403 200 403 403 403    403   403     404
DELETE /api/v1/fractures/{id}/withdrawal                401    403   412  403     403      403     403   403     404
GET    /api/v1/fractures/{id}/kpis                      401    200   200  403     403      403     403   403     404
GET    /api/v1/fractures/{id}/assessment                401    200   200  403     403      403     403   403     404
PUT    /api/v1/fractures/{id}/assessment {}             401    412   412  403     403      403     403   403     404
DELETE /api/v1/fractures/{id}/assessment                401    412   412  403     403      403     403   403     404
GET    /api/v1/fractures/{id}/follow-ups/16             401    404   404  403     403      403     403   403     404
PUT    /api/v1/fractures/{id}/follow-ups/16 {}          401    412   412  403     403      403     403   403     404
DELETE /api/v1/fractures/{id}/follow-ups/16             401    404   404  403     403      403     403   403     404
GET    /api/v1/fractures/{id}/follow-ups/52             401    404   404  403     403      403     403   403     404
PUT    /api/v1/fractures/{id}/follow-ups/52 {}          401    412   412  403     403      403     403   403     404
DELETE /api/v1/fractures/{id}/follow-ups/52             401    404   404  403     403      403     403   403     404
POST   /api/v1/auth/password {\"token\":\"x\",\"password\":\"correct horse\"} 422 422 422 422 422 422 422 422 422
POST   /api/v1/services {}                              401    403   403  403     403      403     422   403     403
PUT    /api/v1/services/{code} {\"name\":\"x\",\"nation\":\"wales\"} 401 403 403 403 403 403  412   403     403
PUT    /api/v1/services/{code}/hip-fractures {\"hip_fractures\":[]} 401 403 403 403 403  403     412   403     403
GET    /api/v1/resources                                200    200   200  200     200      200     200   200     200
POST   /api/v1/resources {}                             401    403   403  403     403      403     422   403     403
GET    /api/v1/resources/{id}                           200    200   200  200     200      200     200   200     200
PUT    /api/v1/resources/{id} {\"title\":\"x\",\"description\":\"x\",\"audiences\":[\"carers\"],\"dated_on\":\"2025-06-01\"} 401 403 403 403 403 403 412 403 403
DELETE /api/v1/resources/{id}                           401    403   403  403     403      403     412   403     403
GET    /api/v1/resources/{id}/document                  200    200   200  200     200      200     200   200     200
PUT    /api/v1/resources/{id}/document {}               401    403   403  403     403      403     415   403     403
POST   /api/v1/registrations {}                         422    422   422  422     422      422     422   422     422
GET    /api/v1/registrations                            401    403   403  403     403      403     200   403     403
GET    /api/v1/registrations/{id}                       401    403   403  403     403      403     200   403     403
PUT    /api/v1/registrations/{id}/decision {\"state\":\"accepted\"} 401 403 403 403 403 403 412 403 403
DELETE /api/v1/registrations/{id}                       401    403   403  403     403      403     412   403     403
GET    /api/v1/users                                    401    403   200  403     403      403     200   403     200
POST   /api/v1/users {}                                 401    403   422  403     403      403     422   403     422
GET    /api/v1/users/{id}                               401    403   200  403     403      403     200   403     404
PUT    /api/v1/users/{id} {\"name\":\"x\",\"locked\":false,\"grants\":[{\"role\":\"data_entry\",\"services\":[\"BRD\"]}]} 401 403 412 403 403 403 412 403 422
POST   /api/v1/users/{id}/password-link                 401    403   200  403     403      403     200   403     404
GET    /api/v1/clients                                  401    403   200  403     403      403     200   403     200
POST   /api/v1/clients {}                               401    403   422  403     403      403     422   403     422
GET    /api/v1/clients/{id}                             401    403   200  403     403      403     200   403     404
PUT    /api/v1/clients/{id} {\"name\":\"x\",\"scopes\":[\"kpis:read\"],\"locked\":false} 401 403 412 403 403 403 412 403 404
POST   /api/v1/clients/{id}/secrets {}                  401    403   201  403     403      403     201   403     404
DELETE /api/v1/clients/{id}/secrets/{secret}            401    403   412  403     403      403     412   403     404
POST   /api/v1/oauth/token {}                           400    400   400  400     400      400     400   400     400
GET    /api/v1/audit-events                             401    403   200  403     403      403     403   200     200
GET    /api/v1/periods                                  401    200   200  200     403      403     422   403     200
GET    /api/v1/periods?service=BRD                      401    200   200  200     403      403     200   403     404
GET    /api/v1/periods/{year}?service=BRD               401    200   200  200     403      403     200   403     404
PUT    /api/v1/periods/{year}?service=BRD {\"state\":\"locked\"} 401 403 412 403 403   403      403     403   404
GET    /api/v1/reports                                  401    403   200  200     403      200     200   403     200
POST   /api/v1/reports {\"title\":\"Year\",\"kind\":\"national\",\"query\":{\"start\":\"2024-01-01\",\"end\":\"2024-12-31\"}} 401 403 403 403 403 201 201 403 403
POST   /api/v1/reports {\"title\":\"Year\",\"kind\":\"service\",\"query\":{\"start\":\"2024-01-01\",\"end\":\"2024-12-31\"}} 401 403 201 201 403 403 403 403 201
GET    /api/v1/reports/{id}                             401    403   200  200     403      404     404   403     404
GET    /api/v1/reports/{id}/document                    401    403   200  200     403      404     404   403     404
GET    /api/v1/reports/{id}/print                       401    403   200  200     403      404     404   403     404
GET    /api/v1/reports/{id}/flags                       401    403   200  200     403      404     404   403     404
GET    /api/v1/reports/{id}/flags/{service}/answer      401    403   404  404     403      404     404   403     404
PUT    /api/v1/reports/{id}/flags/{service}/answer {\"text\":\"We know.\"} 401 403 404 403 403 403  403   403     404
POST   /api/v1/reports/{id}/sharing {\"answer_by\":\"2026-03-31\"} 401 403 403 403 403 403     404   403     403
POST   /api/v1/reports/{id}/publication                 401    403   403  403     403      403     404   403     403
DELETE /api/v1/reports/{id}/publication                 401    403   403  403     403      403     404   403     403
GET    /api/v1/public/reports                           200    200   200  200     200      200     200   200     200
GET    /api/v1/public/reports/{id}                      404    404   404  404     404      404     404   404     404
GET    /api/v1/public/reports/{id}/print                404    404   404  404     404      404     404   404     404
GET    /api/print.css                                   200    200   200  200     200      200     200   200     200
GET    /api/v1/public/reports/{id}/document             404    404   404  404     404      404     404   404     404
GET    /api/v1/imports                                  401    200   200  403     403      403     200   403     200
POST   /api/v1/imports?service=BRD {}                   401    202   202  403     403      403     422   403     422
GET    /api/v1/imports/{id}                             401    200   200  403     403      403     404   403     404
GET    /api/v1/imports/{id}/findings                    401    200   200  403     403      403     404   403     404
GET    /api/v1/imports/{id}/rows                        401    200   200  403     403      403     404   403     404
PATCH  /api/v1/imports/{id}/rows {}                     401    202   202  403     403      403     404   403     404
GET    /api/v1/imports/{id}/changes                     401    200   200  403     403      403     404   403     404
GET    /api/v1/imports/{id}/rejected                    401    200   200  403     403      403     404   403     404
POST   /api/v1/imports/{id}/commit {}                   401    409   409  403     403      403     404   403     404
POST   /api/v1/imports/{id}/undo                        401    403   409  403     403      403     404   403     404
DELETE /api/v1/imports/{id}                             401    204   204  403     403      403     404   403     404
GET    /api/v1/exports/records                          401    200   200  403     403      409     403   403     200
GET    /api/v1/opt-out-checks                           401    403   200  403     403      403     403   403     200
POST   /api/v1/opt-out-checks {}                        401    403   201  403     403      403     403   403     201
GET    /api/v1/opt-out-checks/{id}                      401    403   200  403     403      403     403   403     404
GET    /api/v1/opt-out-checks/{id}/numbers              401    403   200  403     403      403     403   403     404
POST   /api/v1/opt-out-checks/{id}/cleaned {}           401    403   415  403     403      403     403   403     415
GET    /api/v1/submissions                              401    403   200  403     403      403     403   403     200
GET    /api/v1/submissions/layouts                      401    403   200  403     403      403     403   403     200
POST   /api/v1/submissions {\"name\":\"x\",\"layout\":\"fls-db\",\"service\":\"BRD\"} 401 403 409 403 403 403 403 403 422
GET    /api/v1/submissions/{id}                         401    403   200  403     403      403     403   403     404
GET    /api/v1/submissions/{id}/records                 401    403   200  403     403      403     403   403     404
GET    /api/v1/submissions/{id}/deletions               401    403   200  403     403      403     403   403     404
GET    /api/v1/submissions/{id}/rejects                 401    403   200  403     403      403     403   403     404
POST   /api/v1/submissions/{id}/rejects {}              401    403   415  403     403      403     403   403     415
POST   /api/v1/submissions/{id}/acceptance              401    403   412  403     403      403     403   403     404
DELETE /api/v1/submissions/{id}                         401    403   412  403     403      403     403   403     404
";

/// A file of BRD whose only row has an error: the report has a finding, and the commit is refused.
const FILE: &[u8] = b"1.01,1.02,1.09\n9434765918,1950-01-01,2024-06-17\n";

struct Row {
    method: String,
    path: String,
    body: Option<String>,
    expected: Vec<u16>,
}

fn rows() -> Vec<Row> {
    TABLE.lines().filter(|line| line.contains('/')).map(row).collect()
}

fn row(line: &str) -> Row {
    let callers = PEOPLE.len() + 1;
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let expected = words.split_off(words.len() - callers);
    let body = words
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map(|rest| rest.join(" "));
    Row {
        method: words[0].to_owned(),
        path: words[1].to_owned(),
        body,
        expected: expected
            .iter()
            .map(|status| status.parse().expect("a status"))
            .collect(),
    }
}

#[test]
fn the_table_has_every_operation() {
    let rows = rows();
    let tested: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| {
            (
                row.method.clone(),
                row.path.split('?').next().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    let document = openapi();
    let described: BTreeSet<(String, String)> = document
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| methods(item).map(move |(method, _)| (method.to_owned(), path.clone())))
        .collect();
    assert_eq!(tested, described);
}

#[test]
fn each_role_may_do_what_the_table_says() {
    on_each(|api| async move {
        let callers: Vec<&str> = ["nobody"]
            .into_iter()
            .chain(PEOPLE.map(|person| person.0))
            .collect();
        let mut wrong = Vec::new();
        for row in rows() {
            for (caller, expected) in callers.iter().zip(&row.expected) {
                let status = status(&api, caller, &row).await;
                if status != *expected {
                    wrong.push(format!(
                        "{} {} as {caller}: {status}, not {expected}",
                        row.method, row.path
                    ));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}

/// An open finding; an accepted one where the acceptance is undone.
async fn finding(api: &Api, row: &Row) -> Value {
    let open = found(api).await;
    if row.method == "DELETE" {
        accepted(api, open["id"].as_str().expect("an id"))
            .await
            .expect(200);
    }
    open
}

async fn status(api: &Api, caller: &str, row: &Row) -> u16 {
    let path = row
        .path
        .replace("{code}", "BRD")
        .replace("{service}", "BRD")
        .replace("{secret}", "none")
        .replace("{year}", "2024")
        .replace("{kind}", "assessment_gp");
    let mut body = row.body.clone();
    let mut path = path
        .replace("{kpi}", "4")
        .replace("/Measure/{id}", "/Measure/fls-db-4")
        .replace(
            "/OperationDefinition/{id}",
            "/OperationDefinition/evaluate-measure",
        );
    if path.contains("{id}") {
        let id = match path.split('/').nth(3) {
            Some("imports") => sent(api, "entry", "", FILE).await["id"].clone(),
            Some("charts") => rebased(api).await["id"].clone(),
            Some("resources") => public::listed(api).await["id"].clone(),
            Some("registrations") => public::asked(api).await["id"].clone(),
            Some("submissions") => submissions::open(api).await["id"].clone(),
            Some("opt-out-checks") => opt_out::started(api, "lead").await["id"].clone(),
            Some("users") => made(api).await["id"].clone(),
            Some("clients") => registered(api).await["id"].clone(),
            Some("data-quality") if path.contains("/messages") => records::refused(api).await["id"].clone(),
            Some("data-quality") => finding(api, row).await["id"].clone(),
            Some("reports" | "public") => frozen(api, "lead", "service").await["id"].clone(),
            Some("patients") if path.contains("/identity-events") => identity::told(api).await["id"].clone(),
            Some("patients") => {
                let record = api.stored().await;
                let episode = record["id"].as_str().expect("an id");
                body = body.map(|body| body.replace("{fracture}", episode));
                record["patient_id"].clone()
            }
            _ => api.stored().await["id"].clone(),
        };
        path = path.replace("{id}", id.as_str().expect("an id"));
    }
    if let Some((list, _)) = path.split_once("/{entry}") {
        let entry = care::entered(api, list).await;
        path = path.replace("{entry}", &entry);
    }
    let mut call = api.call(caller, &row.method, &path);
    let changes_run = row.path.starts_with("/api/v1/submissions/{id}");
    if matches!(row.method.as_str(), "PUT" | "DELETE") || changes_run {
        call = call.if_match("\"999999\"");
    }
    if let Some(body) = body {
        let body: Value = serde_json::from_str(&body).expect("JSON");
        call = call.json(&body);
    }
    call.send().await.status
}
