"""Mutated events through both doors of a running installation, and the account of what became of every one of them.

`python -m tests.faults.fuzzing 100000` runs as many and prints the figures; `--seed` repeats a run. A fault names the
sender and the number of the request: the same seed makes the same request again.
"""

import argparse
import asyncio
import json
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec
from nats.aio.client import Client

from shared.core.access import ROLES, STATED_BY
from shared.core.envelope import Fact
from shared.core.events import OWNERS, PREFIX, VERSION, thing_of
from tests.faults.installation import Event, Running, installation, post_until_answered, single
from tests.faults.mutating import UNIT, Mutator, Request, beginning, originals

HTTP_SENDERS, NATS_SENDERS = 6, 2
CAMPAIGN: Final = "mutated"
ANSWER_SECONDS: Final = 120.0
READS: Final = (
    f"/tracking/campaigns/{CAMPAIGN}",
    f"/awards/campaigns/{CAMPAIGN}/candidates",
    "/notify/deliveries",
    "/audit/checkpoint",
)
TENTHS: Final = 10
MEASURED: Final = ("tracking", "awards")

_raws: Final = msgspec.json.Decoder(list[msgspec.Raw])


class Account:
    """What was sent and answered. `recorded` is the id acknowledged at each position; `faults` are broken promises."""

    def __init__(self) -> None:
        self.events = self.requests = 0
        self.outcomes: Counter[str] = Counter()
        self.recorded: dict[int, str] = {}
        self.duplicates: dict[int, str] = {}
        self.faults: list[str] = []
        self.memory_mb: list[tuple[int, float]] = []  # how many facts were recorded, and MB of tracking and awards

    def note(self, request: Request, where: str, status: int, kind: str, body: bytes) -> None:
        """Enter the answer to one request, and what is wrong with it."""
        self.events += request.events
        self.requests += 1
        try:
            said = msgspec.json.decode(body)
            for one in said.get("results", [said]):
                self._note_one(one.get("problem", one), one.get("id", ""))
        except (msgspec.DecodeError, KeyError, TypeError, AttributeError) as error:
            self.faults.append(f"{where}: {status} with an answer that cannot be read ({error}): {body[:200]!r}")
            return
        if status >= 500 or (status >= 400) is not (kind == "application/problem+json"):
            self.faults.append(f"{where}: {status} {kind}: {body[:300]!r} to {request.body[:1_000]!r}")
        if "results" in said and len(said["results"]) != len(_raws.decode(request.body)):
            self.faults.append(f"{where}: not an answer to each event of the batch")

    def _note_one(self, one: dict[str, Any], event_id: str) -> None:
        match one["status"]:
            case "recorded":
                if one["position"] in self.recorded:
                    self.faults.append(f"position {one['position']} was acknowledged twice")
                self.recorded[one["position"]] = event_id
                self.outcomes["recorded"] += 1
            case "duplicate":
                self.duplicates[one["position"]] = event_id
                self.outcomes["duplicate"] += 1
            case int(status) if 400 <= status < 500 and one["title"] and one["detail"] and one["type"]:
                self.outcomes[f"{status} {one['code']}"] += 1
            case _:
                self.faults.append(f"neither recorded nor refused: {one}")

    @property
    def grown_mb(self) -> float:
        """By how much tracking and awards grew from the first tenth of the events to the last."""
        return self.memory_mb[-1][1] - self.memory_mb[0][1]

    def told(self) -> dict[str, Any]:
        """The figures, to be printed."""
        return {
            "events": self.events,
            "requests": self.requests,
            "outcomes": dict(self.outcomes.most_common()),
            "memory": [{"recorded": facts, "mb": round(mb, 1)} for facts, mb in self.memory_mb],
            "grown_mb": round(self.grown_mb, 1),
            "faults": self.faults[:20],
        }


def bearers_of(running: Running) -> dict[str, str]:
    """A token of each role."""
    return {str(role): running.token(role, UNIT if role == "unit" else "") for role in sorted(ROLES)}


async def begin(client: httpx.AsyncClient, bearers: dict[str, str], told: dict[str, Event]) -> None:
    """Launch the campaign, and state everything once as it should be, so that much can be said about it."""
    for batch in beginning(told):
        role = min(STATED_BY[_short(batch[0])])
        for result in await post_until_answered(client, bearers[role], batch):
            assert result["status"] == "recorded", result
    for _ in range(2):  # what rests on something of a later name
        for short, event in told.items():
            to_post = single(event)
            to_post["headers"]["authorization"] = f"Bearer {bearers[min(STATED_BY[short])]}"
            await client.post(f"/{OWNERS[thing_of(short)]}/events", **to_post)


