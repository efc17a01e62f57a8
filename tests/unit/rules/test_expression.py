"""Expressions: what `check` lets through, and that it comes out in Kleene's logic whatever is unknown."""

from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.values import ActivityKind, Outcome
from shared.rules.expression import check, compiled, evaluate
from shared.rules.functions import FUNCTIONS, Answer, Argument, Kind, Value
from tests.unit.rules.small_campaign import Known

CLAUSES = frozenset({"III.1.b4", "III.1.b5"})

SOUND = [
    "activities_total() >= 1",
    'count("inspection_conducted")in[1, 2]',
    "clause('III.1.b5') >= 3",
    "2 <= houses('completed') + houses('handed_over') - 1",
    "quantity('outreach_delivered') >= 2",
    "quantity('outreach_delivered') * 1.5 > 2.5e1",
    "funds('disbursed_vnd') * 100 >= funds('received_vnd') * 80",
    "funds('disbursed_vnd') / 1000000 % 2 == 0",
    "report_on_time_ratio() >= 0.8 && findings_open() == 0",
    "rated_at_least('GOOD', 5) && !is_leader()",
    "prior_award('PROVINCE_MERIT', ['MERIT', 'AD_HOC'])",
    "launch_level() in ['PROVINCE', 'PRIME_MINISTER']",
    "is_leader() ? campaign_day() > 100 : true",
    "is_leader() == false != true",
    "-campaign_day() < -5 // after five days",
    "true",
]
FLAWED = [
    ("", 0, "ends too early"),
    ("count('other') >", 16, "ends too early"),
    ("(count('other') > 1", 19, "')'"),
    ("count('other') > 1)", 18, "')' is not expected"),
    ("count('other' 'other') > 1", 14, "','"),
    ("count('other') = 1", 15, "'=' is not understood"),
    ("count('other') > 1u", 18, "'u' is not expected"),
    ("null == null", 0, "'null' is not expected"),
    ("[1].exists(x, x > 1)", 3, "'.' is not understood"),
    ("count(other) > 1", 6, "'other' is no function"),
    ("activities > 1", 0, "'activities' is no function"),
    ("nope() || true", 0, "no function 'nope'"),
    ("true || nope()", 8, "no function 'nope'"),
    ("true || count() > 1", 8, "arguments needed: 1, written: 0"),
    ("is_leader('x')", 0, "arguments needed: 0, written: 1"),
    ("count('inspektion_conducted') > 1", 6, "did you mean 'inspection_conducted'"),
    ("count(1) > 1", 6, "the argument kind must be one text"),
    ("count('a' + 'b') > 1", 10, "the argument kind must be one text"),
    ("houses('built') > 1", 7, "no value 'built'"),
    ("funds('spent_vnd') > 1", 6, "no value 'spent_vnd'"),
    ("clause('III.1.b6') > 1", 7, "no clause 'III.1.b6'"),
    ("rated_at_least('BEST', 1)", 15, "no value 'BEST'"),
    ("rated_at_least('GOOD', 0)", 23, "from 1 to"),
    ("rated_at_least('GOOD', true)", 23, "from 1 to"),
    ("rated_at_least('GOOD', '5')", 23, "from 1 to"),
    ("prior_award('', ['MERIT'])", 12, "an id of 1 to 128"),
    ("prior_award('X', 'MERIT')", 17, "a list like"),
    ("prior_award('X', [])", 17, "a list like"),
    ("prior_award('X', ['MERIT', 'NONE'])", 27, "no value 'NONE'"),
    ("launch_level() == 'NATION'", 18, "no value 'NATION'"),
    ("launch_level() in ['PROVINCE', 'NATION']", 31, "no value 'NATION'"),
    ("count('other') < 'a' || true", 15, "'<' does not go between"),
    ("true || count('other') < 'a'", 23, "'<' does not go between"),
    ("launch_level() == 1", 15, "'==' does not go between"),
    ("1 < 2 < 3", 6, "'<' does not go between"),
    ("is_leader() > false", 12, "'>' does not go between"),
    ("[1] == [1]", 4, "'==' does not go between"),
    ("1 in 2", 2, "'in' does not go between"),
    ("1 in []", 5, "at least one item"),
    ("1 in [1, 'a']", 5, "all of one kind"),
    ("1 in [[1]]", 5, "all of one kind"),
    ("quantity('other') + 1 > 2", 18, "'+' does not go between"),
    ("quantity('other') % 2.0 > 2.0", 18, "'%' does not go between"),
    ("'a' + 'b' == 'ab'", 4, "'+' does not go between"),
    ("1 / 0 == 1", 4, "division by zero"),
    ("funds('received_vnd') / funds('disbursed_vnd') > 1", 24, "division by zero"),
    ("funds('received_vnd') * 1000 > 1", 22, "pass the largest whole number"),
    ("9223372036854775807 + count('other') > 0", 20, "pass the largest whole number"),
    ("count('other') > 9223372036854775808", 17, "is too large"),
    ("count('other')", 0, "true or false is needed"),
    ("is_leader() ? 1 : 2", 12, "true or false is needed"),
    ("count('other') ? true : false", 0, "true or false is needed"),
    ("is_leader() ? true : 1 + nope()", 25, "no function 'nope'"),
    ("is_leader() && 1", 15, "true or false is needed"),
    ("1 || is_leader()", 0, "true or false is needed"),
    ("!count('other')", 1, "true or false is needed"),
    ("-'a' == 1", 1, "a whole number is needed"),
    ("-nope() == 1", 1, "no function 'nope'"),
    ("1 in [nope()]", 6, "no function 'nope'"),
    ("(" * 30 + "true" + ")" * 30, 24, "nest deeper"),
    ("!" * 300 + "true", 200, "longer than 200 words"),
]


