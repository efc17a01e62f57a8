"""The form of choices: what stands in its fields, and the choice that they make. Pure; no page, no table."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from services.notify.domain.choices import NOTHING_CHOSEN, is_muted
from services.notify.domain.topics import TOPICS, may_mute
from shared.core.events import Choice
from shared.core.problems import Fault
from shared.core.values import Channel, Language
from shared.web.filling import Entered, first

MOST_WINDOWS: Final = 24
ROWS: Final = 2  # of windows, at least
MOST_FIELDS: Final = 400
ALWAYS: Final = "always"
TOLD: Final = "told"
NOT_TOLD: Final = "not told"


class Hours(NamedTuple):
    """A stretch of the day as it is typed."""

    begins: str = ""
    ends: str = ""


NO_HOURS: Final = Hours()


class Cell(NamedTuple):
    """Whether a topic comes by a channel (`ALWAYS`, `TOLD`, `NOT_TOLD`); `value` is what its box sends."""

    channel: Channel
    how: str
    value: str


class Line(NamedTuple):
    """One topic, why it cannot be switched off ("" where it can), and whether it comes at any hour."""

    called: str
    must: str
    at_once: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What stands in the fields; `told` holds the boxes that are ticked, `seen` where the choice stood when drawn."""

    told: frozenset[str]
    language: str = ""
    quiet: Hours = NO_HOURS
    windows: tuple[Hours, ...] = ()
    rest: str = ""
    every: str = ""
    at: str = ""
    weekday: str = ""
    time_zone: str = ""
    seen: str = ""

    @property
    def rows(self) -> tuple[Hours, ...]:
        """The windows, and an empty row behind them."""
        return self.windows + (NO_HOURS,) * max(1, ROWS - len(self.windows))


def outside_of(channels: Iterable[Channel]) -> tuple[Channel, ...]:
    """The channels of which there is something to choose."""
    return tuple(sorted(set(channels) - {"inbox"}))


def draft_of(choice: Choice, channels: Iterable[Channel], *, seen: int) -> Draft:
    """The form as a choice fills it in."""
    digest = choice.digest
    return Draft(
        told=frozenset(
            _value(topic, channel) for topic in TOPICS for channel in channels if not is_muted(choice, topic, channel)
        ),
        language=choice.language or "",
        quiet=NO_HOURS if choice.quiet is None else Hours(choice.quiet.begins, choice.quiet.ends),
        windows=tuple(Hours(one.begins, one.ends) for one in choice.windows),
        rest=choice.rest,
        every=digest.every if digest else "",
        at=digest.at if digest else "08:00",
        weekday=str(digest.weekday) if digest else "1",
        time_zone=choice.time_zone,
        seen=str(seen),
    )


def draft_in(said: Entered) -> Draft:
    """The form as somebody filled it in; rows that were left empty are none."""
    windows = (_hours(said, f"windows.{row}") for row in range(MOST_WINDOWS))
    return Draft(
        told=frozenset(said.get("told", ())),
        language=first(said, "language"),
        quiet=_hours(said, "quiet"),
        windows=tuple(hours for hours in windows if any(hours)),
        rest=first(said, "rest"),
        every=first(said, "every"),
        at=first(said, "at").strip(),
        weekday=first(said, "weekday"),
        time_zone=first(said, "time_zone").strip(),
        seen=first(said, "seen"),
    )


def choice_in(draft: Draft, standing: Choice, channels: Iterable[Channel]) -> dict[str, object]:
    """The choice that a form makes, as the API takes it. Of channels that it did not show, what stands goes on."""
    shown = tuple(channels)
    elsewhere = [(one.topic, one.channel) for one in standing.muted if one.channel not in shown]
    here = [
        (topic, channel)
        for topic in TOPICS
        for channel in shown
        if may_mute(topic, channel) and _value(topic, channel) not in draft.told
    ]
    made: dict[str, object] = {
        "muted": [{"topic": topic, "channel": channel} for topic, channel in sorted(elsewhere + here)],
        "windows": [hours._asdict() for hours in draft.windows],
        "rest": draft.rest,
    }
    if draft.time_zone not in ("", NOTHING_CHOSEN.time_zone):
        made["time_zone"] = draft.time_zone
    if draft.language:
        made["language"] = draft.language
    if any(draft.quiet):
        made["quiet"] = draft.quiet._asdict()
    if draft.every:
        weekday: object = int(draft.weekday) if draft.weekday.isdecimal() else draft.weekday
        made["digest"] = {"every": draft.every, "at": draft.at, "weekday": weekday}
    return made


def lines_of(draft: Draft, channels: Iterable[Channel], language: Language) -> list[Line]:
    """The table of topics and channels as it is drawn."""
    shown = tuple(channels)
    return [
        Line(
            topic.called.vi if language == "vi" else topic.called.en,
            "" if topic.must is None else topic.must.vi if language == "vi" else topic.must.en,
            topic.at_once,
            tuple(Cell(channel, _how(name, channel, draft), _value(name, channel)) for channel in shown),
        )
        for name, topic in TOPICS.items()
    ]


def faults_by_field(faults: Iterable[Fault]) -> dict[str, Fault]:
    """What is wrong, by the name of the field; what is about none of them stands under its whole pointer."""
    found: dict[str, Fault] = {}
    for fault in faults:
        name = fault.pointer.strip("/").replace("/", ".").removeprefix("digest.")
        found.setdefault({"quiet": "quiet.begins", "digest": "every"}.get(name, name), fault)
    return found


def _hours(said: Entered, name: str) -> Hours:
    return Hours(first(said, f"{name}.begins").strip(), first(said, f"{name}.ends").strip())


def _how(topic: str, channel: Channel, draft: Draft) -> str:
    if not may_mute(topic, channel):
        return ALWAYS
    return TOLD if _value(topic, channel) in draft.told else NOT_TOLD


def _value(topic: str, channel: Channel) -> str:
    return f"{topic} {channel}"