async def fuzz(running: Running, *, events: int, seed: str) -> Account:
    """Send about so many mutated events, by several senders at once."""
    told, account = originals(CAMPAIGN), Account()
    bearers = bearers_of(running)
    over_http = [Mutator(f"{seed}h{n}", told) for n in range(HTTP_SENDERS)]
    over_nats = [Mutator(f"{seed}n{n}", told) for n in range(NATS_SENDERS)]
    share = math.ceil(events / TENTHS / (HTTP_SENDERS + NATS_SENDERS))
    processes = running.children()
    async with httpx.AsyncClient(base_url=running.url, timeout=ANSWER_SECONDS) as client:
        await begin(client, bearers, told)
        known = {position for position, _ in await running.facts()}
        for _ in range(TENTHS):
            senders = [_over_http(client, bearers, mutator, account, share) for mutator in over_http]
            senders += [_over_nats(running, mutator, account, share) for mutator in over_nats]
            await asyncio.gather(*senders)
            account.memory_mb.append((len(account.recorded), sum(pss_mb(processes[name]) for name in MEASURED)))
        headers = {"authorization": f"Bearer {bearers['auditor']}"}
        read = [(await client.get(path, headers=headers)).status_code for path in READS]
    if read != [200] * len(READS) or running.children() != processes:
        account.faults.append(f"a part has died, or does not answer: {read}")
    stated = [(position, fact) for position, fact in await running.facts() if position not in known]
    account.faults += _not_as_acknowledged(account, stated)
    return account


def _short(event: Event) -> str:
    return str(event["type"]).removeprefix(PREFIX).removesuffix(VERSION)


async def _over_http(
    client: httpx.AsyncClient, bearers: dict[str, str], mutator: Mutator, account: Account, events: int
) -> None:
    sent = 0
    while sent < events:
        request = mutator.for_http()
        sent += max(request.events, 1)
        headers = {"authorization": f"Bearer {bearers[request.role]}", "content-type": request.content_type}
        answer = await client.post(
            f"/{request.owner}/events", content=request.body, headers={**request.headers, **headers}
        )
        kind = answer.headers.get("content-type", "")
        account.note(request, f"{mutator.seed} {mutator.made}", answer.status_code, kind, answer.content)


async def _over_nats(running: Running, mutator: Mutator, account: Account, events: int) -> None:
    client = Client()
    url = (running.data / "run" / "nats").read_text().strip()
    token, inbox = running.token("unit", UNIT), f"_INBOX.{UNIT}"
    await client.connect(url, token=token, inbox_prefix=inbox, allow_reconnect=False)
    sent = 0
    try:
        while sent < events:
            request = mutator.for_nats()
            sent += max(request.events, 1)
            answer = await client.request(f"intake.{UNIT}.mutated", request.body, timeout=ANSWER_SECONDS)
            kind = (answer.headers or {}).get("content-type", "")
            status = 200 if kind == "application/json" else json.loads(answer.data)["status"]
            account.note(request, f"{mutator.seed} {mutator.made}", status, kind, answer.data)
    finally:
        await client.close()


def pss_mb(pid: int) -> float:
    """The memory of a process, what it shares divided among those it shares it with."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1_000


def _not_as_acknowledged(account: Account, facts: list[tuple[int, Fact]]) -> list[str]:
    """Where the log and the answers differ; what services state of their own accord was never asked for."""
    stated = {at: fact.id for at, fact in facts if not fact.source.startswith("/services/")}
    missing = [at for at, said in account.recorded.items() if stated.get(at) != said]
    unasked = [f"{at} {said}" for at, said in stated.items() if at not in account.recorded]
    again = [said for said, n in Counter((f.campaign, f.source, f.id) for _, f in facts).items() if n > 1]
    elsewhere = [at for at, said in account.duplicates.items() if stated.get(at, said) != said]
    found: dict[str, Sequence[object]] = {
        "acknowledged, not there": missing,
        "there, not acknowledged": unasked,
        "there twice": again,
        "a duplicate of another": elsewhere,
    }
    return [f"{what}: {listed[:5]}" for what, listed in found.items() if listed]


def main() -> int:
    """Run by hand."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("events", type=int, nargs="?", default=100_000)
    options.add_argument("--seed", default="1")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder)) as running:
        began = time.monotonic()
        account = asyncio.run(fuzz(running, events=asked.events, seed=asked.seed))
        figures = account.told() | {"seconds": round(time.monotonic() - began, 1)}
    sys.stdout.write(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
    return 1 if account.faults else 0


if __name__ == "__main__":
    sys.exit(main())
