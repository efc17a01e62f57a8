"""The intake behind every door: bodies of events in, answers out. It knows callers and commands, no HTTP, no NATS.

Order of refusals as in the contract: not JSON, not allowed, malformed; then the pen says duplicate, other content, or
what the facts so far forbid. Personal data is sealed here, before the pen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Protocol, TypeAlias

import msgspec

from shared.adapters.spans import well_formed
from shared.adapters.telemetry import Telemetry
from shared.adapters.vault import VaultUnavailable
from shared.core.access import STATED_BY, Caller, Denial, source_of, why_not_state
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.envelope import Statement, content_of
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.events import (
    OWNERS,
    PREFIX,
    VERSION,
    CampaignAmended,
    CampaignLaunched,
    Data,
    RuleSetPublished,
    thing_of,
)
from shared.core.forms import UNREADABLE, read_statement
from shared.core.index import hash64
from shared.core.open_forms import OPEN_FORMS
from shared.core.problems import CONTENT_DIFFERS, LOG_UNAVAILABLE, NOT_JSON, Problem, problem_of
from shared.core.values import Owner

LAUNCHING: Final = frozenset({CampaignLaunched, CampaignAmended, RuleSetPublished})
VAULT_UNAVAILABLE: Final = Problem(
    503,
    "vault_unavailable",
    "Kho dữ liệu cá nhân chưa ghi được nên sự kiện này chưa được ghi. Hãy gửi lại đúng sự kiện này sau ít giây.",
    "Personal data cannot be sealed now, so this was not recorded. Send exactly the same again in a few seconds.",
)
_OUTCOMES: Final[dict[type, str]] = {Recorded: "recorded", Duplicate: "duplicate", Problem: "rejected"}
SEALED: Final = frozenset(OPEN_FORMS.values())


class Taken(msgspec.Struct, frozen=True):
    """What became of one event: its id ("" if unreadable) and the answer."""

    id: str
    answer: Recorded | Duplicate | Problem


class Desk(Protocol):
    """Where commands of one campaign are decided: its pen."""

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable."""
        ...

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide together: all in one commit, or none."""
        ...


class Sealer(Protocol):
    """Turns open forms into what may be stored, with the MAC of their content; its keys are on disk when it returns."""

    def __call__(self, statements: Sequence[Statement]) -> list[tuple[Data, str] | Problem]:
        """The stored data and content MAC of each statement, in order, or why it cannot be stored."""
        ...


# What is wrong with the definition that statements of one campaign make together. May raise LogUnavailable, LogDamaged.
Check: TypeAlias = Callable[[str, Sequence[Data]], Awaitable[Problem | None]]


def rfc3339(moment: datetime) -> str:
    """A time as the log writes it: UTC, milliseconds, so that texts sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Intake:
    """Takes events for one service; `check_launch` looks at a campaign's definition as a whole."""

    def __init__(
        self,
        service: Owner,
        *,
        desk: Desk,
        sealer: Sealer,
        mac: Callable[[bytes], str],
        clock: Callable[[], datetime],
        random: Callable[[int], bytes],
        check_launch: Check,
        telemetry: Telemetry,
    ) -> None:
        self._service = service
        self._desk = desk
        self._sealer = sealer
        self._mac = mac
        self._clock = clock
        self._random = random
        self._check_launch = check_launch
        self._telemetry = telemetry

    async def take(self, caller: Caller, bodies: Sequence[bytes | msgspec.Raw], traceparent: str = "") -> list[Taken]:
        """Take events, already in normal form, each alone, and say in the same order what became of each."""
        now = self._clock()
        read = [self._read(body, caller, now) for body in bodies]
        with self._telemetry.span("append", _trace_of(read) or traceparent, events=len(bodies)) as span:
            stored = await self._stored(read)
            commands = self._commands(stored, caller, now, span.traceparent)
            taken = await self._decided(bodies, stored, commands)
            outcomes = _outcomes(taken)
            span.note(**outcomes)
        for outcome, number in outcomes.items():
            self._telemetry.count("thidua_events_total", number, outcome=outcome)
        return taken

    async def _decided(
        self,
        bodies: Sequence[bytes | msgspec.Raw],
        stored: Sequence[tuple[Statement, Data, str] | Problem],
        commands: Sequence[Command],
    ) -> list[Taken]:
        decided = iter(await self._decide(commands))
        return [
            Taken(_id_of(body), one) if type(one) is Problem else Taken(one[0].id, next(decided))
            for body, one in zip(bodies, stored, strict=True)
        ]

    def _read(self, body: bytes | msgspec.Raw, caller: Caller, now: datetime) -> Statement | Problem:
        statement = read_statement(body, now=now)
        if type(statement) is Problem:
            return statement if statement is NOT_JSON else self._refused_unread(body, caller) or statement
        data = statement.data
        denial = why_not_state(
            caller,
            type(data).short,
            source=statement.source,
            unit_id=getattr(data, "unit_id", "") if caller.role == "unit" else "",
            person_id=getattr(data, "person_id", ""),
        )
        if denial is not None:
            return _forbidden(denial)
        if type(data).owner != self._service:
            return _wrong_door(type(data).owner)
        return statement

    def _refused_unread(self, body: bytes | msgspec.Raw, caller: Caller) -> Problem | None:
        """What comes before a malformed event's faults: it is no JSON, its sender may not state it, or not here."""
        try:
            loose = msgspec.json.decode(body)
        except UNREADABLE:
            return NOT_JSON  # the bad field came before what is no JSON
        wire = str(loose.get("type")) if isinstance(loose, dict) else ""
        short = wire.removeprefix(PREFIX).removesuffix(VERSION)
        if wire != f"{PREFIX}{short}{VERSION}" or short not in STATED_BY:
            return None
        data = loose["data"] if isinstance(loose.get("data"), dict) else {}
        unit_id = data.get("unit_id", "") if caller.role == "unit" else ""
        source = loose.get("source", source_of(caller.unit_id) if caller.role == "unit" else "")
        person_id = data.get("person_id", "")
        denial = why_not_state(caller, short, source=str(source), unit_id=str(unit_id), person_id=str(person_id))
        if denial is not None:
            return _forbidden(denial)
        owner = OWNERS[thing_of(short)]
        return _wrong_door(owner) if owner != self._service else None

    async def _stored(self, read: Sequence[Statement | Problem]) -> list[tuple[Statement, Data, str] | Problem]:
        """Each statement with the data that the log may keep and the MAC of its content."""
        personal = [one for one in read if type(one) is not Problem and type(one.data) in SEALED]
        sealed = iter(await self._sealed(personal) if personal else ())
        stored: list[tuple[Statement, Data, str] | Problem] = []
        for one in read:
            if type(one) is Problem:
                stored.append(one)
            elif type(one.data) in SEALED:
                kept = next(sealed)
                stored.append(kept if isinstance(kept, Problem) else (one, *kept))
            else:
                stored.append((one, one.data, self._mac(content_of(one))))
        return stored

    async def _sealed(self, statements: Sequence[Statement]) -> Sequence[tuple[Data, str] | Problem]:
        try:
            return await asyncio.to_thread(self._sealer, statements)
        except VaultUnavailable:
            return [VAULT_UNAVAILABLE] * len(statements)

    def _commands(
        self, stored: Sequence[tuple[Statement, Data, str] | Problem], caller: Caller, now: datetime, traceparent: str
    ) -> list[Command]:
        nonces = self._random(16 * len(stored)).hex()
        recorded_at, actor = rfc3339(now), f"{caller.role}:{caller.unit_id or caller.person_id or caller.token_id}"
        return [
            Command(
                id=statement.id,
                source=statement.source,
                time=statement.time,
                campaign=statement.campaign,
                data=data,
                key=hash64(statement.source, statement.id),
                contentmac=mac,
                nonce=nonces[place * 32 : place * 32 + 32],
                recorded_at=recorded_at,
                role=caller.role,
                unit_id=caller.unit_id,
                actor=actor,
                traceparent=well_formed(statement.traceparent) or traceparent,
            )
            for place, one in enumerate(stored)
            if type(one) is not Problem
            for statement, data, mac in (one,)
        ]

    async def _decide(self, commands: Sequence[Command]) -> Sequence[Recorded | Duplicate | Problem]:
        """Answers in the order of the commands; one campaign's launch is decided as a whole, all else each alone."""
        groups: dict[tuple[str, bool], list[int]] = {}
        for index, command in enumerate(commands):
            groups.setdefault((command.campaign, type(command.data) in LAUNCHING), []).append(index)
        if len(groups) == 1:
            ((campaign, whole),) = groups
            return await self._ask(campaign, commands, whole=whole)
        answers: list[Recorded | Duplicate | Problem] = [LOG_UNAVAILABLE] * len(commands)

        # A launch first, so that what the same batch reports for the new campaign finds it launched.
        for (campaign, whole), indexes in sorted(groups.items(), key=lambda group: not group[0][1]):
            mine = [commands[index] for index in indexes]
            for index, answer in zip(indexes, await self._ask(campaign, mine, whole=whole), strict=True):
                answers[index] = answer
        return answers

    async def _ask(
        self, campaign: str, commands: Sequence[Command], *, whole: bool
    ) -> Sequence[Recorded | Duplicate | Problem]:
        submit = self._desk.submit_whole if whole else self._desk.submit
        try:
            if whole and (problem := await self._check_launch(campaign, [command.data for command in commands])):
                return [problem] * len(commands)
            return [_answer(answer) for answer in await submit(campaign, commands)]
        except (LogUnavailable, LogDamaged):
            return [LOG_UNAVAILABLE] * len(commands)


