"""Who calls, and that nothing of another service is in any answer: what schemathesis is told beyond the description."""

import json
import os
from pathlib import Path
from urllib.parse import unquote

import requests
import schemathesis
from hypothesis import strategies

ORIGIN = os.environ["FLSDB_ORIGIN"]
TOKEN = os.environ.get("FLSDB_TOKEN_REQUEST")
FOREIGN = json.loads(Path(os.environ["FLSDB_FOREIGN"]).read_text())

# What is wrong with parameters that a schema finds right, each by itself.
BEYOND_A_SCHEMA = [
    "The cursor belongs to no list",  # a cursor is what the page before gave
    "is not a date: give it like",  # a day before 1900 or after 2199
    "The address has the character U+0000",
    "The period ends before it starts",
    "The period is longer than",
    '\\"start\\" is required',  # for both results of a difference, or for each
    '\\"end\\" is required',
    "This KPI has no window",
    "give a date such as",  # there is no 31 February
    "Send a resource whose resourceType is Parameters",  # the types of resources are one list
    "There is no such year",  # the one before `as_of`
    "names no version of a service, or one twice",
    "Beyond one's own service, figures are given for",
    "KPI 1 counts fields",
    "KPI 1 of one service counts fields",
    "KPI 2 is a count over an expectation",
]

KEYS = strategies.sampled_from(["service", "patient", "fracture", "assessment", "follow_up_16", "nhs_number", "diagnosed_on"])
# Bodies that no schema describes: what begins like a PDF, and lines of JSON that are hardly ever episodes.
PDF = strategies.binary(max_size=1000).map(b"%PDF-1.7 ".__add__)
JSON = strategies.recursive(
    strategies.none() | strategies.booleans() | strategies.integers() | strategies.text(max_size=20),
    lambda inner: strategies.lists(inner, max_size=3) | strategies.dictionaries(KEYS, inner, max_size=4),
)
LINES = strategies.lists(JSON, max_size=5).map(lambda lines: "\n".join(map(json.dumps, lines)).encode())

schemathesis.openapi.media_type("application/pdf", PDF)
schemathesis.openapi.media_type("application/x-ndjson", LINES)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Bodies that are made up here have no example: schemathesis takes one or the other."""
    for item in raw_schema["paths"].values():
        for operation in item.values():
            forms = operation.get("requestBody", {}).get("content", {})
            for form in {"application/pdf", "application/x-ndjson"} & forms.keys():
                forms[form].pop("example", None)


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether the description could have told what was refused, or forbids what was accepted."""
    kind = type(failure).__name__
    if kind == "RejectedPositiveData":
        return response.status_code != 400 or not any(text in response.text for text in BEYOND_A_SCHEMA)
    # No bytes are a file, too: the report of the import says that it is empty.
    is_empty_file = case.operation.label == "POST /api/v1/imports" and "Missing request body" in failure.message
    return not (kind == "AcceptedNegativeData" and is_empty_file)


if TOKEN:

    @schemathesis.auth(refresh_interval=600)
    class Bearer:
        """Signs in as the request for a token says."""

        def get(self, case, context):
            request = json.loads(TOKEN)
            answer = requests.post(ORIGIN + request.pop("path"), timeout=30, **request)
            answer.raise_for_status()
            return answer.json()["access_token"]

        def set(self, case, token, context):
            case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.check
def no_leak_of_another_service(ctx, response, case):
    """No id, number, name or text of the other service is in an answer, unless the caller sent it."""
    request = response.request
    sent = unquote(request.url) + _text(request.body) + str(request.headers)
    answer = _text(response.content) + str(response.headers)
    leaked = [text for text in FOREIGN if text in answer and text not in sent]
    if leaked:
        raise AssertionError(f"{len(leaked)} values of another service are in the answer, for instance {leaked[0]!r}")


def _text(content):
    return content.decode(errors="replace") if isinstance(content, bytes) else content or ""
