"""The part of CEL that rules are written in, as a tree: what `check` and the wording read. It never computes a value.

The `cel` package computes, but shows no tree, and what it would absorb when run (`true || count()`) must be found when
a rule is published. So the text is read here once more: literals, lists, calls by name, `! -`, `* / %`, `+ -`,
comparisons and `in`, `&&`, `||`, `?:` and brackets, with CEL's own precedence. Variables, fields, macros and maps are
not part of a rule.
"""

import re
from dataclasses import dataclass

from shared.core.events import Said

LONGEST, DEEPEST = 200, 24
LARGEST_WHOLE = 2**63 - 1

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
# Weakest first; each level is a chain read from left to right. `?:` is weaker than all of them.
LEVELS = (frozenset({"||"}), frozenset({"&&"}), COMPARISONS, frozenset({"+", "-"}), frozenset({"*", "/", "%"}))

TOKEN = re.compile(
    r"""(?P<gap>(?:[ \t\r\n\f]|//[^\n]*)+)
      | (?P<decimal>\d*\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
      | (?P<whole>\d+)
      | (?P<text>'[^'\\\n]*'|"[^"\\\n]*")
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>&&|\|\||[=!<>]=|[<>!?:()\[\],+\-*/%])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written down."""

    at: int
    value: bool | int | float | str


@dataclass(frozen=True, slots=True)
class Listed:
    """A list written down."""

    at: int
    items: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function asked; its text runs from `at` to `end`."""

    at: int
    end: int
    function: str
    arguments: tuple["Expr", ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-` before an operand."""

    at: int
    operator: str
    operand: "Expr"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands with an operator between them, which stands at `at`."""

    at: int
    operator: str
    left: "Expr"
    right: "Expr"


@dataclass(frozen=True, slots=True)
class Choice:
    """`condition ? then : otherwise`."""

    at: int
    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"


Expr = Literal | Listed | Call | Unary | Binary | Choice


class SyntaxFlaw(ValueError):
    """The text is not an expression of a rule; `at` counts characters from 0."""

    def __init__(self, at: int, says: Said) -> None:
        super().__init__(says.en)
        self.at, self.says = at, says


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text: its group in `TOKEN` (`end` after the last), where it stands, and its letters."""

    group: str
    at: int
    letters: str


def parse(text: str) -> Expr:
    """The tree of an expression; raises `SyntaxFlaw` at the first place where the text is none."""
    tokens = _tokens(text)
    if len(tokens) > LONGEST:
        raise SyntaxFlaw(
            tokens[LONGEST].at,
            Said(
                f"biểu thức dài hơn {LONGEST} từ; hãy chia thành nhiều điều kiện (all/any)",
                f"the expression is longer than {LONGEST} words; split it into several leaves (all/any)",
            ),
        )
    return _Reader(tokens).whole()


def _tokens(text: str) -> list[Token]:
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise SyntaxFlaw(
                at,
                Said(
                    f"không hiểu ký tự {text[at]!r}; biểu thức chỉ gồm hàm, số, chữ trong dấu nháy và phép toán CEL",
                    f"{text[at]!r} is not understood; an expression holds functions, numbers, quoted texts and CEL's "
                    "operators",
                ),
            )
        if found.lastgroup != "gap":
            tokens.append(Token(found.lastgroup, at, found.group()))
        at = found.end()
    tokens.append(Token("end", len(text), ""))
    return tokens


class _Reader:
    """Reads tokens from left to right; each method reads one kind of phrase and leaves the next token current."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._next, self._depth = tokens, 0, 0

    def whole(self) -> Expr:
        tree = self._expression()
        if self._current.group != "end":
            raise self._unexpected()
        return tree

    @property
    def _current(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *letters: str) -> Token | None:
        token = self._current
        if token.group not in ("sign", "name") or token.letters not in letters:
            return None
        self._next += 1
        return token

    def _need(self, letters: str) -> Token:
        if token := self._take(letters):
            return token
        raise self._unexpected(f" {letters!r}")

    def _unexpected(self, needed: str = "") -> SyntaxFlaw:
        token = self._current
        vi = f"thừa {token.letters!r}" if token.letters else "biểu thức chưa kết thúc"
        en = f"{token.letters!r} is not expected here" if token.letters else "the expression ends too early"
        return SyntaxFlaw(
            token.at,
            Said(
                f"{vi}{needed and f', ở đây cần{needed}'}; hãy sửa cú pháp CEL",
                f"{en}{needed and f', needed:{needed}'}; correct the CEL syntax",
            ),
        )

    def _expression(self) -> Expr:
        self._depth += 1
        if self._depth > DEEPEST:
            raise SyntaxFlaw(
                self._current.at,
                Said(
                    f"ngoặc lồng quá {DEEPEST} tầng; hãy chia thành nhiều điều kiện (all/any)",
                    f"brackets nest deeper than {DEEPEST}; split it into several leaves (all/any)",
                ),
            )
        tree = self._chain(0)
        if asked := self._take("?"):
            then = self._chain(0)
            self._need(":")
            tree = Choice(asked.at, tree, then, self._expression())
        self._depth -= 1
        return tree

    def _chain(self, level: int) -> Expr:
        if level == len(LEVELS):
            return self._unary()
        tree = self._chain(level + 1)
        while operator := self._take(*LEVELS[level]):
            tree = Binary(operator.at, operator.letters, tree, self._chain(level + 1))
        return tree

    def _unary(self) -> Expr:
        signs = []
        while sign := self._take("!", "-"):
            signs.append(sign)
        tree = self._primary()
        for sign in reversed(signs):
            tree = Unary(sign.at, sign.letters, tree)
        return tree

    def _primary(self) -> Expr:
        token = self._current
        if self._take("("):
            tree = self._expression()
            self._need(")")
            return tree
        if self._take("["):
            return Listed(token.at, self._items("]")[0])
        if token.group == "name" and token.letters not in ("in", "null"):
            self._next += 1
            return self._named(token)
        if token.group in ("whole", "decimal", "text"):
            self._next += 1
            return Literal(token.at, _value(token))
        raise self._unexpected()

    def _named(self, token: Token) -> Expr:
        if token.letters in ("true", "false"):
            return Literal(token.at, token.letters == "true")
        if self._take("("):
            arguments, end = self._items(")")
            return Call(token.at, end, token.letters, arguments)
        raise SyntaxFlaw(
            token.at,
            Said(
                f"{token.letters!r} không phải là hàm; gọi hàm phải có ngoặc (), chữ phải đặt trong dấu nháy",
                f"{token.letters!r} is no function; a function is asked with brackets (), a text stands in quotes",
            ),
        )

    def _items(self, closing: str) -> tuple[tuple[Expr, ...], int]:
        items: list[Expr] = []
        while not (closed := self._take(closing)):
            if items:
                self._need(",")
            items.append(self._expression())
        return tuple(items), closed.at + 1


def _value(token: Token) -> int | float | str:
    if token.group == "text":
        return token.letters[1:-1]
    if token.group == "decimal":
        return float(token.letters)
    if int(token.letters) > LARGEST_WHOLE:
        raise SyntaxFlaw(
            token.at,
            Said(
                f"số {token.letters[:30]} quá lớn; số nguyên lớn nhất là {LARGEST_WHOLE}",
                f"{token.letters[:30]} is too large; the largest whole number is {LARGEST_WHOLE}",
            ),
        )
    return int(token.letters)
