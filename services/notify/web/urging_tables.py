"""The year's urging as tables: by month or period, by unit, and notice by notice. It knows no HTTP and no session."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.notify.domain.stages import STAGES, furthest
from services.notify.domain.topics import TOPICS
from services.notify.tables.rows import Delivery, Reminded
from services.notify.tables.urged import NO_UNIT, REPORT, Counted, Noticed, Outcome, Sought
from services.notify.web.failed_texts import WORDS as LETTER_WORDS
from services.notify.web.urging_texts import URGING_WORDS, UrgingWords
from shared.core.access import ROLES
from shared.core.definition import Text
from shared.web.frame import Frame
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS
from shared.web.wording import Wording

YEAR: Final = "/notify/pages/urging"
NOTICES: Final = YEAR + "/notices"
TRAIL: Final = "/notify/pages/deliveries"
MOST_UNITS: Final = 200  # on one page; a file has all of them
TONES: Final = dict.fromkeys(STAGES, "plain") | {"UNIT": "ask", "HEAD": "ask", "ADMINISTRATION": "late"}
TONES["LEADERSHIP"] = "late"
OUTCOME_TONES: Final = {"sent": "good", "failed": "late", "bounced": "late"}
_NOTHING: Final = Outcome(0, 0, 0)
_EMPTY: Final = Cell("", "")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What tables are drawn with: the page they stand on, what is sought on it, and what units are called."""

    frame: Frame
    sought: Sought
    names: Mapping[str, Text]

    @property
    def said(self) -> UrgingWords:
        """The words of these pages."""
        return URGING_WORDS[self.frame.language]

    @property
    def say(self) -> Wording:
        """The words of every page."""
        return WORDINGS[self.frame.language]

    @property
    def times(self) -> str:
        """What a column of time is called."""
        return self.said.period if self.sought.kind == REPORT else self.said.month

    def unit(self, unit_id: str) -> str:
        """What a unit is called; its id, where nobody named it."""
        if unit_id in ("", NO_UNIT):
            return self.said.unit_itself
        return self.say.text(self.names[unit_id]) if unit_id in self.names else unit_id

    def who(self, recipient: str) -> str:
        """Whom a notice went to: a role, a unit by its name, a person by the id alone."""
        role = next((role for role in ROLES if role == recipient), None)
        return self.unit(recipient) if role is None else self.say.roles[role]

    def behind(self, **asked: str) -> str:
        """The notices behind a figure."""
        sought = self.sought
        kept = {"about": sought.kind, "unit": sought.unit_id, "stage": sought.stage, "time": sought.time}
        return self.frame.link(NOTICES, **(kept | asked))


def by_time(counts: Sequence[Counted], outcomes: Mapping[str, Outcome], drawing: Drawing) -> Table:
    """How many reminders came to each stage, month by month or period by period, and what became of their notices."""
    said, say = drawing.said, drawing.say
    numbers: Counter[tuple[str, str]] = Counter()
    for one in counts:
        numbers[one.time, one.stage] += one.number
    columns = (
        Column(drawing.times),
        *(Column(said.stages[stage], figures=True) for stage in STAGES),
        *(Column(heading, figures=True) for heading in (said.notices, said.read, said.lost)),
    )
    rows = []
    for time in sorted({one.time for one in counts}):
        stages = (_figure(numbers[time, stage], say, link=drawing.behind(time=time, stage=stage)) for stage in STAGES)
        became = (_figure(number, say) for number in outcomes.get(time, _NOTHING))
        rows.append((words(time, link=drawing.behind(time=time)), *stages, *became))
    title = said.by_period if drawing.sought.kind == REPORT else said.by_month
    return Table("by-time", title, columns, rows, said.nothing)


