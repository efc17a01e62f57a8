"""A weighed clause tree as plain text for a terminal; it knows no colours and no width."""

from collections.abc import Iterator

from shared.core.events import Explained
from shared.core.values import Language, Outcome
from shared.rules.functions import Value

MARKS: dict[Outcome, str] = {"met": "✓", "not_met": "✗", "unknown": "?"}
WORDS: dict[Language, dict[str, str]] = {
    "vi": {
        "all": "tất cả",
        "any": "ít nhất một",
        "at_least": "ít nhất {}",
        "unknown": "chưa rõ",
        "evidence": "số sự kiện làm căn cứ: {}",
        "missing": "Còn thiếu:",
    },
    "en": {
        "all": "all of",
        "any": "any of",
        "at_least": "at least {} of",
        "unknown": "unknown",
        "evidence": "facts behind it: {}",
        "missing": "Missing:",
    },
}


def as_text(explained: Explained, language: Language) -> str:
    """The tree with a mark on every group and leaf, the values behind each leaf, and what is still missing."""
    words = WORDS[language]
    lines = list(_lines(explained, language, 0))
    if explained.missing:
        lines += [words["missing"], *(f"  - {said.vi if language == 'vi' else said.en}" for said in explained.missing)]
    return "\n".join(lines) + "\n"


def _lines(part: Explained, language: Language, depth: int) -> Iterator[str]:
    words, indent = WORDS[language], "  " * depth
    parts = part.all or part.any or part.of
    if not parts:
        yield from _leaf_lines(part, language, indent)
        return
    group = "all" if part.all else "any" if part.any else "at_least"
    yield f"{indent}{MARKS[part.outcome]} {words[group].format(part.at_least)}"
    for inner in parts:
        yield from _lines(inner, language, depth + 1)


def _leaf_lines(leaf: Explained, language: Language, indent: str) -> Iterator[str]:
    words = WORDS[language]
    basis = f" [{leaf.basis}]" if leaf.basis else ""
    yield f"{indent}{MARKS[leaf.outcome]} {leaf.id}: {_label(leaf, language)}{basis}"
    yield f"{indent}    {leaf.when}"
    for call, value in (leaf.values or {}).items():
        yield f"{indent}    {call} = {words['unknown'] if value is None else _written(value)}"
    if leaf.evidence_count:
        yield f"{indent}    {words['evidence'].format(leaf.evidence_count)}"


def _label(leaf: Explained, language: Language) -> str:
    if leaf.label is None:
        return ""
    return (leaf.label.vi or leaf.label.en) if language == "vi" else (leaf.label.en or leaf.label.vi)


def _written(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
