"""Requests that Schemathesis makes out of a running installation's own OpenAPI, and what was wrong with the answers.

`python -m tests.faults.generating 20000` makes as many and prints the figures.
"""

import argparse
import asyncio
import json
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from tests.faults.fuzzing import bearers_of, begin
from tests.faults.installation import Running, installation
from tests.faults.mutating import UNIT, originals

Case: TypeAlias = schemathesis.Case[Any]
Operation: TypeAlias = schemathesis.APIOperation[Any, Any, Any, Any]

CAMPAIGN: Final = "generated"
# What is there, beside what the generator makes up.
KNOWN: Final = {
    "campaign": CAMPAIGN,
    "unit_id": UNIT,
    "activity_id": "HCTC-2025-031",
    "household_id": "DB-0147",
    "nomination_id": "DN-2025-0017",
    "decision_no": "231/QĐ-VPUBND",
    "period": "2025-03",
    "position": 1000,
    "kind": "unit",
    "name": UNIT,
    "number": "0602",
    "paper": "submission",
    "path": "0/000",
}
ANSWER_SECONDS: Final = 120.0
PROBLEM: Final = "application/problem+json"


@schemathesis.serializer("message/rfc822", "application/offset+octet-stream", "application/partial-upload")
def _as_it_is(_context: object, value: object) -> bytes:
    """A body that is no JSON and no form: letters that came back, and parts of files."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


class Findings:
    """How often each status was answered, and which answers no client should ever get."""

    def __init__(self) -> None:
        self.requests = 0
        self.statuses: Counter[int] = Counter()
        self.faults: dict[str, str] = {}  # the first of each kind

    def note(self, case: Case, answer: schemathesis.Response, declared: set[str]) -> None:
        """Enter the answer to one request."""
        self.requests += 1
        status, kind = answer.status_code, answer.headers.get("content-type", [""])[0]
        self.statuses[status] += 1
        wrong = []
        if status >= 500:
            wrong.append("a server error")
        if str(status) not in declared:
            wrong.append("a status that the description does not name")
        if (status >= 400) is not (kind == PROBLEM):
            wrong.append(f"told as {kind}")
        for one in wrong:
            told = f"{case.as_curl_command()} -> {status} {answer.content[:300]!r}"
            self.faults.setdefault(f"{case.operation.label}: {status}: {one}", told)

    def told(self) -> dict[str, Any]:
        """The figures, to be printed."""
        return {"requests": self.requests, "statuses": dict(sorted(self.statuses.items())), "faults": self.faults}


def ask_everything(running: Running, *, requests: int, first: int) -> Findings:
    """Make about so many requests, the same number for each operation; `first` is the seed."""
    findings = Findings()
    bearers = bearers_of(running)
    asyncio.run(_begin(running, bearers))
    schema = schemathesis.openapi.from_url(f"{running.url}/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    for operation in operations:
        of_each = settings(
            max_examples=math.ceil(requests / len(operations)),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        of_each(seed(first)(_asking(operation, running.url, bearers, findings)))()
    return findings


def _asking(operation: Operation, url: str, bearers: dict[str, str], findings: Findings) -> Callable[[], None]:
    """A test of one operation, for Hypothesis to run."""
    declared = set(operation.definition.raw["responses"])
    made = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @given(case=made, role=st.sampled_from(sorted(bearers)), known=st.sets(st.sampled_from(sorted(KNOWN))))
    def ask(case: Case, role: str, known: set[str]) -> None:
        case.path_parameters |= {name: KNOWN[name] for name in known if name in case.path_parameters}
        _wait_for_nothing(case)
        headers = {"authorization": f"Bearer {bearers[role]}"}
        findings.note(case, case.call(base_url=url, headers=headers, timeout=ANSWER_SECONDS), declared)

    return ask


def _wait_for_nothing(case: Case) -> None:
    """Ask for no position that is still to come: whoever does waits ten seconds for it, as the contract says."""
    if str(case.query.get("after", "")).isdecimal():
        case.query["after"] = 0


async def _begin(running: Running, bearers: dict[str, str]) -> None:
    """Have something there to be asked about."""
    async with httpx.AsyncClient(base_url=running.url, timeout=ANSWER_SECONDS) as client:
        await begin(client, bearers, originals(CAMPAIGN))


def main() -> int:
    """Run by hand."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("requests", type=int, nargs="?", default=20_000)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as running:
        began = time.monotonic()
        findings = ask_everything(running, requests=asked.requests, first=asked.seed)
        figures = findings.told() | {"seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    return 1 if findings.faults else 0


if __name__ == "__main__":
    sys.exit(main())
