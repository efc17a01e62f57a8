"""`thidua rules`: rule sets checked, tried on their own examples, and their verdicts explained."""

from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import msgspec
import typer

from deploy.cli.campaigns import FILE, check
from deploy.cli.definitions import read_definition
from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.terminal import Failed, language, notice, say, table
from shared.core.definition import Label
from shared.core.events import Explained, Said
from shared.core.values import Outcome
from shared.rules.examples import run
from shared.rules.rendering import as_text

CAMPAIGN = typer.Option("--campaign", help="May be left out while there is only one.")
AS_OF = typer.Option("--as-of", metavar="POSITION|TIME", help="As the log stood then.")


class _Part(msgspec.Struct, frozen=True):
    """A clause tree as awards shows it: its words in the language that was asked for."""

    outcome: Outcome
    all: tuple["_Part", ...] = ()
    any: tuple["_Part", ...] = ()
    of: tuple["_Part", ...] = ()
    at_least: int = 0
    id: str = ""
    label: str = ""
    basis: str = ""
    when: str = ""
    values: dict[str, bool | int | float | str | None] = {}
    evidence_count: int = 0
    missing: tuple[str, ...] = ()

    def explained(self) -> Explained:
        """The same tree for `as_text`, which then says the same words in either language."""
        return Explained(
            outcome=self.outcome,
            all=tuple(part.explained() for part in self.all),
            any=tuple(part.explained() for part in self.any),
            of=tuple(part.explained() for part in self.of),
            at_least=self.at_least,
            id=self.id,
            label=Label(self.label, self.label),
            basis=self.basis,
            when=self.when,
            values=self.values,
            evidence_count=self.evidence_count,
            missing=tuple(Said(words, words) for words in self.missing),
        )


class _Candidate(msgspec.Struct, frozen=True):
    """A candidate as awards shows it, as far as it is told here."""

    subject_kind: str
    subject_id: str
    award: str
    card: str
    verdict: str
    rule_set: str
    position: int
    explanation: _Part


class _Candidates(msgspec.Struct, frozen=True):
    candidates: list[_Candidate]


def add_to(app: typer.Typer) -> None:
    """Add the group to the command."""
    rules = group(app, "rules", "Rule sets: check, try and explain.")
    command(rules, "check")(check)
    command(rules, "explain")(explain)
    command(rules, "test")(try_examples)


def explain(
    where: Where,
    subject: Annotated[str, typer.Argument(metavar="SUBJECT", help="The unit's, person's or household's id.")],
    award: Annotated[str, typer.Argument(metavar="AWARD", help="For instance AGENCY_COMMENDATION.")],
    *,
    campaign: Annotated[str, CAMPAIGN] = "",
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print why a subject is, or is not, a candidate: the clause tree with every value and what is missing."""
    remote = Remote(where)
    try:
        path = f"/awards/campaigns/{quote(campaign or remote.the_campaign(), safe='')}/candidates"
        answer = remote.read(path, subject=subject, award=award, as_of=as_of)
    finally:
        remote.close()
    found = decoded(answer, _Candidates).candidates
    if not found:
        raise Failed(f"{subject} chưa từng được nêu cho {award}.", f"{subject} has never been flagged for {award}.")
    for one in found:
        say(f"{one.subject_id} {one.award} {one.card}: {one.verdict} ({one.rule_set}, {one.position})")
        say(as_text(one.explanation.explained(), language()))


def try_examples(_where: Where, file: Annotated[Path, FILE]) -> None:
    """Weigh the examples of each rule set and say which come out otherwise than they expect; exit 1 if any does."""
    definition_file = read_definition(file)
    rows, wrong = [], []
    for rule_set in definition_file.definition.rule_sets:
        tried = run(rule_set, definition_file.examples[rule_set.id])
        for number, one in enumerate(tried, start=1):
            name = f"{rule_set.id}/{number}"
            rows.append((name, one.example.card, one.example.name, one.example.expect, one.verdict))
            wrong += [] if one.as_expected else [(name, one)]
    table(("example", "card", "name", "expected", "verdict"), rows)
    for name, one in wrong:
        say(f"{name}: {one.example.expect} → {one.verdict}\n{as_text(one.explanation, language())}")
    if wrong:
        raise Failed(
            f"{len(wrong)}/{len(rows)} ví dụ cho kết quả khác mong đợi: hãy sửa quy tắc hoặc ví dụ.",
            f"{len(wrong)} of {len(rows)} examples came out otherwise: correct the rules, or the examples.",
        )
    notice(f"{len(rows)} ví dụ đều đúng.", f"All {len(rows)} examples came out as expected.")
