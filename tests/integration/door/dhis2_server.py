"""A small DHIS2 in a process of its own: `POST /api/dataValueSets` as its web API documents it, and what it then holds.

It knows some data elements, org units and option combos, refuses what it does not know with the codes that DHIS2 uses,
and answers as 2.42 does, or with `--as-before` as 2.36 did. Run as a module it prints its address and serves until it
is ended.
"""

import http.server
import json
import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx

TOKEN: Final = "d2pat_5xVA12xyUbWNedQxy4ohH77WlxRGVvZZ1151814092"
NAME, PASSWORD = "admin", "district"
# uid and code of each object.
ELEMENTS: Final = {"f7n9E0hX8qk": "HOUSES_DONE", "Ix2HsbDMLea": "HOUSES_STARTED", "eY5ehpbEsB7": "MONEY"}
ORG_UNITS: Final = {"DiszpKrYNg8": "MAI_CHAU", "FNnj3jKGS7i": "HCTC"}
COMBOS: Final = {"HllvX50cXC0": "default", "bRowv6yZOF2": "poor"}
_PERIOD: Final = re.compile(r"\d{4}(0[1-9]|1[0-2]|Q[1-4])?").fullmatch
_NUMBER: Final = re.compile(r"-?\d+(\.\d+)?").fullmatch

Values = dict[tuple[str, ...], str]


def imported(held: Values, body: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
    """The import summary of a request; what is good is held afterwards, unless it was only tried."""
    count = dict.fromkeys(("imported", "updated", "ignored", "deleted"), 0)
    conflicts: dict[tuple[str, str], dict[str, Any]] = {}
    rejected = []
    for place, value in enumerate(body["dataValues"]):
        wrong = list(_wrong_with(value, query))
        for code, name, text in wrong:
            found = {"object": value.get(name, ""), "objects": {name: value.get(name, "")}, "value": text}
            one = conflicts.setdefault((code, text), {**found, "errorCode": code, "property": name, "indexes": []})
            one["indexes"].append(place)
        if wrong:
            rejected.append(place)
            count["ignored"] += 1
            continue
        key = tuple(value.get(name, "") for name in ("dataElement", "period", "orgUnit", "categoryOptionCombo"))
        count["updated" if key in held else "imported"] += 1
        if query["dryRun"] == "false":
            held[key] = value["value"]
    return {
        "responseType": "ImportSummary",
        "status": "WARNING" if rejected else "SUCCESS",
        "description": "Import process completed successfully",
        "importCount": count,
        "conflicts": list(conflicts.values()),
        "rejectedIndexes": rejected,
        "dataSetComplete": "false",
    }


def _wrong_with(value: dict[str, str], query: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    known = {
        name: set(objects.values() if query.get(f"{name}IdScheme", "uid").lower() == "code" else objects)
        for name, objects in (("dataElement", ELEMENTS), ("orgUnit", ORG_UNITS), ("categoryOptionCombo", COMBOS))
    }
    element, unit = value.get("dataElement", ""), value.get("orgUnit", "")
    combo = value.get("categoryOptionCombo", "")
    if element not in known["dataElement"]:
        yield "E7610", "dataElement", f"Data element not found or not accessible: `{element}`"
    if not _PERIOD(value.get("period", "")):
        yield "E7611", "period", f"Period not valid: `{value.get('period')}`"
    if unit not in known["orgUnit"]:
        yield "E7612", "orgUnit", f"Organisation unit not found or not accessible: `{unit}`"
    if combo and combo not in known["categoryOptionCombo"]:
        yield "E7613", "categoryOptionCombo", f"Category option combo not found or not accessible: `{combo}`"
    if not _NUMBER(value.get("value", "")):
        yield "E7619", "value", f"Value must match value type of data element `{element}`: `value_not_numeric`"


def answer(summary: dict[str, Any], *, as_before: bool) -> tuple[int, dict[str, Any]]:
    """Status and body: 2.42 wraps the summary and says 409 of a warning; 2.36 gave it bare, without row numbers."""
    if as_before:
        bare = [{"object": one["object"], "value": one["value"]} for one in summary["conflicts"]]
        return 200, {name: said for name, said in summary.items() if name != "rejectedIndexes"} | {"conflicts": bare}
    warned = bool(summary["conflicts"])
    return 409 if warned else 200, {
        "httpStatus": "Conflict" if warned else "OK",
        "httpStatusCode": 409 if warned else 200,
        "status": "WARNING" if warned else "OK",
        "message": "One more conflicts encountered, please check import summary."
        if warned
        else "Import was successful.",
        "response": summary,
    }


def main() -> None:
    """Serve until the process is ended."""
    held: Values = {}
    asked: list[dict[str, str]] = []
    as_before = "--as-before" in sys.argv
    basic = b64encode(f"{NAME}:{PASSWORD}".encode()).decode()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            parts = urlsplit(self.path)
            query = {name: said[-1] for name, said in parse_qs(parts.query).items()}
            if self.headers.get("authorization") not in (f"ApiToken {TOKEN}", f"Basic {basic}"):
                self._say(401, {"httpStatus": "Unauthorized", "httpStatusCode": 401, "status": "ERROR"})
            elif parts.path != "/api/dataValueSets" or self.headers["content-type"] != "application/json":
                self._say(404, {"httpStatus": "Not Found", "httpStatusCode": 404, "status": "ERROR", "message": "404"})
            else:
                asked.append(query)
                self._say(*answer(imported(held, json.loads(body), query), as_before=as_before))

        def do_GET(self) -> None:
            """What a test asks: the values held, and how it was asked to import."""
            self._say(200, {"held": [[*key, value] for key, value in held.items()], "asked": asked})

        def _say(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)  # noqa: T201 - its caller reads it
    server.serve_forever()


class Running:
    """The server as a test sees it."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def held(self) -> dict[tuple[str, ...], str]:
        """The values by data element, period, org unit and option combo."""
        return {tuple(key): value for *key, value in httpx.get(self.url).json()["held"]}

    @property
    def asked(self) -> list[dict[str, str]]:
        """The query of each import."""
        asked: list[dict[str, str]] = httpx.get(self.url).json()["asked"]
        return asked


@contextmanager
def serving(*arguments: str) -> Iterator[Running]:
    """The server in a process of its own."""
    command = [sys.executable, "-m", "tests.integration.door.dhis2_server", *arguments]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield Running(process.stdout.readline().strip())
        finally:
            process.terminate()


if __name__ == "__main__":
    main()
