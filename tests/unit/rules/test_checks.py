"""What a definition must keep to beyond its shape: told by line in a file, by JSON pointer at the HTTP door."""

from datetime import date, timedelta
from functools import cache

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.definition import Campaign, Card, Clause, Definition, InForce, Label, Node, RuleSet, Text
from shared.rules.checks import check_campaign, check_cover, check_definition, check_rule_set, under
from shared.rules.definition import CampaignFile, read
from tests.unit.rules.mistaken import BEFORE_RULES, Mistaken, changed, replaced
from tests.unit.rules.small_campaign import SMALL

LEAF = """{id: rated, label: {vi: "Xếp loại"}, when: "rated_at_least('GOOD', 1)"}"""
VPUBND = """- {id: vpubnd, kind: OFFICE, name: {vi: "Văn phòng UBND tỉnh"}}"""
TURNED = changed("from: 2024-01-01", "from: 2025-07-01", "").text

MEANINGLESS = {
    "reserved id": changed("campaign: hoa-binh-450", "campaign: ‸registry", "kept for the register"),
    "ends before it starts": changed("ends_on: 2025-12-31", "ends_on: ‸2024-10-04", "before it starts"),
    "time zone": changed("Asia/Ho_Chi_Minh", "‸Asia/Ha_Noi", "no time zone 'Asia/Ha_Noi'"),
    "time zone outside": changed("Asia/Ho_Chi_Minh", "‸../etc/passwd", "no time zone"),
    "time zone that is a folder": changed("Asia/Ho_Chi_Minh", "‸Asia", "no time zone"),
    "clause twice": changed('kind: criterion, text: {vi: "Tuyên truyền"}}\n', "kind: a, text: {vi: b}}\n"
        "  - {id: ‸III.1.b4, subject: COLLECTIVE, kind: a, text: {vi: b}}\n", "is used above"),
    "unit twice": changed(VPUBND, f"{VPUBND}\n  {VPUBND.replace('vpubnd', '‸vpubnd')}", "is used above"),
    "rule set twice": changed("id: nd152-2025", "id: ‸nd98-2023", "is used above"),
    "card twice": Mistaken(SMALL + f"      - {{id: ‸F-GK-IND, award: PM_MERIT, subject: INDIVIDUAL, require: {LEAF}}}",
        "is used above"),
    "days after a period": changed("due_days: 5", "due_days: ‸-5", "0 or more"),
    "last day that is none": changed("to: 2025-06-30", "to: ‸2025-06-31", "real date"),
    "last day before first": Mistaken(replaced(TURNED, "to: 2025", "to: ‸2025"), "before the first, 2025-07-01"),
    "gap": changed("from: 2025-07-01", "from: ‸2025-07-03", "from 2025-07-01 to 2025-07-02 no rule set"),
    "gap at the start": changed("from: 2024-01-01", "from: ‸2024-10-06", "from 2024-10-05 to 2024-10-05"),
    "gap at the end": changed("2025-07-01}", "2025-07-01, to: ‸2025-12-30}", "from 2025-12-31 to 2025-12-31"),
    "overlap": changed("from: 2025-07-01", "from: ‸2025-06-30", "on 2025-06-30 another rule set"),
    "no rule set": Mistaken(BEFORE_RULES + "rule_sets: ‸[]\n", "there is no rule set"),
    "card for a household": changed("subject: INDIVIDUAL", "subject: ‸HOUSEHOLD", "COLLECTIVE or INDIVIDUAL"),
    "cap": changed("per_campaign: 5", "per_campaign: ‸0", "1 or more"),
    "cap of a body": changed("per_campaign: 5", "per_campaign: 5, per_body: ‸-1", "1 or more"),
    "node of two kinds": changed("- any:", "- ‸basis: x\n              any:", "exactly one of"),
    "node of no kind": changed(LEAF, "‸{all: []}", "exactly one of"),
    "at_least of nothing": changed(LEAF, "{at_least: ‸1}", "the number of branches"),
    "at_least too many": changed(LEAF, f"{{at_least: ‸2, of: [{LEAF}]}}", "from 1 to 1"),
    "at_least below 0": changed(LEAF, f"{{at_least: ‸-1, of: [{LEAF}]}}", "from 1 to 1"),
    "of without at_least": changed(LEAF, f"‸{{of: [{LEAF}]}}", "from 1 to 1"),
    "leaf without id": changed(LEAF, LEAF.replace("{id: rated, ", "‸{"), "needs an id"),
    "leaf with a long id": changed(LEAF, LEAF.replace("rated,", f"‸{'x' * 129},"), "1 to 128"),
    "leaf with an unprintable id": changed(LEAF, LEAF.replace("rated,", '‸"a\\tb",'), "printable"),
    "leaf id twice": changed("{id: reached-out,", "{id: ‸inspected,", "used in this card already"),
    "leaf without when": changed(LEAF, '‸{id: rated, label: {vi: "Xếp loại"}}', "needs when"),
    "leaf without label": changed(LEAF, """‸{id: rated, when: "rated_at_least('GOOD', 1)"}""", "needs a label"),
    "label in neither language": changed(LEAF, LEAF.replace("{id", "‸{id").replace("Xếp loại", ""), "needs a label"),
    "expression": changed('''"rated_at_least('GOOD', 1)"''', '''‸"rated_at_least('GOD', 1)"''', "character 16: "),
    "expression over lines": changed(LEAF, "{id: rated, label: {vi: a}, when: ‸>-\n }".replace(">-\n ", "'nope()'"),
        "no function 'nope'"),
    "clause not there": changed(""""clause('III.1.b5')""", """‸"clause('III.1.b9')""", "no clause 'III.1.b9'"),
}  # fmt: skip


