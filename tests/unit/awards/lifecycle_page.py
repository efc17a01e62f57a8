"""Prints docs/reference/award-lifecycle.md from the table of a nomination's life; run it as a module."""

import sys
from collections import defaultdict
from collections.abc import Iterator

from services.awards.domain.lifecycle import STAGES, VOTES, Stage, Vote
from shared.core.access import STATED_BY

HEAD = """# The life of a nomination

Printed from `services/awards/domain/lifecycle.py` by `python -m tests.unit.awards.lifecycle_page`; a test checks that
it is current. What no arrow names is refused, with a code and the reason in both languages.

A nomination stands in two places at once: how far its dossier has come, and how the council has voted. The council may
sit before the dossier goes up or after; a decision needs both, a submitted dossier and a confirmed vote. `OPEN` becomes
`COMPLETE` as soon as nothing is missing that the law asks for, and `OPEN` again when a clearance is newly waited for.
"""
OF_STAGES = """
## The dossier
"""
OF_VOTES = """
## The council's vote

A ballot carries or loses by its own votes and the threshold of the law; another round follows a lost one while rounds
are left. Minutes speak of a sitting and confirm all that it carried.
"""
STAYS = """
## What changes no state

| where | what may be stated |
| --- | --- |
"""
BY_WHOM = """
## By whom

| statement | role |
| --- | --- |
"""


def page() -> str:
    """The whole page."""
    rows = [(stage.value, kind.short, to.value) for stage, row in STAGES.items() for kind, to in row.items()]
    votes = [(v.value, kind.short, to.value) for v, row in VOTES.items() for kind, tos in row.items() for to in tos]
    staying = defaultdict(list)
    for at, short, to in rows:
        if at == to:
            staying[at].append(f"`{short}`")
    named = dict.fromkeys(short for _, short, _ in (*rows, *votes))
    return "".join(
        (
            HEAD,
            OF_STAGES,
            _diagram(
                [(Stage.OPEN.value, "nothing is missing", Stage.COMPLETE.value), *rows], begin=Stage.NOT_OPENED.value
            ),
            OF_VOTES,
            _diagram(votes, begin=Vote.NOT_VOTED.value),
            STAYS,
            *(f"| {at} | {', '.join(shorts)} |\n" for at, shorts in staying.items()),
            BY_WHOM,
            *(f"| `{short}` | {_roles(short)} |\n" for short in named),
        )
    )


def _diagram(rows: list[tuple[str, str, str]], *, begin: str) -> str:
    """A state diagram in Mermaid; arrows between the same two states are drawn once."""
    arrows: dict[tuple[str, str], list[str]] = defaultdict(list)
    for at, short, to in rows:
        if at != to:
            arrows[at, to].append(short)
    return "\n```mermaid\nstateDiagram-v2\n" + "".join(_lines(arrows, begin)) + "```\n"


def _lines(arrows: dict[tuple[str, str], list[str]], begin: str) -> Iterator[str]:
    yield f"    [*] --> {begin}\n"
    for (at, to), shorts in arrows.items():
        yield f"    {at} --> {to}: {', '.join(shorts)}\n"
    left = {at for at, _ in arrows}
    for end in dict.fromkeys(to for _, to in arrows):
        if end not in left:
            yield f"    {end} --> [*]\n"


def _roles(short: str) -> str:
    return ", ".join(sorted(STATED_BY[short])) or "the service itself"


if __name__ == "__main__":
    sys.stdout.write(page())
