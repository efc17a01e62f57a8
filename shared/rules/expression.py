"""A `when`: checked when it is published, compiled once, and answered in three values; it knows no clause tree.

How *unknown* is carried: each distinct call becomes a variable of the program, and the variable of a call without an
answer is left out. CEL then meets an error there, and its `&&`, `||` and `?:` absorb an error exactly as Kleene's
logic absorbs an unknown (`error || true` is true, `error && false` is false, in either order; everything else passes
the error on). What `check` lets through has no other errors, so an error here means: it does not come out without it.
"""

from dataclasses import dataclass
from functools import lru_cache

from shared.core.events import Said
from shared.core.values import Outcome
from shared.rules.cel_library import Program, compile_program
from shared.rules.checking import Flaw, call_flaws, flaws
from shared.rules.functions import FUNCTIONS, Answer, Argument, Facts, Kind, Value
from shared.rules.syntax import Binary, Call, Choice, Expr, Listed, Literal, SyntaxFlaw, Unary, parse


@dataclass(frozen=True, slots=True)
class Asked:
    """One distinct call of an expression: what is asked, its text as `values` shows it, and its variable."""

    function: str
    arguments: tuple[Argument, ...]
    text: str
    variable: str
    tree: Call


@dataclass(frozen=True, slots=True)
class Expression:
    """A `when` made ready: its tree, the calls in it, and the program over their variables."""

    source: str
    tree: Expr
    asked: tuple[Asked, ...]
    program: Program


def check(source: str, clauses: frozenset[str]) -> list[Flaw]:
    """Everything wrong with a `when` in a campaign that has these clauses; nothing, if it may be published."""
    try:
        found = flaws(parse(source), clauses)
    except SyntaxFlaw as flaw:
        return [Flaw(flaw.at, flaw.says)]
    if not found:
        try:
            compiled(source)
        except ValueError as error:
            return [Flaw(0, Said(f"CEL không nhận biểu thức: {error}", f"CEL does not take the expression: {error}"))]
    return found


@lru_cache(maxsize=4_096)
def compiled(source: str) -> Expression:
    """Make a `when` ready; raises `ValueError` if it is none. Whether it is sound is for `check` to say."""
    tree = parse(source)
    calls = sorted(_calls(tree), key=lambda call: call.at)
    asked: dict[str, Asked] = {}
    pieces, at = [], 0
    for call in calls:
        text = written(call)
        one = asked.setdefault(text, _asked(call, f"a{len(asked)}"))
        pieces += [source[at : call.at], f" {one.variable} "]
        at = call.end
    return Expression(source, tree, tuple(asked.values()), compile_program("".join([*pieces, source[at:]])))


def check_call(source: str, clauses: frozenset[str]) -> list[Flaw]:
    """Everything wrong with one call written by itself, in a campaign that has these clauses."""
    try:
        tree = parse(source)
    except SyntaxFlaw as flaw:
        return [Flaw(flaw.at, flaw.says)]
    if isinstance(tree, Call):
        return call_flaws(tree, clauses)
    return [Flaw(tree.at, Said("ở đây cần đúng một lời gọi hàm", "exactly one call is needed here"))]


def evaluate(expression: Expression, facts: Facts) -> tuple[Outcome, tuple[Answer, ...]]:
    """The outcome for one subject, and what each of `expression.asked` answered, in their order."""
    answers = tuple(facts.ask(asked.function, asked.arguments) for asked in expression.asked)
    known: dict[str, Value] = {}
    for asked, answer in zip(expression.asked, answers, strict=True):
        if answer.value is not None:
            known[asked.variable] = _as_kind(asked.function, answer.value)
    try:
        return ("met" if expression.program.execute(known) else "not_met"), answers
    except RuntimeError:
        if len(known) == len(answers):
            raise
        return "unknown", answers


def written(call: Call) -> str:
    """A call as `values` shows it, however it was spaced and quoted: `count('inspection_conducted')`."""
    return _text(call.function, _arguments(call))


def _as_kind(function: str, value: Value) -> Value:
    # CEL does not add 1.5 to 3: what may be a fraction is always one.
    return float(value) if FUNCTIONS[function].answers is Kind.DECIMAL else value


def _calls(tree: Expr) -> list[Call]:
    match tree:
        case Literal():
            return []
        case Call():
            return [tree]
        case Listed():
            return [call for item in tree.items for call in _calls(item)]
        case Unary():
            return _calls(tree.operand)
        case Binary():
            return _calls(tree.left) + _calls(tree.right)
        case Choice():
            return _calls(tree.condition) + _calls(tree.then) + _calls(tree.otherwise)


def _asked(call: Call, variable: str) -> Asked:
    arguments = _arguments(call)
    return Asked(call.function, arguments, _text(call.function, arguments), variable, call)


def _arguments(call: Call) -> tuple[Argument, ...]:
    return tuple(_argument(argument) for argument in call.arguments)


def _argument(tree: Expr) -> Argument:
    match tree:
        case Literal(_, int() | str() as value):
            return value
        case Listed():
            return tuple(item.value for item in tree.items if isinstance(item, Literal) and isinstance(item.value, str))
        case _:
            raise ValueError("a function's arguments are literals")


def _text(function: str, arguments: tuple[Argument, ...]) -> str:
    return f"{function}({', '.join(map(_argument_text, arguments))})"


def _argument_text(argument: Argument) -> str:
    match argument:
        case str():
            return f'"{argument}"' if "'" in argument else f"'{argument}'"
        case int():
            return str(argument)
        case _:
            return f"[{', '.join(map(_argument_text, argument))}]"
