"""The functions a rule may ask (contract §5), their types, and the port that answers them; it knows no fact itself."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, get_args

from shared.core.events import Said
from shared.core.values import ActivityKind, CommendationType, LaunchLevel, Rating

Value = bool | int | float | str
Argument = str | int | tuple[str, ...]


class Kind(Enum):
    """What an expression, or a part of one, is worth; the value is its name in a message (Vietnamese, English)."""

    TRUTH = ("đúng/sai", "true or false")
    WHOLE = ("số nguyên", "a whole number")
    DECIMAL = ("số thập phân", "a decimal number")
    TEXT = ("chữ", "a text")
    LIST = ("danh sách", "a list")


class Accepts(Enum):
    """Which literals an argument may be."""

    ONE_OF = "one of the closed list"
    SOME_OF = "a list of members of the closed list"
    CLAUSE = "the id of a clause of the campaign"
    ID = "any id"
    YEARS = "a number of years"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a function; `choices` is the closed list, where there is one."""

    name: str
    accepts: Accepts
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the table; `choices` closes the list of its answers, where it is closed."""

    name: str
    parameters: tuple[Parameter, ...]
    answers: Kind
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a function is worth for the subject being weighed, and the facts that say so.

    `value` is None where nothing in the log says it; `why_unknown` then names what is not there. `evidence` holds the
    newest 20 positions at most, ascending; `evidence_count` counts all.
    """

    value: Value | None
    evidence: tuple[int, ...] = ()
    evidence_count: int = 0
    why_unknown: Said | None = None


class Facts(Protocol):
    """What is known of one subject on one day."""

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        """Answer a function of `FUNCTIONS`; the arguments have been checked against it."""


HOUSE_STATES = ("identified", "approved", "withdrew", "started", "completed", "handed_over", "quality_passed")
FUNDS = ("received_vnd", "disbursed_vnd")
LONGEST_CHAIN_OF_YEARS = 100

_KIND = Parameter("kind", Accepts.ONE_OF, get_args(ActivityKind))
_RATING = Parameter("rating", Accepts.ONE_OF, get_args(Rating))

FUNCTIONS: dict[str, Function] = {
    function.name: function
    for function in (
        Function("count", (_KIND,), Kind.WHOLE),
        Function("quantity", (_KIND,), Kind.DECIMAL),
        Function("verified", (_KIND,), Kind.WHOLE),
        Function("clause", (Parameter("id", Accepts.CLAUSE),), Kind.WHOLE),
        Function("activities_total", (), Kind.WHOLE),
        Function("houses", (Parameter("state", Accepts.ONE_OF, HOUSE_STATES),), Kind.WHOLE),
        Function("funds", (Parameter("name", Accepts.ONE_OF, FUNDS),), Kind.WHOLE),
        Function("report_on_time_ratio", (), Kind.DECIMAL),
        Function("findings_open", (), Kind.WHOLE),
        Function("rated_at_least", (_RATING, Parameter("years", Accepts.YEARS)), Kind.TRUTH),
        Function(
            "prior_award",
            (
                Parameter("form", Accepts.ID),
                Parameter("commendation_types", Accepts.SOME_OF, get_args(CommendationType)),
            ),
            Kind.TRUTH,
        ),
        Function("is_leader", (), Kind.TRUTH),
        Function("campaign_day", (), Kind.WHOLE),
        Function("launch_level", (), Kind.TEXT, get_args(LaunchLevel)),
    )
}