def by_unit(counts: Sequence[Counted], drawing: Drawing) -> Table:
    """Units by months or periods: how far the urging of their matters came, and how many reminders there were."""
    said, cells = drawing.said, defaultdict[tuple[str, str], list[Counted]](list)
    for one in counts:
        cells[one.unit_id, one.time].append(one)
    times = sorted({one.time for one in counts})
    units = sorted({one.unit_id for one in counts}, key=lambda unit_id: (unit_id != "", drawing.unit(unit_id)))
    rows = [
        (
            words(drawing.unit(unit_id), link=drawing.behind(unit=unit_id or NO_UNIT)),
            *(_reached(cells.get((unit_id, time), ()), drawing) for time in times),
        )
        for unit_id in units
    ]
    return Table("by-unit", said.by_unit, (Column(said.unit), *map(Column, times)), rows, said.nothing)


def notices(found: Iterable[Noticed], drawing: Drawing) -> Table:
    """One row for each notice, which leads to its trail."""
    said = drawing.said
    columns = (
        Column(said.told_at),
        Column(said.matter),
        Column(said.unit),
        Column(said.stage),
        Column(said.due_on),
        *_columns_of_notices(said),
    )
    rows = [(*_of_reminder(one.reminder, one.delivery, drawing), *_of_notice(one.delivery, drawing)) for one in found]
    return Table("notices", said.notices_title, columns, rows, said.nothing)


def others(found: Iterable[Delivery], drawing: Drawing) -> Table:
    """Who else was told of the same."""
    said = drawing.said
    rows = [_of_notice(one, drawing, link=True) for one in found]
    return Table("others", said.others, _columns_of_notices(said), rows, said.nobody_else)


def _columns_of_notices(said: UrgingWords) -> tuple[Column, ...]:
    figures = Column(said.attempts, figures=True)
    return (Column(said.to), Column(said.channel), Column(said.outcome), figures, Column(said.read_at))


def _of_reminder(reminder: Reminded, delivery: Delivery, drawing: Drawing) -> tuple[Cell, ...]:
    said, say, zone = drawing.said, drawing.say, drawing.frame.time_zone
    known = TOPICS.get(reminder.topic)
    called = f"{say.text(known.called) if known else reminder.topic}: {reminder.matter}"
    stage = next(stage for stage in STAGES if stage == reminder.stage)
    return (
        Cell(reminder.at, say.iso_moment(reminder.at, zone)),
        words(called, link=drawing.frame.link(f"{TRAIL}/{delivery.delivery_id}")),
        words(drawing.unit(reminder.unit_id)),
        words(said.stages[stage], tone=TONES[stage]),
        Cell(reminder.due_on, say.iso_day(reminder.due_on)),
    )


def _of_notice(one: Delivery, drawing: Drawing, *, link: bool = False) -> tuple[Cell, ...]:
    said, say, zone = drawing.said, drawing.say, drawing.frame.time_zone
    way = drawing.frame.link(f"{TRAIL}/{one.delivery_id}") if link else ""
    channels = LETTER_WORDS[drawing.frame.language].channels
    return (
        words(drawing.who(one.recipient), link=way),
        words(channels.get(one.channel, one.channel)),
        words(said.outcomes.get(one.status, one.status), tone=OUTCOME_TONES.get(one.status, "plain")),
        Cell(one.attempts, say.number(one.attempts)),
        Cell(one.read_at, say.iso_moment(one.read_at, zone)) if one.read_at else words(said.not_read),
    )


def _figure(number: int, say: Wording, *, link: str = "") -> Cell:
    return Cell(number, say.number(number), link) if number else Cell(0, "–")


def _reached(found: Sequence[Counted], drawing: Drawing) -> Cell:
    """How far urging came in one cell; empty where nobody was urged."""
    if not found:
        return _EMPTY
    stage, number = furthest([one.stage for one in found]), sum(one.number for one in found)
    shown = f"{drawing.said.shorts[stage]} · {drawing.say.number(number)}"
    link = drawing.behind(unit=found[0].unit_id or NO_UNIT, time=found[0].time)
    return Cell(shown, shown, link, TONES[stage])