@pytest.mark.parametrize("mistaken", MEANINGLESS.values(), ids=MEANINGLESS.keys())
def test_what_has_no_meaning_is_told_once_with_its_line_and_column(mistaken: Mistaken) -> None:
    found = mistaken.found()

    assert [(one.line, one.column) for one in found] == [mistaken.place()], found
    assert mistaken.says in found[0].en
    assert found[0].vi != found[0].en


def test_a_circle_of_units_is_told_once_and_named_all_round() -> None:
    text = replaced(SMALL, VPUBND, VPUBND.replace("name:", "parent: ‸hctc, name:"))

    found = Mistaken(text, "").found()

    assert [(one.line, one.en.split(";")[0]) for one in found] == [
        (12, "the unit would stand below itself: vpubnd → hctc → vpubnd"),
    ]


def test_a_unit_may_stand_below_one_that_only_the_registry_knows() -> None:
    text = replaced(SMALL, VPUBND, VPUBND.replace("name:", "parent: ubnd-tinh, name:"))

    assert isinstance(read(text), CampaignFile)


def test_several_flaws_of_one_expression_are_all_told() -> None:
    text = replaced(SMALL, "clause('III.1.b5') >= 3", "clause('VII') >= 'a' && nope()")

    found = Mistaken(text, "").found()

    assert {one.en.split(":")[0] for one in found} == {"character 8", "character 15", "character 25"}


def test_texts_too_long_for_one_fact_are_told_before_the_log_would_refuse_them() -> None:
    clause = '  - {id: "%s", subject: COLLECTIVE, kind: criterion, text: {vi: "%s"}}\n'
    long_clauses = "".join(clause % (f"c{number}", "x" * 7_000) for number in range(9))

    found = Mistaken(replaced(SMALL, "units:\n", f"{long_clauses}units:\n"), "").found()

    assert [(one.line, one.column) for one in found] == [(1, 1)]
    assert "bytes, at most 58000" in found[0].en


# --- at the HTTP door: decoded structs and JSON pointers --------------------------------------------------------------


@cache
def small() -> Definition:
    found = read(SMALL)
    assert isinstance(found, CampaignFile)
    return found.definition


def rule_set(name: str, first: str, last: str = "", *, require: Node | None = None) -> RuleSet:
    tree = require or Node(id="a", label=Label(vi="a"), when="is_leader()")
    card = Card(id="card", award="PM_MERIT", subject="INDIVIDUAL", require=tree)
    return RuleSet(id=name, in_force=InForce(first, last), legal_basis=(), cards=(card,))


def pointers(definition: Definition) -> list[str]:
    return [fault.pointer for fault in check_definition(definition)]


def test_a_sound_definition_has_no_faults() -> None:
    assert check_definition(small()) == ()


def test_faults_of_a_decoded_definition_are_told_by_pointer() -> None:
    campaign = msgspec.structs.replace(small().campaign, ends_on="2024-01-01", time_zone="Nowhere")
    broken = rule_set("r", "2024-01-01", require=Node(all=(Node(id="a", label=Label(vi="a"), when="nope()"), Node())))

    found = pointers(Definition(campaign, (broken,)))

    assert found == [
        "/ends_on",
        "/time_zone",
        "/rule_sets/0/cards/0/require/all/0/when",
        "/rule_sets/0/cards/0/require/all/1",
    ]


