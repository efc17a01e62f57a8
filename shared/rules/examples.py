"""A rule set's own examples: given answers and the verdict they should lead to. Tests of rules, never part of a log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.core.definition import Campaign, RuleSet, Shape
from shared.core.events import Explained
from shared.core.problems import Fault
from shared.core.values import Id, Outcome
from shared.rules.expression import check_call, compiled
from shared.rules.functions import FUNCTIONS, Answer, Argument, Kind, Value
from shared.rules.weighing import explain
from shared.rules.yaml_text import step

Expected = Literal["CANDIDATE", "NEEDS_REVIEW", "NOT_YET"]
VERDICTS: dict[Outcome, Expected] = {"met": "CANDIDATE", "unknown": "NEEDS_REVIEW", "not_met": "NOT_YET"}


class Example(Shape, frozen=True):
    """What a card must say of a subject of whom this is known; a call that is not given is unknown."""

    card: Id
    given: dict[str, bool | int | float | str | None]
    expect: Expected
    name: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """An example, what its card said, and why."""

    example: Example
    verdict: Expected
    explanation: Explained

    @property
    def as_expected(self) -> bool:
        """Whether the card said what the example expects."""
        return self.verdict == self.example.expect


def run(rule_set: RuleSet, examples: Sequence[Example]) -> tuple[Tried, ...]:
    """Weigh each example with its card; the examples must have passed `check_example`."""
    cards = {card.id: card for card in rule_set.cards}
    tried = []
    for example in examples:
        explanation = explain(cards[example.card].require, _Given(example))
        tried.append(Tried(example, VERDICTS[explanation.outcome], explanation))
    return tuple(tried)


def check_example(example: Example, rule_set: RuleSet, campaign: Campaign) -> tuple[Fault, ...]:
    """Everything wrong with an example of this rule set: its card, the calls it gives, and their values."""
    return tuple(_faults(example, rule_set, frozenset(clause.id for clause in campaign.clauses)))


def _faults(example: Example, rule_set: RuleSet, clauses: frozenset[str]) -> Iterator[Fault]:
    if example.card not in {card.id for card in rule_set.cards}:
        yield Fault(
            "/card",
            f"bộ quy tắc này không có thẻ {example.card!r}",
            f"this rule set has no card {example.card!r}",
        )
    for text, value in example.given.items():
        pointer = step("/given", text)
        flaws = check_call(text, clauses)
        for flaw in flaws:
            yield Fault(pointer, f"{text!r}: {flaw.says.vi}", f"{text!r}: {flaw.says.en}")
        if not flaws and not _may_answer(function := compiled(text).asked[0].function, value):
            vi, en = FUNCTIONS[function].answers.value
            yield Fault(
                pointer,
                f"{function} trả lời bằng {vi}, không phải {value!r}",
                f"{function} answers with {en}, not {value!r}",
            )


class _Given:
    """The facts of an example."""

    def __init__(self, example: Example) -> None:
        self._answers: dict[tuple[str, tuple[Argument, ...]], Value | None] = {}
        for text, value in example.given.items():
            call = compiled(text).asked[0]
            self._answers[call.function, call.arguments] = value

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        return Answer(self._answers.get((function, arguments)))


def _may_answer(function: str, value: Value | None) -> bool:
    match FUNCTIONS[function].answers, value:
        case _, None:
            return True
        case Kind.TRUTH, bool():
            return True
        case ((Kind.WHOLE | Kind.DECIMAL), bool()):
            return False
        case Kind.WHOLE, int():
            return True
        case Kind.DECIMAL, int() | float():
            return True
        case Kind.TEXT, str():
            return value in FUNCTIONS[function].choices
        case _:
            return False
