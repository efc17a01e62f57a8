"""Finds, without running it, everything that could go wrong when an expression is run; it knows no subject's facts.

What passes here is total: for every answer of the right type it comes out true or false. That is why types are never
mixed, a divisor is written down, whole numbers cannot overflow, and every argument is a literal of its closed list.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from shared.core.events import Said
from shared.rules.functions import FUNCTIONS, LONGEST_CHAIN_OF_YEARS, Accepts, Kind, Parameter
from shared.rules.syntax import COMPARISONS, LARGEST_WHOLE, Binary, Call, Choice, Expr, Listed, Literal, Unary

# Ten thousand million million: four hundred times the money the whole nation's campaign moved, in dong.
LARGEST_ANSWER = 10**16
NUMBERS = frozenset({Kind.WHOLE, Kind.DECIMAL})


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something wrong with an expression; `at` counts characters from 0."""

    at: int
    says: Said


@dataclass(frozen=True, slots=True)
class Typed:
    """What a part is worth: its kind (None: already complained of), of a list its items', of a number its limit."""

    kind: Kind | None
    items: Kind | None = None
    limit: int = 0
    choices: tuple[str, ...] = ()


UNSOUND = Typed(None)
TRUTH = Typed(Kind.TRUTH)


def flaws(tree: Expr, clauses: frozenset[str]) -> list[Flaw]:
    """Everything wrong with an expression in a campaign that has these clauses, in reading order."""
    checker = _Checker(clauses)
    result = checker.typed(tree)
    checker.need(tree, result, Kind.TRUTH)
    return sorted(checker.found, key=lambda flaw: flaw.at)


def call_flaws(call: Call, clauses: frozenset[str]) -> list[Flaw]:
    """Everything wrong with one call in a campaign that has these clauses, whatever it answers."""
    checker = _Checker(clauses)
    checker.typed(call)
    return checker.found


