"""Makes a client of one service, gives another service marked patients, and tells what of it nobody else may see."""

import json
import sys
from pathlib import Path

import requests

MARK = "Quillfeather"


class Person:
    """Somebody who is signed in."""

    def __init__(self, origin, email, password):
        self.api = f"{origin}/api/v1"
        self.session = requests.Session()
        login = self.ask("POST", "auth/login", {"email": email, "password": password})
        self.session.headers["Authorization"] = f"Bearer {login['access_token']}"

    def ask(self, method, path, body=None, **headers):
        answer = self.session.request(method, f"{self.api}/{path}", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def all(self, path):
        page = self.ask("GET", f"{path}?limit=500")
        return page["items"] + (self.all_after(path, page["next"]) if "next" in page else [])

    def all_after(self, path, cursor):
        page = self.ask("GET", f"{path}?limit=500&cursor={cursor}")
        return page["items"] + (self.all_after(path, page["next"]) if "next" in page else [])


def mark(neighbour, patient, number):
    """Something of each kind that only the service of the patient may see."""
    at = f"patients/{patient['id']}"
    details = {"family_name": f"{MARK}{number}", "telephone": f"0700900{number:04}", "gp_practice": f"{MARK} surgery"}
    neighbour.ask("PUT", f"{at}/contact-details", details, **{"If-None-Match": "*"})
    entries = [
        neighbour.ask("POST", f"{at}/notes", {"content": f"{MARK} note {number}"}),
        neighbour.ask("POST", f"{at}/contacts", {"method": "telephone", "outcome": "reached"}),
        neighbour.ask("POST", f"{at}/treatments", {"drug": "denosumab"}),
    ]
    return [entry["id"] for entry in entries] + [details["telephone"]]


def client(lead):
    """The request by which a new client of the lead's service gets its tokens."""
    wanted = {"service": "BRD", "name": "Radiology system", "scopes": ["records:read", "records:write", "kpis:read"]}
    made = lead.ask("POST", "clients", wanted)
    secret = lead.ask("POST", f"clients/{made['id']}/secrets", {})["client_secret"]
    form = {"grant_type": "client_credentials", "client_id": made["id"], "client_secret": secret}
    return {"path": "/api/v1/oauth/token", "data": form}


def foreign(neighbour):
    """Ids, numbers, names and texts of the other service, and some of the ids to ask for."""
    patients = neighbour.all("patients")
    marks = [text for number, patient in enumerate(patients[:20]) for text in mark(neighbour, patient, number)]
    ids = [patient["id"] for patient in patients]
    episodes = [episode["id"] for patient in patients for episode in patient["episodes"]]
    findings = [finding["id"] for finding in neighbour.all("data-quality/findings")]
    numbers = [patient["nhs_number"] for patient in patients if "nhs_number" in patient]
    asked = [*ids[:10], *episodes[:10], *findings[:10], *marks[:10]]
    return [MARK, *ids, *episodes, *findings, *numbers, *marks], asked


def main(origin, lead, neighbour, password, folder):
    hidden, asked = foreign(Person(origin, neighbour, password))
    Path(folder, "foreign.json").write_text(json.dumps(hidden))
    Path(folder, "foreign.dict").write_text("".join(f'"{text}"\n' for text in asked))
    Path(folder, "client.json").write_text(json.dumps(client(Person(origin, lead, password))))


if __name__ == "__main__":
    main(*sys.argv[1:])
