"""Templates that people of the installation write, in a small part of Jinja. Strings in, strings out: no file is read.

Of the language only this is let through: text, names, `if`, one `for` over a list, equality, `and`, `or`, `not`, and
filters that take anything. So whatever is let through comes to an end, reaches nothing, and cannot fail on any value.
What holds it back besides is a sandbox in which nothing can be changed, without globals.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2 import Template as Compiled
from jinja2.filters import FILTERS
from jinja2.sandbox import ImmutableSandboxedEnvironment

from shared.core.events import Said

Value: TypeAlias = str | Sequence[str] | Sequence[Mapping[str, str]]

DEEPEST: Final = 10
LET_THROUGH: Final = ("upper", "lower", "capitalize", "trim", "join")
_EQUALITY: Final = frozenset({"eq", "ne"})


class Wrong(NamedTuple):
    """What is wrong in a template, and on which line, counted from 1."""

    line: int
    what: Said


class Names(NamedTuple):
    """What a template may name: `all` of it, and what may be asked of an item of each list."""

    all: Collection[str]
    lists: Mapping[str, Collection[str]]


def _sandbox() -> ImmutableSandboxedEnvironment:
    # What comes out is text; whoever puts it into a page escapes it there.
    sandbox = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    sandbox.globals.clear()
    sandbox.filters = {name: FILTERS[name] for name in LET_THROUGH}
    sandbox.tests = {}
    return sandbox


_SANDBOX: Final = _sandbox()


def rendered(source: str, values: Mapping[str, Value]) -> str:
    """What a template says of some values. It was found sound before."""
    return _compiled(source).render(values)


def wrong_in(source: str, names: Names) -> Iterator[Wrong]:
    """What is not let through of a template, in order of its lines."""
    try:
        parsed = _SANDBOX.parse(source)
    except TemplateSyntaxError as error:
        yield Wrong(error.lineno, Said(f"không đúng cú pháp ({error.message})", f"is no Jinja ({error.message})"))
        return
    except RecursionError:
        yield Wrong(1, _TOO_DEEP)
        return
    yield from _block(parsed.body, _Scope(names, frozenset(names.all), {}, 1))


class _Scope(NamedTuple):
    """What may be named here; `items`: which names are items of a list, and what may be asked of each."""

    names: Names
    known: frozenset[str]
    items: Mapping[str, Collection[str]]
    depth: int

    def deeper(self) -> "_Scope":
        return self._replace(depth=self.depth + 1)


_TOO_DEEP: Final = Said("lồng quá nhiều tầng", "nests too deep")
_ONE_LOOP: Final = Said("không được lặp trong vòng lặp", "must not loop within a loop")
_OVER_A_LIST: Final = Said(
    "chỉ được lặp qua một danh sách, bằng một tên mới", "may loop over a list alone, by a name that is not taken"
)
_BOTH_WAYS: Final = Said("thiếu `else` trong biểu thức `if`", "lacks the `else` of an `if` within an expression")
_EQUAL_ALONE: Final = Said("chỉ được so sánh bằng == và !=", "may compare by == and != alone")
_PLAIN_FILTER: Final = Said(
    f"chỉ được dùng bộ lọc {', '.join(LET_THROUGH)}, với văn bản viết sẵn",
    f"may use the filters {', '.join(LET_THROUGH)} alone, with nothing but a written text",
)


def _block(body: Sequence[nodes.Node], scope: _Scope) -> Iterator[Wrong]:
    for node in body:
        if scope.depth > DEEPEST:
            yield Wrong(node.lineno, _TOO_DEEP)
            return
        yield from _STATEMENTS.get(type(node), _refused)(node, scope)


def _expression(node: nodes.Node, scope: _Scope) -> Iterator[Wrong]:
    if scope.depth > DEEPEST:
        yield Wrong(node.lineno, _TOO_DEEP)
        return
    yield from _EXPRESSIONS.get(type(node), _refused)(node, scope.deeper())


def _refused(node: nodes.Node, _scope: _Scope) -> Iterator[Wrong]:
    kind = type(node).__name__
    # What Jinja makes of a tag besides has no line of its own.
    line = node.lineno or next((one.lineno for one in node.find_all(nodes.Node) if one.lineno), 1)
    yield Wrong(line, Said(f"không được dùng ở đây: {kind}", f"may not be used here: {kind}"))


def _output(node: nodes.Output, scope: _Scope) -> Iterator[Wrong]:
    for part in node.nodes:
        if not isinstance(part, nodes.TemplateData):
            yield from _expression(part, scope)


def _if(node: nodes.If, scope: _Scope) -> Iterator[Wrong]:
    yield from _expression(node.test, scope)
    for body in (node.body, node.elif_, node.else_):
        yield from _block(body, scope.deeper())


def _for(node: nodes.For, scope: _Scope) -> Iterator[Wrong]:
    over = node.iter.name if isinstance(node.iter, nodes.Name) else ""
    item = node.target.name if isinstance(node.target, nodes.Name) else ""
    if scope.items:
        yield Wrong(node.lineno, _ONE_LOOP)
    elif over not in scope.known or over not in scope.names.lists or not item or item in {*scope.known, "loop"}:
        yield Wrong(node.lineno, _OVER_A_LIST)
    elif node.test is not None or node.recursive:
        yield from _refused(node, scope)
    else:
        inner = scope.deeper()._replace(known=scope.known | {item}, items={item: scope.names.lists[over]})
        yield from _block(node.body, inner)
        yield from _block(node.else_, scope.deeper())


def _name(node: nodes.Name, scope: _Scope) -> Iterator[Wrong]:
    if node.name not in scope.known:
        known = ", ".join(sorted(scope.known))
        yield Wrong(
            node.lineno,
            Said(
                f"không có `{node.name[:40]}`; chủ đề này có: {known}",
                f"knows no `{node.name[:40]}`; this topic has: {known}",
            ),
        )


def _attribute(node: nodes.Getattr, scope: _Scope) -> Iterator[Wrong]:
    asked = scope.items.get(node.node.name, ()) if isinstance(node.node, nodes.Name) else ()
    if node.attr not in asked:
        attr = node.attr[:40]
        yield Wrong(node.lineno, Said(f"không được hỏi `.{attr}` ở đây", f"may not ask for `.{attr}` here"))


def _compare(node: nodes.Compare, scope: _Scope) -> Iterator[Wrong]:
    yield from _expression(node.expr, scope)
    for operand in node.ops:
        if operand.op not in _EQUALITY:
            yield Wrong(node.lineno, _EQUAL_ALONE)
        yield from _expression(operand.expr, scope)


def _both(node: nodes.BinExpr, scope: _Scope) -> Iterator[Wrong]:
    yield from _expression(node.left, scope)
    yield from _expression(node.right, scope)


def _not(node: nodes.Not, scope: _Scope) -> Iterator[Wrong]:
    yield from _expression(node.node, scope)


def _choice(node: nodes.CondExpr, scope: _Scope) -> Iterator[Wrong]:
    yield from _expression(node.test, scope)
    yield from _expression(node.expr1, scope)
    if node.expr2 is None:
        yield Wrong(node.lineno, _BOTH_WAYS)
    else:
        yield from _expression(node.expr2, scope)


def _filter(node: nodes.Filter, scope: _Scope) -> Iterator[Wrong]:
    written = all(isinstance(one, nodes.Const) and isinstance(one.value, str) for one in node.args)
    takes = 1 if node.name == "join" else 0
    plain = written and len(node.args) <= takes and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    if node.name not in LET_THROUGH or not plain or node.node is None:
        yield Wrong(node.lineno, _PLAIN_FILTER)
    else:
        yield from _expression(node.node, scope)


def _constant(node: nodes.Const, scope: _Scope) -> Iterator[Wrong]:
    if not isinstance(node.value, str):
        yield from _refused(node, scope)


_Check: TypeAlias = Callable[..., Iterator[Wrong]]
_STATEMENTS: Final[Mapping[type[nodes.Node], _Check]] = {nodes.Output: _output, nodes.If: _if, nodes.For: _for}
_EXPRESSIONS: Final[Mapping[type[nodes.Node], _Check]] = {
    nodes.Name: _name,
    nodes.Const: _constant,
    nodes.Getattr: _attribute,
    nodes.Compare: _compare,
    nodes.And: _both,
    nodes.Or: _both,
    nodes.Not: _not,
    nodes.CondExpr: _choice,
    nodes.Filter: _filter,
}


@lru_cache(maxsize=512)
def _compiled(source: str) -> Compiled:
    return _SANDBOX.from_string(source)
