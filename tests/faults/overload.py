"""Ten callers of each unit where one is usual, again at once when answered: nothing is lost, and memory stays flat.

`python -m tests.faults.overload --seconds 600` prints the figures.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from shared.core.requests import BATCH
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.fuzzing import pss_mb
from tests.faults.installation import Running, installation, post_until_answered
from tests.waiting import a_moment

CALLERS, EACH = 80, 5
TENTHS: Final = 10
MEASURED: Final = ("tracking", "awards", "notify", "audit")
ANSWER_SECONDS: Final = 120.0
TOO_MUCH: Final = (httpx.codes.TOO_MANY_REQUESTS, httpx.codes.SERVICE_UNAVAILABLE)


class Account:
    """What was answered, where each event was acknowledged, and the services' memory at each tenth of the time.

    `broken`: connections that ended without an answer, after which the same was sent again; `without_when`: answers
    that it was too much, without saying when to come again; `restarted`: services that are other processes than at the
    start; `well_after`: how many seconds after the last of it one event was recorded.
    """

    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.acknowledged: dict[str, int] = {}
        self.memory_mb: list[float] = []
        self.broken = 0
        self.without_when = 0
        self.restarted: list[str] = []
        self.well_after = 0.0
        self.missing: list[str] = []
        self.unasked: list[str] = []

    def take(self, answer: httpx.Response) -> None:
        """Note an answer."""
        self.statuses[answer.status_code] += 1
        self.without_when += answer.status_code in TOO_MUCH and "retry-after" not in answer.headers
        if answer.status_code == httpx.codes.OK:
            for result in answer.json()["results"]:
                if result["status"] in ("recorded", "duplicate"):
                    self.acknowledged[result["id"]] = result["position"]

    def told(self) -> dict[str, Any]:
        """The figures, to be printed."""
        return {
            "answers": dict(self.statuses),
            "broken": self.broken,
            "without_when": self.without_when,
            "restarted": self.restarted,
            "well_after_seconds": round(self.well_after, 2),
            "acknowledged": len(self.acknowledged),
            "missing": self.missing[:5],
            "twice_or_unasked": self.unasked[:5],
            "memory_mb": [round(mb, 1) for mb in self.memory_mb],
        }


async def overload(running: Running, *, seconds: float) -> Account:
    """Call from all units at once, each caller again as soon as it is answered, whatever the answer."""
    account = Account()
    async with httpx.AsyncClient(
        base_url=running.url, timeout=ANSWER_SECONDS, limits=httpx.Limits(max_connections=CALLERS)
    ) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)
        bearers = {unit: running.token("unit", unit) for unit in UNITS}
        numbers, until = count(1_000_000), time.monotonic() + seconds
        processes = running.children()

        async def caller(unit: str) -> None:
            headers = {"authorization": f"Bearer {bearers[unit]}", "content-type": BATCH}
            content = b""
            while time.monotonic() < until:
                content = content or msgspec.json.encode([activity(unit, next(numbers)) for _ in range(EACH)])
                try:
                    answer = await client.post("/tracking/events", headers=headers, content=content)
                except httpx.TransportError:  # nobody knows what became of it, so the same comes again
                    account.broken += 1
                    continue
                account.take(answer)
                content = b""

        async def measure() -> None:
            for left in reversed(range(TENTHS)):
                while time.monotonic() < until - left * seconds / TENTHS:
                    await a_moment()
                account.memory_mb.append(sum(pss_mb(processes[name]) for name in MEASURED))

        await asyncio.gather(measure(), *(caller(UNITS[n % len(UNITS)]) for n in range(CALLERS)))
        ended = time.monotonic()
        await post_until_answered(client, bearers[UNITS[0]], [activity(UNITS[0], next(numbers))])
        account.well_after = time.monotonic() - ended
        after = running.children()
        account.restarted = [name for name in MEASURED if after.get(name) != processes[name]]
    await _compare(running, account)
    return account


async def _compare(running: Running, account: Account) -> None:
    """Where the log and the answers differ."""
    stated = [(fact.id, at) for at, fact in await running.facts() if fact.subject.startswith("activity/")]
    found = dict(stated)
    account.missing = [one for one, at in account.acknowledged.items() if found.get(one) != at]
    account.unasked = [one for one, many in Counter(one for one, _ in stated).items() if many > 1]


def main() -> int:
    """Run by hand."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=600.0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as running:
        account = asyncio.run(overload(running, seconds=asked.seconds))
    sys.stdout.write(json.dumps(account.told(), indent=1) + "\n")
    return 1 if account.missing or account.unasked else 0


if __name__ == "__main__":
    sys.exit(main())
