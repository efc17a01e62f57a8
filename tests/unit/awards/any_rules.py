"""Rule sets by lot: sound expressions of all kinds in trees of all shapes, on days that meet, or from a day on."""

from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import Final

from shared.core.definition import Card, InForce, Label, Node
from shared.core.events import RuleSetPublished
from shared.core.values import Award, SubjectKind
from shared.rules.expression import check
from tests.examples import LAUNCHED

CLAUSES: Final = tuple(clause.id for clause in LAUNCHED.clauses)
AWARDS: Final[tuple[Award, ...]] = ("PROVINCE_MERIT", "PM_MERIT")
SUBJECTS: Final[tuple[SubjectKind, ...]] = ("COLLECTIVE", "INDIVIDUAL")
KINDS: Final = ("inspection_conducted", "initiative", "outreach_delivered")
COUNTED: Final = ("count('{}')", "verified('{}')")
WHOLE: Final = (
    "activities_total()",
    "findings_open()",
    *(call.format(kind) for kind in KINDS for call in COUNTED),
    *(f"clause('{clause}')" for clause in CLAUSES),
    *(f"houses('{state}')" for state in ("identified", "approved", "completed", "quality_passed", "handed_over")),
)
MONEY: Final = ("funds('received_vnd')", "funds('disbursed_vnd')")
TRUE_OR_FALSE: Final = (
    "is_leader()",
    *(f"rated_at_least('{rating}', {years})" for rating in ("GOOD", "COMPLETED") for years in (1, 2)),
    "prior_award('PM_MERIT', ['MERIT', 'MOVEMENT'])",
    "prior_award('PROVINCE_MERIT', ['MOVEMENT'])",
    "launch_level() == 'PRIME_MINISTER'",
    "launch_level() in ['PROVINCE', 'AGENCY']",
)
DECIMAL: Final = ("report_on_time_ratio()", *(f"quantity('{kind}')" for kind in KINDS))
COMPARED: Final = (">=", ">", "<", "<=", "==", "!=")
DEEPEST: Final = 3
EXPRESSIONS: Final = 2_000  # to read and compile them takes longer than all else


def any_rules(random: Random) -> tuple[RuleSetPublished, ...]:
    """One to three rule sets that cover every day of the campaign, each with cards of its own."""
    first, last = date.fromisoformat(LAUNCHED.starts_on), date.fromisoformat(LAUNCHED.ends_on)
    days = random.sample(range(1, (last - first).days), k=random.randint(0, 2))
    begins = [first, *(first + timedelta(days=day) for day in sorted(days)), last + timedelta(days=1)]
    return tuple(
        RuleSetPublished(
            id=f"rules-{number}",
            in_force=InForce(begin.isoformat(), random.choice(("", (end - timedelta(days=1)).isoformat()))),
            legal_basis=("Quy chế mẫu",),
            cards=tuple(_card(random, place) for place in range(random.randint(2, 4))),
        )
        for number, (begin, end) in enumerate(pairwise(begins))
    )


@lru_cache(EXPRESSIONS)
def any_expression(number: int) -> str:
    """One of so many expressions that may be published."""
    random = Random(number)
    while check(source := _truth(random, random.randint(0, DEEPEST)), frozenset(CLAUSES)):
        pass
    return source


def _card(random: Random, place: int) -> Card:
    kind = SUBJECTS[place % 2] if place < 2 else random.choice(SUBJECTS)
    award = random.choice(AWARDS)
    # One id is one award for one kind of subject in all rule sets, as in every real one.
    return Card(id=f"{award}-{kind}-{place}", award=award, subject=kind, require=_tree(random, "leaf", depth=2))


def _tree(random: Random, name: str, *, depth: int) -> Node:
    shape = random.choice(("leaf", "all", "any", "of")) if depth else "leaf"
    if shape == "leaf":
        return Node(id=name, label=Label("Điều kiện", "Condition"), when=any_expression(random.randrange(EXPRESSIONS)))
    parts = tuple(_tree(random, f"{name}-{part}", depth=depth - 1) for part in range(random.randint(2, 3)))
    match shape:
        case "all":
            return Node(all=parts)
        case "any":
            return Node(any=parts)
        case _:
            return Node(at_least=random.randint(1, len(parts)), of=parts)


def _truth(random: Random, depth: int) -> str:
    kind = random.choice(("whole", "whole", "money", "decimal", "mixed", "said", "listed"))
    if depth:
        kind = random.choice(("!", "&&", "||", "?", "&&", "||", kind))
    match kind:
        case "!":
            return f"!({_truth(random, depth - 1)})"
        case "&&" | "||":
            return f"({_truth(random, depth - 1)}) {kind} ({_truth(random, depth - 1)})"
        case "?":
            condition, then, otherwise = (_truth(random, depth - 1) for _ in range(3))
            return f"(({condition}) ? ({then}) : ({otherwise}))"
        case "whole":
            return f"{_whole(random, depth)} {random.choice(COMPARED)} {_whole(random, 0)}"
        case "money":
            return f"{random.choice(MONEY)} {random.choice(COMPARED)} {random.choice((1, 36_000_000, 50_000_000))}"
        case "decimal":
            return f"{_decimal(random, depth)} {random.choice(COMPARED)} {_decimal(random, 0)}"
        case "mixed":
            return f"{_whole(random, depth)} {random.choice(COMPARED)} {_decimal(random, depth)}"
        case "listed":
            return f"{_whole(random, depth)} in [{random.randint(0, 2)}, {random.randint(0, 4)}]"
        case _:
            return random.choice(TRUE_OR_FALSE)


def _whole(random: Random, depth: int) -> str:
    if not depth:
        return random.choice((*WHOLE, *("0", "1", "2", "3") * 4, f"campaign_day() / {random.randint(20, 200)}"))
    left = _whole(random, depth - 1)
    match random.choice(("+", "-", "*", "%", "/", "neg", "?")):
        case "neg":
            return f"(-{left})"
        case "%" | "/" as operator:
            return f"({left} {operator} {random.randint(1, 4)})"
        case "*":
            return f"({left} * {random.randint(-2, 3)})"
        case "?":
            return f"({_truth(random, depth - 1)} ? {left} : {_whole(random, depth - 1)})"
        case operator:
            return f"({left} {operator} {_whole(random, depth - 1)})"


def _decimal(random: Random, depth: int) -> str:
    if not depth:
        return random.choice((*DECIMAL, "0.5", "0.1", "1.0", "1.4"))
    left = _decimal(random, depth - 1)
    match random.choice(("+", "-", "*", "/")):
        case "/":
            return f"({left} / 2.0)"
        case operator:
            return f"({left} {operator} {_decimal(random, depth - 1)})"
