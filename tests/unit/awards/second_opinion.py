"""Clause trees weighed by another CEL (Google's, in C++) from their own words: no parser, no logic of ours in between.

Each function of contract §5 is declared to it with its types, a call without an answer is an error there, and a whole
tree becomes one expression: "at least n of these" is "or" over every way to choose n of them.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import combinations

from cel_expr_python import cel

from shared.core.definition import Node
from shared.core.events import Explained
from shared.core.values import Outcome
from shared.rules.functions import FUNCTIONS, Accepts, Facts, Function, Kind, Value

TYPES = {Kind.TRUTH: cel.Type.BOOL, Kind.WHOLE: cel.Type.INT, Kind.DECIMAL: cel.Type.DOUBLE, Kind.TEXT: cel.Type.STRING}
ARGUMENTS = {Accepts.SOME_OF: cel.Type.List(cel.Type.STRING), Accepts.YEARS: cel.Type.INT}


class NoAnswer(Exception):
    """Nothing in the log says it."""


class SecondCel:
    """Weighs like `shared.rules.weighing.weigh`, as far as outcomes go."""

    def __init__(self) -> None:
        self._facts: Facts | None = None
        self._env = cel.NewEnv(functions=[self._declared(function) for function in FUNCTIONS.values()])
        self._compiled: Callable[[str], cel.Expression] = lru_cache(65_536)(self._compile)

    def weigh(self, tree: Node, facts: Facts) -> Explained:
        """The outcome of the tree and of each of its leaves."""
        leaves = tuple(Explained(outcome=self.outcome(leaf.when, facts), id=leaf.id) for leaf in _leaves(tree))
        return Explained(outcome=self.outcome(written(tree), facts), all=leaves)

    def outcome(self, source: str, facts: Facts) -> Outcome:
        """What an expression comes out as."""
        self._facts = facts
        result = self._compiled(source).eval(data={})
        if result.type() == cel.Type.ERROR:
            assert NoAnswer.__name__ in result.value(), result.value()
            return "unknown"
        assert result.type() == cel.Type.BOOL, source
        return "met" if result.value() else "not_met"

    def _compile(self, source: str) -> cel.Expression:
        # Its checker compares no whole number with a decimal one, though the language does when it runs.
        return self._env.compile(source, disable_check=True)

    def _declared(self, function: Function) -> cel.FunctionDecl:
        parameters = [ARGUMENTS.get(one.accepts, cel.Type.STRING) for one in function.parameters]

        def ask(*arguments: str | int | list[str]) -> Value:
            assert self._facts is not None
            plain = tuple(tuple(one) if isinstance(one, list) else one for one in arguments)
            value = self._facts.ask(function.name, plain).value
            if value is None:
                raise LookupError(NoAnswer.__name__)
            return float(value) if function.answers is Kind.DECIMAL else value

        overload = cel.Overload(function.name, return_type=TYPES[function.answers], parameters=parameters, impl=ask)
        return cel.FunctionDecl(function.name, [overload])


def written(tree: Node) -> str:
    """A whole clause tree as one expression."""
    if tree.all or tree.any:
        return "(" + (" && " if tree.all else " || ").join(map(written, tree.all or tree.any)) + ")"
    if tree.of:
        ways = (" && ".join(map(written, way)) for way in combinations(tree.of, tree.at_least))
        return "(" + " || ".join(f"({way})" for way in ways) + ")"
    return f"({tree.when})"


def _leaves(tree: Node) -> list[Node]:
    parts = tree.all or tree.any or tree.of
    return [leaf for part in parts for leaf in _leaves(part)] if parts else [tree]