def _trace_of(read: Sequence[Statement | Problem]) -> str:
    """The trace that an event sent alone bears; those of a batch are as many as its events."""
    alone = read[0] if len(read) == 1 else NOT_JSON
    return "" if type(alone) is Problem else alone.traceparent


def _outcomes(taken: Sequence[Taken]) -> dict[str, int]:
    """How many events came to which end."""
    outcomes: dict[str, int] = {}
    for one in taken:
        answer = one.answer
        outcome = "unavailable" if type(answer) is Problem and answer.status == 503 else _OUTCOMES[type(answer)]
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    return outcomes


def _answer(answer: Answer) -> Recorded | Duplicate | Problem:
    match answer:
        case Recorded() | Duplicate():
            return answer
        case ContentDiffers():
            return CONTENT_DIFFERS
        case Refused():
            return problem_of(answer)


def _id_of(body: bytes | msgspec.Raw) -> str:
    """The id of an event that could not be read, if that much can be read."""
    try:
        loose = msgspec.json.decode(body)
    except UNREADABLE:
        return ""
    found = loose.get("id") if isinstance(loose, dict) else None
    return found if isinstance(found, str) else ""


def _forbidden(denial: Denial) -> Problem:
    return Problem(403, denial.code, denial.vi, denial.en)


def _wrong_door(owner: Owner) -> Problem:
    return Problem(
        400,
        "wrong_door",
        f"Loại sự kiện này không nhận ở đây nên chưa có gì được ghi. Hãy gửi tới POST /{owner}/events.",
        f"This kind of event is not taken here, so nothing was recorded. Send it to POST /{owner}/events.",
    )