def test_a_rule_set_published_by_itself_is_checked_against_the_campaigns_clauses() -> None:
    tree = Node(id="a", label=Label(vi="a"), when="clause('X') >= 1")
    clause = Clause(id="X", subject="COLLECTIVE", kind="criterion", text=Text(vi="x"))
    knows_it = msgspec.structs.replace(small().campaign, clauses=(clause,))

    published = rule_set("r", "2024-01-01", require=tree)

    assert check_rule_set(published, knows_it) == ()
    assert [fault.pointer for fault in check_rule_set(published, small().campaign)] == ["/cards/0/require/when"]


def test_faults_can_be_seen_from_further_up() -> None:
    campaign = msgspec.structs.replace(small().campaign, time_zone="Nowhere")

    found = under("/data", check_campaign(campaign))

    assert [fault.pointer for fault in found] == ["/data/time_zone"]


def test_a_tree_that_never_ends_is_refused_and_not_walked_to_its_end() -> None:
    tree = Node(id="a", label=Label(vi="a"), when="is_leader()")
    for _ in range(40):
        tree = Node(all=(tree,))

    found = check_rule_set(rule_set("r", "2024-01-01", require=tree), small().campaign)

    assert len(found) == 1
    assert "deeper than 16" in found[0].en


def test_a_card_whose_explanation_could_not_be_one_fact_is_refused() -> None:
    leaves = tuple(Node(id=f"leaf-{number}", label=Label(vi="a"), when="is_leader()") for number in range(90))

    found = check_rule_set(rule_set("r", "2024-01-01", require=Node(any=leaves)), small().campaign)

    assert [fault.pointer for fault in found] == ["/cards/0/require"]
    assert "an explanation could take" in found[0].en


def test_a_rule_set_too_large_for_one_fact_is_refused() -> None:
    one = rule_set("r", "2024-01-01")
    large = msgspec.structs.replace(one, legal_basis=("x" * 58_000,))

    found = check_rule_set(large, small().campaign)

    assert [fault.pointer for fault in found] == [""]


def test_days_that_cannot_be_read_are_left_to_the_check_of_shapes() -> None:
    campaign = msgspec.structs.replace(small().campaign, starts_on="soon")

    assert check_campaign(campaign) == ()
    assert check_cover((rule_set("r", "soon"),), campaign) == ()


# --- cover: each day exactly one rule set -----------------------------------------------------------------------------

FIRST = date(2025, 1, 1)
SPANS = st.lists(st.tuples(st.integers(-3, 12), st.integers(0, 8)), min_size=1, max_size=4)


def on(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def ten_days() -> Campaign:
    return msgspec.structs.replace(small().campaign, starts_on=on(0), ends_on=on(9))


@given(SPANS)
def test_rule_sets_are_taken_exactly_when_each_day_has_one_and_none_has_two(spans: list[tuple[int, int]]) -> None:
    rule_sets = [rule_set(f"r{i}", on(first), on(first + more)) for i, (first, more) in enumerate(spans)]
    days = [day for first, more in spans for day in range(first, first + more + 1)]

    found = check_cover(rule_sets, ten_days())

    assert (found == ()) == (len(days) == len(set(days)) and set(range(10)) <= set(days))


def test_a_card_keeps_its_award_and_its_kind_of_subject_in_every_rule_set() -> None:
    first, same, other = rule_set("a", on(0), on(3)), rule_set("b", on(4), on(6)), rule_set("c", on(7))
    other = msgspec.structs.replace(other, cards=(msgspec.structs.replace(other.cards[0], award="PROVINCE_MERIT"),))

    found = check_cover([first, same, other], ten_days())

    assert [fault.pointer for fault in found] == ["/2/cards/0/id"]
    assert "PM_MERIT for INDIVIDUAL" in found[0].en


def test_an_open_rule_set_overlaps_everything_after_it() -> None:
    rule_sets = [rule_set("open", on(0)), rule_set("later", on(5), on(6)), rule_set("last", on(7))]

    found = check_cover(rule_sets, ten_days())

    assert [fault.pointer for fault in found] == ["/1/in_force/from", "/2/in_force/from"]
