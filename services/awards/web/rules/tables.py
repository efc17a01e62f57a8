"""What other rules would change, as tables: counted by award, and case by case. They ask nothing."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from services.awards.domain.tallies import Subject
from services.awards.domain.what_if import Change, Compared
from services.awards.web.naming import Who
from services.awards.web.rules.texts import RULE_WORDS
from shared.web.frame import Frame
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS

APPEARS, FALLS_AWAY, CHANGES = "appears", "falls_away", "changes"
_TONES: Final = {APPEARS: "good", FALLS_AWAY: "late", CHANGES: "ask"}


def by_award(compared: Compared, frame: Frame) -> Table:
    """How many would appear, fall away or have another verdict, by award."""
    said, say = RULE_WORDS[frame.language], WORDINGS[frame.language]
    counts = Counter((str(one.award), _what(one)) for one in compared.changes)
    awards = dict.fromkeys(one.award for one in compared.changes)
    rows = [
        (
            words(say.awards[award]),
            *(Cell(counts[str(award), what], say.number(counts[str(award), what])) for what in _TONES),
        )
        for award in awards
    ]
    headings = (Column(said.award), *(Column(said.kinds[what], figures=True) for what in _TONES))
    return Table("by-award", said.by_award, headings, rows, said.no_change)


def case_by_case(compared: Compared, frame: Frame, called: Mapping[Subject, Who]) -> Table:
    """Every subject and award of which the verdict would be another; `called` says who they are, as far as is shown."""
    said = RULE_WORDS[frame.language]
    headings = (
        said.award,
        said.change,
        said.subject_kind,
        said.name,
        said.subject,
        said.before,
        said.after,
        said.card,
        said.missing,
    )
    rows = [_case(one, frame, called.get(Subject(one.subject_kind, one.subject_id))) for one in compared.changes]
    return Table("changes", said.changes, tuple(Column(one) for one in headings), rows, said.no_change)


def _case(one: Change, frame: Frame, who: Who | None) -> tuple[Cell, ...]:
    said, say = RULE_WORDS[frame.language], WORDINGS[frame.language]
    what = _what(one)
    return (
        words(say.awards[one.award]),
        words(said.kinds[what], tone=_TONES[what]),
        words(said.subject_kinds[one.subject_kind]),
        words(say.text(who.name) if who and who.name else ""),
        words(one.subject_id),
        words(say.verdicts[one.before] if one.before else said.not_flagged),
        words(say.verdicts[one.after] if one.after else said.not_flagged),
        words(f"{one.card} ({one.rule_set})"),
        words("; ".join(say.text(missing) for missing in one.missing)),
    )


def _what(change: Change) -> str:
    if change.before is None:
        return APPEARS
    return FALLS_AWAY if change.after is None else CHANGES
