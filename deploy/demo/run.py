"""`thidua demo`: the installation on the simulation's clock, and the province that reports through its real doors."""

import asyncio
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from datetime import time as clock_time
from hashlib import sha256
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpx
import msgspec
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from deploy.demo import definition_text
from deploy.demo.inboxes import is_looked_into, look_into
from deploy.demo.photos import is_pictured, picture_of
from deploy.demo.province import simulate
from deploy.demo.saying import Saying, Speaker
from deploy.local.installation import CannotStart, Installation
from deploy.local.up import Options, up
from shared.adapters.access import Access, Bearing
from shared.adapters.accounts import Accounts, NoSuchAccount
from shared.adapters.clock import SharedClock, system_clock
from shared.core.definition import Definition
from shared.core.events import HouseCompleted
from shared.core.requests import BATCH, MAX_BATCH
from shared.rules.definition import CampaignFile, read
from shared.rules.launching import campaign_events, unit_events

SEED: Final = 1
LAUNCHED_AT: Final = clock_time(hour=6)
PATIENCE_SECONDS: Final = 60.0
ADMINISTRATION: Final = Speaker("unit", "hctc")
SIGN_INS: Final = (
    Speaker("secretary"),
    Speaker("verifier"),
    Speaker("auditor"),
    Speaker("publisher"),
    ADMINISTRATION,
    Speaker("admin"),
)


def demo(options: Options, *, speed: float, say: Callable[[str], None]) -> None:
    """Run the built-in campaign at so many simulated days a second (0: as fast as it goes), then stay up.

    Raises CannotStart.
    """
    found = read(definition_text())
    if not isinstance(found, CampaignFile):
        raise CannotStart(
            f"Phong trào có sẵn có {len(found)} lỗi; `thidua campaign check` chỉ ra từng lỗi.",
            f"The built-in campaign has {len(found)} mistakes; `thidua campaign check` names them.",
        )
    installation = Installation(options.data)
    clock = SharedClock(installation.clock)
    clock.set(_first_morning(found.definition))
    simulation = Simulation(found.definition, installation, clock, url=options.url, say=say)
    up(replace(options, simulated=True), say=say, beside=lambda: asyncio.run(simulation.run(speed)))