@pytest.mark.parametrize("source", SOUND)
def test_a_sound_expression_passes_and_comes_out_true_or_false_whatever_is_answered(source: str) -> None:
    expression = compiled(source)
    samples = [_samples(asked.function) for asked in expression.asked]

    found = check(source, CLAUSES)
    results = {
        evaluate(expression, _Fixed(dict(zip(_keys(source), values, strict=True))))[0] for values in product(*samples)
    }

    assert found == []
    assert results <= {"met", "not_met"}


@pytest.mark.parametrize(("source", "at", "says"), FLAWED)
def test_what_could_go_wrong_when_run_is_found_before_it_runs(source: str, at: int, says: str) -> None:
    found = check(source, CLAUSES)

    assert found[0].at == at
    assert says in found[0].says.en
    assert all(flaw.says.vi != flaw.says.en for flaw in found)


def test_every_flaw_of_an_expression_is_told_not_only_the_first() -> None:
    source = "nope() > 1 && clause('VII') > 'a' || houses('built') > 1"

    found = check(source, CLAUSES)

    assert [flaw.at for flaw in found] == [0, 21, 28, 44]


def test_what_cel_itself_does_not_take_is_a_flaw_too() -> None:
    source = "'\ud800' == 'a'"

    found = check(source, CLAUSES)

    assert [flaw.says.en.split(":")[0] for flaw in found] == ["CEL does not take the expression"]


def test_an_argument_that_must_be_computed_makes_no_expression() -> None:
    with pytest.raises(ValueError, match="literals"):
        compiled("count('a' + 'b') > 1")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('rated_at_least( "GOOD" ,5 )', "rated_at_least('GOOD', 5)"),
        ('prior_award("O\'Neill",[\'MERIT\',"AD_HOC"])', "prior_award(\"O'Neill\", ['MERIT', 'AD_HOC'])"),
    ],
)
def test_a_call_is_shown_the_same_however_it_is_spaced_and_quoted(source: str, text: str) -> None:
    assert [asked.text for asked in compiled(source).asked] == [text]


def test_one_call_is_asked_once_however_often_and_however_it_is_written() -> None:
    expression = compiled("count('other') > 1 || count( \"other\" ) == 0 || count('other')in[7]")
    known = Known({"count('other')": 7})

    outcome, answers = evaluate(expression, known)

    assert outcome == "met"
    assert known.asked == ["count('other')"]
    assert [asked.text for asked in expression.asked] == ["count('other')"]
    assert [answer.value for answer in answers] == [7]


def test_a_quantity_answered_as_a_whole_number_is_computed_with_as_a_fraction() -> None:
    expression = compiled("quantity('other') + 0.5 > 3.0")

    outcome, _ = evaluate(expression, Known({"quantity('other')": 3}))

    assert outcome == "met"


