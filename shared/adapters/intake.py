"""The intake behind every door: bodies of events in, answers out. It knows callers and commands, no HTTP, no NATS.

Order of refusals as in the contract: not JSON, not allowed, malformed; then the pen says duplicate, other content, or
what the facts so far forbid. Personal data is sealed here, before the pen.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Self

import msgspec

from shared.adapters.desk import Check, Desk, DeskOnTrial, Sealer
from shared.adapters.refused import RefusedStatements
from shared.adapters.spans import well_formed
from shared.adapters.telemetry import Telemetry
from shared.adapters.vault import VaultUnavailable
from shared.core.access import STATED_BY, Caller, actor_of, source_of, unit_of, why_not_state
from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.denials import Denial
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
UNAVAILABLE: Final = 503
VAULT_UNAVAILABLE: Final = Problem(
    UNAVAILABLE,
    "vault_unavailable",
    "Kho dữ liệu cá nhân chưa ghi được nên sự kiện này chưa được ghi. Hãy gửi lại đúng sự kiện này sau ít giây.",
    "Personal data cannot be sealed now, so this was not recorded. Send exactly the same again in a few seconds.",
)
ONE_SPEAKS_FOR_ONESELF: Final = "conflict.declared"
_OUTCOMES: Final[dict[type, str]] = {Recorded: "recorded", Duplicate: "duplicate", Problem: "rejected"}
SEALED: Final = frozenset(OPEN_FORMS.values())


class Taken(msgspec.Struct, frozen=True):
    """What became of one event: its id ("" if unreadable) and the answer."""

    id: str
    answer: Recorded | Duplicate | Problem

    @property
    def is_unavailable(self) -> bool:
        """Whether it can be taken later, as it is."""
        return type(self.answer) is Problem and self.answer.status == UNAVAILABLE


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
        self.refused = RefusedStatements()

    def on_trial(self, sealer: Sealer) -> Self:
        """An intake that only says what would become of events if they were taken now; `sealer` keeps nothing either.

        Each is decided after those before it. What would be recorded is Recorded at position 0, and not counted.
        """
        return type(self)(
            self._service,
            desk=DeskOnTrial(self._desk),
            sealer=sealer,
            mac=self._mac,
            clock=self._clock,
            random=self._random,
            check_launch=self._check_launch,
            telemetry=Telemetry.silent(self._service),
        )

    async def take(self, caller: Caller, bodies: Sequence[bytes | msgspec.Raw], traceparent: str = "") -> list[Taken]:
        """Take events, already in normal form, each alone, and say in the same order what became of each."""
        now = self._clock()
        read = [self._read(body, caller, now) for body in bodies]
        with self._telemetry.span("append", _trace_of(read) or traceparent, events=len(bodies)) as span:
            stored = await self._stored(read, caller, now, span.traceparent)
            decided = iter(await self._decide([one for one in stored if type(one) is not Problem]))
            taken = [
                Taken(_id_of(body), one) if type(one) is Problem else Taken(one.id, next(decided))
                for body, one in zip(bodies, stored, strict=True)
            ]
            outcomes = _outcomes(taken)
            span.note(**outcomes)
        refused = Counter((one.answer.status, one.answer.code) for one in taken if type(one.answer) is Problem)
        for (status, code), number in refused.items():
            self.refused.note(caller, code, status=status, events=number)
            if status != UNAVAILABLE:
                self._telemetry.count("thidua_statements_refused_total", number, code=code, status=str(status))
        for outcome, number in outcomes.items():
            self._telemetry.count("thidua_events_total", number, outcome=outcome)
        return taken

    def _read(self, body: bytes | msgspec.Raw, caller: Caller, now: datetime) -> Statement | Problem:
        statement = read_statement(body, now=now)
        if type(statement) is Problem:
            return statement if statement is NOT_JSON else self._refused_unread(body, caller) or statement
        data, short = statement.data, type(statement.data).short
        denial = why_not_state(
            caller,
            short,
            source=statement.source,
            unit_id=getattr(data, "unit_id", "") if caller.role == "unit" else "",
            person_id=getattr(data, "person_id", "") if short == ONE_SPEAKS_FOR_ONESELF else "",
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

    async def _stored(
        self, read: Sequence[Statement | Problem], caller: Caller, now: datetime, traceparent: str
    ) -> list[Command | Problem]:
        """Each statement as a command, with the data that the log may keep and the MAC of its content."""
        personal = [one for one in read if type(one) is not Problem and type(one.data) in SEALED]
        sealed = iter(await self._sealed(personal) if personal else ())
        nonces = self._random(16 * len(read)).hex()
        recorded_at, actor = rfc3339(now), actor_of(caller)
        stored: list[Command | Problem] = []
        for place, one in enumerate(read):
            if type(one) is Problem:
                stored.append(one)
                continue
            if type(one.data) not in SEALED:
                data, mac = one.data, self._mac(content_of(one))
            elif type(kept := next(sealed)) is Problem:
                stored.append(kept)
                continue
            else:
                data, mac = kept
            stored.append(
                Command(
                    id=one.id,
                    source=one.source,
                    time=one.time,
                    campaign=one.campaign,
                    data=data,
                    key=hash64(one.source, one.id),
                    contentmac=mac,
                    nonce=nonces[place * 32 : place * 32 + 32],
                    recorded_at=recorded_at,
                    role=caller.role,
                    unit_id=unit_of(one.source) if caller.role == "unit" else caller.unit_id,
                    actor=actor,
                    traceparent=well_formed(one.traceparent) or traceparent if one.traceparent else traceparent,
                )
            )
        return stored

    async def _sealed(self, statements: Sequence[Statement]) -> Sequence[tuple[Data, str] | Problem]:
        try:
            return await asyncio.to_thread(self._sealer, statements)
        except VaultUnavailable:
            return [VAULT_UNAVAILABLE] * len(statements)

    async def _decide(self, commands: Sequence[Command]) -> Sequence[Recorded | Duplicate | Problem]:
        """Answers in the order of the commands; one campaign's launch is decided as a whole, all else each alone."""
        of_each = [(command.campaign, type(command.data) in LAUNCHING) for command in commands]
        if len(set(of_each)) == 1:
            return await self._ask(of_each[0][0], commands, whole=of_each[0][1])
        groups: dict[tuple[str, bool], list[int]] = {}
        for index, group in enumerate(of_each):
            groups.setdefault(group, []).append(index)
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
    outcomes = {_OUTCOMES[kind]: number for kind, number in Counter([type(one.answer) for one in taken]).items()}
    unavailable = sum(one.is_unavailable for one in taken) if "rejected" in outcomes else 0
    if unavailable:
        outcomes["rejected"] -= unavailable
        outcomes["unavailable"] = unavailable
    return {outcome: number for outcome, number in outcomes.items() if number}


def _answer(answer: Answer) -> Recorded | Duplicate | Problem:
    if type(answer) is Recorded:
        return answer  # as nearly all are
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
