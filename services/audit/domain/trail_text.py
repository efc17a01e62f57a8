"""A trail in words: what stands under each card first, then fact by fact, under what caused it. It knows no log."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from services.audit.domain.trail import Candidacy, Entry, Money, Trail
from shared.core.values import Language

_WORDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {
        "facts": "sự kiện",
        "recorded": "ghi lúc",
        "by": "bởi",
        "via": "qua",
        "from": "do",
        "corrected": "được sửa hoặc rút lại ở",
        "proof": "chứng minh",
        "support": "mức hỗ trợ",
        "disbursed": "đã giải ngân",
        "reversed": "đã thu hồi",
        "paid": "còn lại đã chi",
        "remaining": "chưa chi",
        "missing": "còn thiếu",
        "evidence": "căn cứ",
        "differs": "cờ ghi {count}, nhật ký cho thấy {found}",
    },
    "en": {
        "facts": "facts",
        "recorded": "recorded",
        "by": "by",
        "via": "via",
        "from": "because of",
        "corrected": "corrected or taken back at",
        "proof": "proof",
        "support": "support",
        "disbursed": "disbursed",
        "reversed": "reversed",
        "paid": "paid",
        "remaining": "remaining",
        "missing": "missing",
        "evidence": "evidence",
        "differs": "the flag counts {count}, the log shows {found}",
    },
}
_LONGEST: Final = 240


def told(trail: Trail, language: Language) -> Iterator[str]:
    """The lines of a trail for people."""
    say = _WORDS[language]
    yield f"{trail.kind} {trail.id}: {len(trail.facts)} {say['facts']}"
    for candidacy in trail.candidacies:
        yield from _candidacy(candidacy, say, language)
    if trail.money is not None:
        yield from _money(trail.money, say)
    for entry in _cause_by_cause(trail.facts):
        yield from _entry(entry, say)


def _cause_by_cause(entries: Sequence[Entry]) -> Iterator[Entry]:
    """In order, but each right after what it follows from."""
    here = {entry.position for entry in entries}
    following: dict[int | None, list[Entry]] = {}
    for entry in entries:
        position = entry.cause.position if entry.cause else None
        following.setdefault(position if position in here else None, []).append(entry)
    waiting = following.pop(None, [])[::-1]
    while waiting:
        entry = waiting.pop()
        yield entry
        waiting += following.pop(entry.position, [])[::-1]


def _candidacy(one: Candidacy, say: Mapping[str, str], language: Language) -> Iterator[str]:
    yield f"{one.award} ({one.card}, {one.rule_set}): {one.verdict}, {one.position}"
    for clause in one.clauses:
        label = clause.label
        words = ((label.vi or label.en) if language == "vi" else (label.en or label.vi)) if label else clause.id
        values = ", ".join(f"{asked} = {value}" for asked, value in clause.values.items())
        yield f"  [{clause.outcome}] {words} ({clause.basis or clause.id}): {values or clause.when}"
        if clause.evidence:
            yield f"    {say['evidence']}: {' '.join(map(str, clause.evidence))}"
        if not clause.complete:
            yield f"    ! {say['differs'].format(count=clause.evidence_count, found=len(clause.evidence))}"
    for said in one.missing:
        yield f"  {say['missing']}: {said.vi if language == 'vi' else said.en}"


def _money(money: Money, say: Mapping[str, str]) -> Iterator[str]:
    figures = {
        "support": money.support_vnd,
        "disbursed": money.disbursed_vnd,
        "reversed": money.reversed_vnd,
        "paid": money.paid_vnd,
        "remaining": money.remaining_vnd,
    }
    for name, figure in figures.items():
        yield f"  {say[name]}: {figure:,} đ"


def _entry(entry: Entry, say: Mapping[str, str]) -> Iterator[str]:
    indent = "  " * entry.depth
    yield (
        f"{indent}{entry.position}  {entry.type}  {entry.happened}  ({say['recorded']} {entry.recorded} "
        f"{say['by']} {entry.stated_by}, {say['via']} {entry.door}, {entry.source})"
    )
    if facts := ", ".join(_figures(entry.data)):
        yield f"{indent}    {facts[:_LONGEST]}"
    if entry.cause is not None:
        where = f" ({entry.cause.position})" if entry.cause.position is not None else ""
        yield f"{indent}    {say['from']} {entry.cause.id}{where}"
    if entry.corrected_by:
        yield f"{indent}    {say['corrected']} {' '.join(map(str, entry.corrected_by))}"
    yield f"{indent}    {say['proof']} {entry.proof}"


def _figures(data: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """The fields of a fact, nested ones dotted; an explanation is told by its clauses."""
    for name, value in data.items():
        if isinstance(value, dict):
            if name != "explanation":
                yield from _figures(value, f"{prefix}{name}.")
        elif isinstance(value, str | int | float) and value != "":
            yield f"{prefix}{name}={value}"