class Simulation:
    """The province: every speaker with a token of its own, every saying on its day.

    What it will say is thought of in the process that says it: all services are forked from the one that makes this.
    """

    def __init__(
        self,
        definition: Definition,
        installation: Installation,
        clock: SharedClock,
        *,
        url: str,
        say: Callable[[str], None],
    ) -> None:
        self._definition = definition
        self._access = Access.open(installation.access_url, system_clock)
        self._accounts = Accounts.open(installation.access_url, system_clock)
        self._clock = clock
        self._url = url
        self._say = say
        self._bearers: dict[Speaker, str] = {}
        self.surprises = 0

    async def run(self, speed: float) -> None:
        """Launch, report day by day, and say where to look."""
        async with httpx.AsyncClient(base_url=self._url, timeout=PATIENCE_SECONDS) as client:
            admin = Speaker("admin")
            for events in (unit_events(self._definition), campaign_events(self._definition)):
                await self._post(client, admin, events)
            await self._report(client, speed)
        self._tell_where_to_look()

    async def _report(self, client: httpx.AsyncClient, speed: float) -> None:
        sayings = simulate(SEED, self._definition)
        days = [(day, list(said)) for day, said in groupby(sayings, key=lambda saying: saying.at.date())]
        first, began = days[0][0], time.monotonic()
        with _progress((days[-1][0] - first).days + 1) as advance:
            for day, on_day in days:
                if speed > 0:
                    await asyncio.sleep(max(0.0, began + (day - first).days / speed - time.monotonic()))
                for speaker, said in groupby(on_day, key=lambda saying: saying.speaker):
                    await self._speak(client, speaker, list(said))
                if is_looked_into(day):
                    await look_into(client, self._bearer(ADMINISTRATION))
                advance((day - first).days + 1, f"{day:%d/%m/%Y}")

    async def _speak(self, client: httpx.AsyncClient, speaker: Speaker, said: list[Saying]) -> None:
        for begin in range(0, len(said), MAX_BATCH):
            some = said[begin : begin + MAX_BATCH]
            self._clock.set(some[-1].at)
            results = await self._post(client, speaker, [saying.event for saying in some])
            for saying in some:
                await self._send_picture(client, speaker, saying)
            for saying, result in zip(some, results, strict=True):
                status = "refused" if result["status"] == "rejected" else result["status"]
                if status not in (saying.expected, "duplicate"):
                    self.surprises += 1
                    print(f"{saying.event['id']}: {status}, expected {saying.expected}: {result}", file=sys.stderr)  # noqa: T201

    async def _post(self, client: httpx.AsyncClient, speaker: Speaker, events: list[Any]) -> list[dict[str, Any]]:
        headers = {"authorization": f"Bearer {self._bearer(speaker)}", "content-type": BATCH}
        content = msgspec.json.encode(events)
        while True:
            try:
                answer = await client.post("/tracking/events", headers=headers, content=content)
            except httpx.TransportError:
                answer = None  # the service is being started again; sending the same again is safe
            if answer is not None and answer.status_code == 200:
                results: list[dict[str, Any]] = answer.json()["results"]
                if all(result.get("problem", {}).get("status") != 503 for result in results):
                    return results
            elif answer is not None and answer.status_code != 503:
                raise CannotStart(
                    f"Cổng nhận sự kiện trả lời {answer.status_code}: {answer.text}",
                    f"The door answered {answer.status_code}: {answer.text}",
                )
            await asyncio.sleep(0.2)

    async def _send_picture(self, client: httpx.AsyncClient, speaker: Speaker, saying: Saying) -> None:
        """Of some houses that are finished a picture comes along, sealed under the household's key."""
        data: Any = saying.event["data"]
        if saying.expected != "recorded" or saying.event["type"] != HouseCompleted.wire:
            return
        if not is_pictured(data["household_id"]):
            return
        content, headers = picture_of(data["household_id"]), {"authorization": f"Bearer {self._bearer(speaker)}"}
        said = {"campaign": saying.event["campaign"], "name": "nha.png", "size": len(content)}
        of = {"sha256": sha256(content).hexdigest(), "subject_kind": "HOUSEHOLD", "subject_id": data["household_id"]}
        begun = await client.post("/tracking/evidence", headers=headers, json=said | of)
        if begun.status_code == 201:
            part = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
            begun = await client.patch(begun.json()["upload"], headers=headers | part, content=content)
        if begun.status_code not in (200, 201):
            self.surprises += 1
            print(f"{saying.event['id']}: picture {begun.status_code} {begun.text}", file=sys.stderr)  # noqa: T201

    def _bearer(self, speaker: Speaker) -> str:
        if speaker not in self._bearers:
            _, self._bearers[speaker] = self._access.create_token(speaker.role, unit_id=speaker.unit_id)
        return self._bearers[speaker]

    def _account(self, speaker: Speaker) -> tuple[str, str]:
        """An account's name and its password, which is another with every demo on the same DATA."""
        # Many try a demo with one account: it chooses a password that stays, in the place of its owner.
        name, password = speaker.unit_id or speaker.role, secrets.token_urlsafe(15)
        try:
            first = self._accounts.reset_password(name)
        except NoSuchAccount:
            _, first = self._accounts.create(name, Bearing(role=speaker.role, unit_id=speaker.unit_id))
        self._accounts.replace_password(name, first, password)
        return name, password

    def _tell_where_to_look(self) -> None:
        self._say(f"look at {self._url}/")
        for speaker in SIGN_INS:
            self._say(f"sign in as {' '.join(filter(None, speaker))}: {self._bearer(speaker)}")
        for speaker in SIGN_INS:
            name, password = self._account(speaker)
            self._say(f"in a browser at {self._url}/sign-in: name {name}, password {password}")
        candidates = f"{self._url}/awards/campaigns/{self._definition.campaign.campaign}/candidates"
        self._say(f"the year's urging, as secretary, auditor or admin: {self._url}/notify/pages/urging")
        self._say(f"for example: curl -H 'Authorization: Bearer {self._bearer(SIGN_INS[0])}' {candidates}")
        self._say("demo complete")


def _first_morning(definition: Definition) -> datetime:
    """When the campaign is launched, before anybody has something to say."""
    first_day, zone = date.fromisoformat(definition.campaign.starts_on), ZoneInfo(definition.campaign.time_zone)
    return datetime.combine(first_day, LAUNCHED_AT, zone)


@contextmanager
def _progress(days: int) -> Iterator[Callable[[int, str], None]]:
    """A bar on a terminal, nothing elsewhere; the function returned moves it to a day, the first being 1."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, disable=not sys.stdout.isatty()) as bar:
        task = bar.add_task("", total=days)
        yield lambda day, name: bar.update(task, completed=day, description=name)