def test_a_fault_where_everything_is_known_is_never_taken_for_unknown() -> None:
    expression = compiled("count('other') / 0 == 1")

    with pytest.raises(ZeroDivisionError):
        evaluate(expression, Known({"count('other')": 7}))


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("is_leader() || activities_total() >= 1", "met"),
        ("activities_total() >= 1 || is_leader()", "met"),
        ("is_leader() && activities_total() >= 9", "not_met"),
        ("activities_total() >= 9 && is_leader()", "not_met"),
        ("is_leader() || activities_total() >= 9", "unknown"),
        ("activities_total() >= 1 && is_leader()", "unknown"),
        ("!is_leader()", "unknown"),
        ("is_leader() == is_leader()", "unknown"),
        ("is_leader() ? activities_total() >= 1 : activities_total() >= 1", "unknown"),
        ("activities_total() >= 1 ? true : is_leader()", "met"),
        ("activities_total() >= 9 ? is_leader() : false", "not_met"),
        ("funds('received_vnd') + activities_total() >= 1", "unknown"),
        ("funds('received_vnd') in [1, 2]", "unknown"),
        ("1 in [funds('received_vnd'), 1]", "unknown"),
    ],
)
def test_an_unknown_matters_only_where_the_expression_does_not_come_out_without_it(
    source: str, outcome: Outcome
) -> None:
    known = Known({"activities_total()": 3})

    found, _ = evaluate(compiled(source), known)

    assert check(source, CLAUSES) == []
    assert found == outcome


# --- random boolean expressions against Kleene's own tables -----------------------------------------------------------

ATOMS = get_args(ActivityKind)[:4]
Truth = bool | None
Tree = str | tuple["Tree", ...]


def _trees() -> st.SearchStrategy[Tree]:
    return st.recursive(
        st.sampled_from([*ATOMS, "true", "false"]),
        lambda inner: st.one_of(
            st.tuples(st.just("!"), inner),
            st.tuples(st.sampled_from(["&&", "||"]), inner, inner),
            st.tuples(st.just("?"), inner, inner, inner),
        ),
        max_leaves=12,
    )


def _source(tree: Tree) -> str:
    match tree:
        case str():
            return tree if tree in ("true", "false") else f"count('{tree}') >= 1"
        case ("!", inner):
            return f"!({_source(inner)})"
        case ("?", condition, then, otherwise):
            return f"(({_source(condition)}) ? ({_source(then)}) : ({_source(otherwise)}))"
        case (operator, left, right):
            return f"({_source(left)}) {operator} ({_source(right)})"
    raise AssertionError(tree)


def _kleene(tree: Tree, atoms: dict[str, Truth]) -> Truth:
    match tree:
        case "true" | "false":
            return tree == "true"
        case str():
            return atoms[tree]
        case ("!", inner):
            value = _kleene(inner, atoms)
            return None if value is None else not value
        case ("?", condition, then, otherwise):
            value = _kleene(condition, atoms)
            return None if value is None else _kleene(then if value else otherwise, atoms)
        case (operator, left, right):
            values, decisive = {_kleene(left, atoms), _kleene(right, atoms)}, operator == "||"
            if decisive in values:
                return decisive
            return None if None in values else not decisive
    raise AssertionError(tree)


OUTCOMES: dict[Truth, Outcome] = {True: "met", False: "not_met", None: "unknown"}


def _outcome(source: str, atoms: dict[str, Truth]) -> Outcome:
    known = Known({f"count('{atom}')": int(value) for atom, value in atoms.items() if value is not None})
    return evaluate(compiled(source), known)[0]


@given(_trees(), st.fixed_dictionaries(dict.fromkeys(ATOMS, st.sampled_from([True, False, None]))))
def test_an_expression_comes_out_as_kleenes_tables_say(tree: Tree, atoms: dict[str, Truth]) -> None:
    expected = OUTCOMES[_kleene(tree, atoms)]

    outcome = _outcome(_source(tree), atoms)

    assert outcome == expected


@given(
    _trees(),
    st.fixed_dictionaries(dict.fromkeys(ATOMS, st.sampled_from([True, False, None]))),
    st.fixed_dictionaries(dict.fromkeys(ATOMS, st.booleans())),
)
def test_learning_an_unknown_never_changes_a_decided_outcome(
    tree: Tree, atoms: dict[str, Truth], learned: dict[str, bool]
) -> None:
    source = _source(tree)
    before = _outcome(source, atoms)

    after = _outcome(source, {atom: learned[atom] if value is None else value for atom, value in atoms.items()})

    assert after != "unknown"
    assert before in (after, "unknown")


def _samples(function: str) -> list[Value]:
    match FUNCTIONS[function].answers:
        case Kind.TRUTH:
            return [True, False]
        case Kind.WHOLE:
            return [0, 1, 2, 10**16]
        case Kind.DECIMAL:
            return [0, 0.5, 1.0, 1e12]
        case _:
            return [*FUNCTIONS[function].choices]


def _keys(source: str) -> list[tuple[str, tuple[Argument, ...]]]:
    return [(asked.function, asked.arguments) for asked in compiled(source).asked]


class _Fixed:
    def __init__(self, answers: dict[tuple[str, tuple[Argument, ...]], Value]) -> None:
        self._answers = answers

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        return Answer(self._answers[function, arguments])