class _Checker:
    """Gathers flaws while it types a tree from the leaves up."""

    def __init__(self, clauses: frozenset[str]) -> None:
        self._clauses = clauses
        self.found: list[Flaw] = []

    def typed(self, tree: Expr) -> Typed:
        match tree:
            case Literal():
                return self._literal(tree)
            case Listed():
                return self._listed(tree)
            case Call():
                return self._call(tree)
            case Unary():
                return self._unary(tree)
            case Binary(_, "&&" | "||"):
                self.need(tree.left, self.typed(tree.left), Kind.TRUTH)
                self.need(tree.right, self.typed(tree.right), Kind.TRUTH)
                return TRUTH
            case Binary():
                left, right = self.typed(tree.left), self.typed(tree.right)
                if left.kind is None or right.kind is None:
                    return TRUTH if tree.operator in COMPARISONS else UNSOUND
                if tree.operator in COMPARISONS:
                    self._comparison(tree, left, right)
                    return TRUTH
                return self._arithmetic(tree, left, right)
            case Choice():
                return self._choice(tree)

    def need(self, tree: Expr, typed: Typed, kind: Kind) -> None:
        """Complain unless a part is of a kind."""
        if typed.kind not in (kind, None):
            (is_vi, is_en), (need_vi, need_en) = typed.kind.value, kind.value
            self._say(
                tree.at, f"đây là {is_vi}, mà ở đây cần {need_vi}", f"this is {is_en}, but {need_en} is needed here"
            )

    def _say(self, at: int, vi: str, en: str) -> None:
        self.found.append(Flaw(at, Said(vi, en)))

    def _literal(self, tree: Literal) -> Typed:
        match tree.value:
            case bool():
                return TRUTH
            case int():
                return Typed(Kind.WHOLE, limit=tree.value)
            case float():
                return Typed(Kind.DECIMAL)
            case str():
                return Typed(Kind.TEXT)

    def _listed(self, tree: Listed) -> Typed:
        kinds = [self.typed(item).kind for item in tree.items]
        if None in kinds:
            return UNSOUND
        if not kinds or len(set(kinds)) > 1 or kinds[0] is Kind.LIST:
            self._say(
                tree.at,
                "danh sách phải có ít nhất một phần tử, tất cả cùng một kiểu",
                "a list needs at least one item, and all of one kind",
            )
            return UNSOUND
        return Typed(Kind.LIST, items=kinds[0])

    def _unary(self, tree: Unary) -> Typed:
        operand = self.typed(tree.operand)
        if tree.operator == "!":
            self.need(tree.operand, operand, Kind.TRUTH)
            return TRUTH
        if operand.kind is None:
            return UNSOUND
        if operand.kind not in NUMBERS:
            self.need(tree.operand, operand, Kind.WHOLE)
            return UNSOUND
        return operand

    def _choice(self, tree: Choice) -> Typed:
        self.need(tree.condition, self.typed(tree.condition), Kind.TRUTH)
        then, otherwise = self.typed(tree.then), self.typed(tree.otherwise)
        if then.kind is None or otherwise.kind is None:
            return UNSOUND
        self.need(tree.otherwise, otherwise, then.kind)
        return Typed(then.kind, then.items, max(then.limit, otherwise.limit))

    def _comparison(self, tree: Binary, left: Typed, right: Typed) -> None:
        members = right.items if tree.operator == "in" and right.kind is Kind.LIST else right.kind
        comparable = left.kind is members or {left.kind, members} <= NUMBERS
        if tree.operator == "in":
            fits = right.kind is Kind.LIST and comparable
        elif tree.operator in ("==", "!="):
            fits = comparable and left.kind is not Kind.LIST
        else:
            fits = comparable and left.kind in (*NUMBERS, Kind.TEXT)
        if not fits:
            self._mixed(tree, left, right)
            return
        for side, other in ((left, tree.right), (right, tree.left)):
            if side.choices:
                self._closed(other, side.choices)

    def _closed(self, tree: Expr, choices: tuple[str, ...]) -> None:
        for item in tree.items if isinstance(tree, Listed) else (tree,):
            if isinstance(item, Literal) and item.value not in choices:
                self._not_one_of(item, choices)

    def _arithmetic(self, tree: Binary, left: Typed, right: Typed) -> Typed:
        whole_only = tree.operator == "%"
        if left.kind is not right.kind or left.kind not in NUMBERS or (whole_only and left.kind is Kind.DECIMAL):
            self._mixed(tree, left, right)
            return UNSOUND
        if tree.operator in ("/", "%"):
            if not (isinstance(tree.right, Literal) and tree.right.value):
                self._say(
                    tree.right.at,
                    "số chia phải là một số khác 0 viết sẵn, vì chia cho 0 là lỗi; hãy nhân vế kia lên "
                    "(a >= 8 * b thay cho a / b >= 8)",
                    "a divisor must be a number written down and not 0, as division by zero is an error; multiply the "
                    "other side instead (a >= 8 * b for a / b >= 8)",
                )
                return UNSOUND
            return Typed(left.kind, limit=left.limit)
        limit = left.limit * right.limit if tree.operator == "*" else left.limit + right.limit
        if limit > LARGEST_WHOLE:
            self._say(
                tree.at,
                f"kết quả có thể vượt quá số nguyên lớn nhất ({LARGEST_WHOLE}); hãy dùng số nhỏ hơn",
                f"the result may pass the largest whole number ({LARGEST_WHOLE}); use smaller numbers",
            )
            return UNSOUND
        return Typed(left.kind, limit=limit)

    def _mixed(self, tree: Binary, left: Typed, right: Typed) -> None:
        (left_vi, left_en), (right_vi, right_en) = (
            side.kind.value if side.kind else ("", "") for side in (left, right)
        )
        self._say(
            tree.at,
            f"không dùng được {tree.operator!r} giữa {left_vi} và {right_vi}; hai vế phải cùng kiểu "
            "(số thập phân viết 1.0, chữ đặt trong dấu nháy)",
            f"{tree.operator!r} does not go between {left_en} and {right_en}; both sides must be of one kind "
            "(a decimal number is written 1.0, a text in quotes)",
        )

    def _call(self, tree: Call) -> Typed:
        function = FUNCTIONS.get(tree.function)
        if function is None:
            near_vi, near_en = closest(tree.function, FUNCTIONS)
            self._say(
                tree.at,
                f"không có hàm {tree.function!r}{near_vi}; các hàm: {', '.join(FUNCTIONS)}",
                f"there is no function {tree.function!r}{near_en}; the functions are: {', '.join(FUNCTIONS)}",
            )
            return UNSOUND
        if len(tree.arguments) != len(function.parameters):
            shape = f"{function.name}({', '.join(parameter.name for parameter in function.parameters)})"
            self._say(
                tree.at,
                f"hàm cần {len(function.parameters)} đối số, ở đây có {len(tree.arguments)}; hãy viết {shape}",
                f"arguments needed: {len(function.parameters)}, written: {len(tree.arguments)}; write {shape}",
            )
        else:
            for parameter, argument in zip(function.parameters, tree.arguments, strict=True):
                self._argument(parameter, argument)
        limit = LARGEST_ANSWER if function.answers is Kind.WHOLE else 0
        return Typed(function.answers, limit=limit, choices=function.choices)

    def _argument(self, parameter: Parameter, tree: Expr) -> None:
        match parameter.accepts, tree:
            case Accepts.ONE_OF, Literal(_, str()):
                self._closed(tree, parameter.choices)
            case Accepts.SOME_OF, Listed(_, (_, *_) as items) if all(isinstance(item, Literal) for item in items):
                self._closed(tree, parameter.choices)
            case Accepts.CLAUSE, Literal(_, str(clause)):
                if clause not in self._clauses:
                    near_vi, near_en = closest(clause, self._clauses)
                    self._say(
                        tree.at,
                        f"đợt thi đua không có mục {clause!r}{near_vi}; hãy dùng mã mục có trong clauses",
                        f"the campaign has no clause {clause!r}{near_en}; use an id that stands in clauses",
                    )
            case Accepts.ID, Literal(_, str(identity)) if 0 < len(identity) <= 128:
                pass
            case Accepts.YEARS, Literal(_, int(years)) if 0 < years <= LONGEST_CHAIN_OF_YEARS and years is not True:
                pass
            case _:
                vi, en = _WANTED[parameter.accepts]
                self._say(
                    tree.at,
                    f"đối số {parameter.name} phải là {vi}, viết sẵn trong biểu thức",
                    f"the argument {parameter.name} must be {en}, written down in the expression",
                )

    def _not_one_of(self, tree: Literal, choices: tuple[str, ...]) -> None:
        near_vi, near_en = closest(str(tree.value), choices)
        self._say(
            tree.at,
            f"không có giá trị {tree.value!r}{near_vi}; các giá trị: {', '.join(choices)}",
            f"there is no value {tree.value!r}{near_en}; the values are: {', '.join(choices)}",
        )


_WANTED = {
    Accepts.ONE_OF: ("một chữ trong dấu nháy", "one text in quotes"),
    Accepts.SOME_OF: ("một danh sách như ['A', 'B']", "a list like ['A', 'B']"),
    Accepts.CLAUSE: ("mã mục trong dấu nháy", "the id of a clause in quotes"),
    Accepts.ID: ("một mã từ 1 đến 128 ký tự trong dấu nháy", "an id of 1 to 128 characters in quotes"),
    Accepts.YEARS: (
        f"một số nguyên từ 1 đến {LONGEST_CHAIN_OF_YEARS}",
        f"a whole number from 1 to {LONGEST_CHAIN_OF_YEARS}",
    ),
}


def closest(word: str, known: Iterable[str]) -> tuple[str, str]:
    """A hint at the nearest known word, in both languages; two empty texts if none is near."""
    near = get_close_matches(word, known, n=1)
    return (f" (có phải {near[0]!r}?)", f" (did you mean {near[0]!r}?)") if near else ("", "")
