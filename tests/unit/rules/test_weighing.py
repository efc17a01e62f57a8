"""Clause trees: outcomes in three values, values and evidence on the leaves, and what is missing in words."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.definition import Label, Node
from shared.core.events import Explained, Said
from shared.core.naming import RATINGS
from shared.core.values import Outcome
from shared.rules.functions import FUNCTIONS, Answer, Kind, Value
from shared.rules.rendering import as_text
from shared.rules.syntax import Call, Literal
from shared.rules.weighing import at_least, explain, outcomes, weigh
from shared.rules.wording import ACTIVITIES, FUNDS, HOUSES, described
from tests.unit.rules.small_campaign import Known

TOOK_PART = Node(
    id="took-part", basis="KH III.1", label=Label(vi="Có tham gia", en="Took part"), when="activities_total() >= 1"
)
INSPECTED = Node(id="inspected", label=Label(en="Inspections"), when="count('inspection_conducted') >= 2")
REACHED_OUT = Node(id="reached-out", label=Label(en="Outreach"), when="clause('III.1.b5') >= 3")
LEADS = Node(id="leads", label=Label(vi="Lãnh đạo"), when="is_leader()")
TREE = Node(all=(TOOK_PART, Node(any=(INSPECTED, REACHED_OUT))))
NEARLY: dict[str, Value | Answer] = {
    "activities_total()": 3,
    "count('inspection_conducted')": 1,
    "clause('III.1.b5')": 0,
}


def leaf(when: str, **label: str) -> Node:
    return Node(id="leaf", label=Label(**label) if label else Label(vi="Nhãn", en="Label"), when=when)


def missing(tree: Node, known: Known) -> tuple[Said, ...]:
    said = explain(tree, known).missing
    assert said is not None
    return said


def test_a_leaf_tells_what_was_asked_what_was_answered_and_which_facts_say_so() -> None:
    known = Known({"activities_total()": Answer(3, (4000, 5001, 7000), 3)})

    weighed = weigh(TOOK_PART, known)

    assert weighed == Explained(
        outcome="met",
        id="took-part",
        label=Label(vi="Có tham gia", en="Took part"),
        basis="KH III.1",
        when="activities_total() >= 1",
        values={"activities_total()": 3},
        evidence=(4000, 5001, 7000),
        evidence_count=3,
    )


def test_a_leaf_is_written_with_all_its_fields_even_where_there_is_nothing_and_read_back_the_same() -> None:
    explained = explain(REACHED_OUT, Known({}))

    written = msgspec.json.encode(explained)

    assert msgspec.json.decode(written) == {
        "outcome": "unknown",
        "id": "reached-out",
        "label": {"en": "Outreach"},
        "basis": "",
        "when": "clause('III.1.b5') >= 3",
        "values": {"clause('III.1.b5')": None},
        "evidence": [],
        "evidence_count": 0,
        "missing": [
            {
                "vi": "chưa rõ: số hoạt động theo mục III.1.b5",
                "en": "not known: the number of activities under clause III.1.b5",
            }
        ],
    }
    assert msgspec.json.decode(written, type=Explained) == explained


def test_a_tree_keeps_its_form_and_tells_the_outcome_of_every_group_and_leaf() -> None:
    weighed = weigh(TREE, Known(NEARLY))

    assert weighed.outcome == "not_met"
    assert [part.outcome for part in weighed.all] == ["met", "not_met"]
    assert outcomes(weighed) == {"took-part": "met", "inspected": "not_met", "reached-out": "not_met"}
    assert weighed.missing is None


def test_two_answers_of_one_leaf_show_their_newest_20_facts_and_count_a_shared_one_once() -> None:
    older, newer = tuple(range(1000, 1015)), tuple(range(1010, 1025))
    known = Known({"count('other')": Answer(15, older, 15), "verified('other')": Answer(15, newer, 15)})

    weighed = weigh(leaf("count('other') >= 1 && verified('other') >= 1"), known)

    assert weighed.evidence == tuple(range(1005, 1025))
    assert weighed.evidence_count == 25


# --- three-valued logic of groups -------------------------------------------------------------------------------------

THREE: tuple[Outcome, ...] = ("met", "not_met", "unknown")
RANK = {"not_met": 0, "unknown": 1, "met": 2}
PARTS = st.lists(st.sampled_from(THREE), min_size=1, max_size=6)


def parts_of(given_outcomes: list[Outcome]) -> list[Explained]:
    return [Explained(outcome=outcome) for outcome in given_outcomes]


@given(PARTS)
def test_all_is_kleenes_and_the_least_of_its_parts(parts: list[Outcome]) -> None:
    assert RANK[at_least(len(parts), parts_of(parts))] == min(RANK[part] for part in parts)


@given(PARTS)
def test_any_is_kleenes_or_the_greatest_of_its_parts(parts: list[Outcome]) -> None:
    assert RANK[at_least(1, parts_of(parts))] == max(RANK[part] for part in parts)


@given(PARTS, st.data())
def test_at_least_n_is_the_nth_greatest_of_its_parts(parts: list[Outcome], data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, len(parts)))

    outcome = at_least(needed, parts_of(parts))

    assert RANK[outcome] == sorted((RANK[part] for part in parts), reverse=True)[needed - 1]


@given(PARTS, st.data())
def test_learning_an_unknown_never_changes_a_decided_group(parts: list[Outcome], data: st.DataObject) -> None:
    needed = data.draw(st.integers(1, len(parts)))
    decided: st.SearchStrategy[Outcome] = st.sampled_from(("met", "not_met"))
    learned = [data.draw(decided) if part == "unknown" else part for part in parts]

    before, after = at_least(needed, parts_of(parts)), at_least(needed, parts_of(learned))

    assert after != "unknown"
    assert before in (after, "unknown")


def test_the_reader_of_a_tree_sees_at_least_n_as_it_was_written() -> None:
    tree = Node(at_least=2, of=(TOOK_PART, INSPECTED, LEADS))

    weighed = weigh(tree, Known(NEARLY))

    assert (weighed.outcome, weighed.at_least) == ("unknown", 2)
    assert [part.outcome for part in weighed.of] == ["met", "not_met", "unknown"]


# --- what is missing --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "value", "vi", "en"),
    [
        ("count('inspection_conducted') >= 2", 1, "thêm 1 cuộc kiểm tra", "1 more inspection"),
        ("count('inspection_conducted') > 2", 1, "thêm 2 cuộc kiểm tra", "2 more inspections"),
        ("count('inspection_conducted') == 2", 0, "thêm 2 cuộc kiểm tra", "2 more inspections"),
        ("count('inspection_conducted') == 2", 3, "bớt 1 cuộc kiểm tra", "1 fewer inspection"),
        ("2 <= count('inspection_conducted')", 1, "thêm 1 cuộc kiểm tra", "1 more inspection"),
        ("count('inspection_conducted') >= 1.5", 0, "thêm 2 cuộc kiểm tra", "2 more inspections"),
        (
            "verified('initiative') >= 1",
            0,
            "thêm 1 sáng kiến đã được xác minh",
            "1 more verified initiative",
        ),
        (
            "quantity('outreach_delivered') >= 2.5",
            1.25,
            "thêm 1,25 về khối lượng hoạt động tuyên truyền",
            "1.25 more in quantity of outreach activities",
        ),
        (
            "clause('III.1.b5') >= 3",
            1,
            "thêm 2 hoạt động theo mục III.1.b5",
            "2 more activities under clause III.1.b5",
        ),
        ("activities_total() >= 1", 0, "thêm 1 hoạt động", "1 more activity"),
        ("houses('completed') >= 10", 7, "thêm 3 nhà hoàn thành", "3 more houses completed"),
        (
            "funds('received_vnd') >= 1000000000",
            250_000_000,
            "thêm 750.000.000 đồng tiếp nhận",
            "750,000,000 more đồng received",
        ),
        ("findings_open() <= 0", 2, "bớt 2 kiến nghị kiểm tra còn mở", "2 fewer open findings"),
        ("findings_open() < 1", 1, "bớt 1 kiến nghị kiểm tra còn mở", "1 fewer open finding"),
        ("campaign_day() >= 100", 99, "thêm 1 ngày của đợt thi đua", "1 more day of the campaign"),
        (
            "report_on_time_ratio() >= 0.875",
            0.75,
            "tỷ lệ báo cáo đúng hạn đạt 87,5% (hiện là 75%)",
            "87.5% of reports on time (75% so far)",
        ),
        ("is_leader()", False, "giữ chức vụ lãnh đạo", "a leading post"),
        (
            "rated_at_least('GOOD', 5)",
            False,
            "xếp loại “Hoàn thành tốt nhiệm vụ” trở lên trong 5 năm liền trước",
            "a rating of GOOD or better in each of the last 5 years",
        ),
        ("launch_level() == 'PROVINCE'", "AGENCY", "chưa đạt: Nhãn", "not yet met: Label"),
        ("report_on_time_ratio() < 0.5", 0.75, "chưa đạt: Nhãn", "not yet met: Label"),
        ("quantity('other') > 2.5", 1.0, "chưa đạt: Nhãn", "not yet met: Label"),
        ("!(activities_total() >= 1)", 1, "chưa đạt: Nhãn", "not yet met: Label"),
        ("activities_total() * 2 >= 4", 1, "chưa đạt: Nhãn", "not yet met: Label"),
    ],
)
def test_what_a_leaf_still_needs_is_said_in_words(when: str, value: Value, vi: str, en: str) -> None:
    call = when.removeprefix("2 <= ").removeprefix("!(").partition(")")[0] + ")"

    said = missing(leaf(when), Known({call: value}))

    assert said == (Said(vi, en),)


def test_an_earlier_award_that_is_missing_is_named_with_its_types() -> None:
    call = "prior_award('PM_MERIT', ['MERIT', 'AD_HOC'])"
    known = Known({"prior_award('PM_MERIT', ('MERIT', 'AD_HOC'))": False})

    said = missing(leaf(call), known)

    assert said == (Said("đã được tặng PM_MERIT (MERIT, AD_HOC)", "an earlier award PM_MERIT (MERIT, AD_HOC)"),)


def test_a_sum_that_falls_short_names_everything_that_counts_towards_it() -> None:
    known = Known({"count('initiative')": 1, "count('inspection_conducted')": 1})

    said = missing(leaf("count('initiative') + count('inspection_conducted') >= 5"), known)

    assert said == (Said("thêm 3 sáng kiến hoặc cuộc kiểm tra", "3 more initiatives or inspections"),)


def test_of_several_demands_in_one_leaf_only_those_not_met_are_told() -> None:
    known = Known({"count('initiative')": 1, "count('other')": 9, "findings_open()": 1})

    said = missing(leaf("count('initiative') >= 2 && count('other') >= 9 && findings_open() == 0"), known)

    assert [one.en for one in said] == ["1 more initiative", "1 fewer open finding"]


def test_a_demand_beside_one_that_failed_is_called_unknown_where_nothing_answers_it() -> None:
    known = Known({"count('initiative')": 1})

    said = missing(leaf("count('initiative') >= 2 && is_leader() && campaign_day() > 5"), known)

    assert [one.en for one in said] == [
        "1 more initiative",
        "not known: a leading post",
        "not known: the number of days of the campaign",
    ]


def test_alternatives_are_joined_by_or() -> None:
    said = missing(TREE, Known(NEARLY))

    assert said == (
        Said(
            "thêm 1 cuộc kiểm tra hoặc thêm 3 hoạt động theo mục III.1.b5",
            "1 more inspection or 3 more activities under clause III.1.b5",
        ),
    )


def test_an_alternative_of_several_demands_stands_in_brackets() -> None:
    tree = Node(any=(INSPECTED, Node(all=(REACHED_OUT, LEADS))))

    said = missing(tree, Known({**NEARLY, "is_leader()": False}))

    assert said[0].en == "1 more inspection or (3 more activities under clause III.1.b5 and a leading post)"


def test_at_least_n_tells_how_many_of_the_alternatives_are_still_needed() -> None:
    tree = Node(at_least=3, of=(TOOK_PART, INSPECTED, REACHED_OUT, LEADS))

    said = missing(tree, Known({**NEARLY, "is_leader()": False}))

    assert said == (
        Said(
            "2 trong số: thêm 1 cuộc kiểm tra hoặc thêm 3 hoạt động theo mục III.1.b5 hoặc giữ chức vụ lãnh đạo",
            "2 of these: 1 more inspection or 3 more activities under clause III.1.b5 or a leading post",
        ),
    )


def test_at_least_n_tells_each_alternative_by_itself_where_all_are_needed() -> None:
    tree = Node(at_least=3, of=(TOOK_PART, INSPECTED, REACHED_OUT))

    said = missing(tree, Known(NEARLY))

    assert [one.en for one in said] == ["1 more inspection", "3 more activities under clause III.1.b5"]


def test_an_unknown_leaf_says_what_nobody_recorded_and_says_it_once() -> None:
    rated = leaf("rated_at_least('GOOD', 5)")
    why = Said("xếp loại năm 2022", "the rating of 2022")

    said = missing(Node(all=(rated, msgspec.structs.replace(rated, id="again"))), Known({}, why))

    assert said == (Said("chưa rõ: xếp loại năm 2022", "not known: the rating of 2022"),)


def test_a_label_in_one_language_serves_for_both() -> None:
    said = missing(leaf("!is_leader()", vi="Không là lãnh đạo"), Known({"is_leader()": True}))

    assert said == (Said("chưa đạt: Không là lãnh đạo", "not yet met: Không là lãnh đạo"),)


def test_nothing_is_missing_where_the_tree_is_met() -> None:
    said = missing(TREE, Known({**NEARLY, "clause('III.1.b5')": 3}))

    assert said == ()


def test_there_are_words_for_everything_a_rule_may_ask() -> None:
    closed = {parameter.name: parameter.choices for function in FUNCTIONS.values() for parameter in function.parameters}

    assert set(ACTIVITIES) == set(closed["kind"])
    assert set(HOUSES) == set(closed["state"])
    assert set(FUNDS) == set(FUNCTIONS["funds"].parameters[0].choices)
    assert set(RATINGS) == set(closed["rating"])
    for function in FUNCTIONS.values():
        sample = tuple(Literal(0, choice.choices[0] if choice.choices else "1") for choice in function.parameters)
        assert described(Call(0, 0, function.name, sample)).vi
        assert function.answers is not Kind.LIST


# --- as text ----------------------------------------------------------------------------------------------------------


def test_a_tree_is_shown_as_indented_text_with_marks() -> None:
    tree = Node(all=(TOOK_PART, Node(any=(INSPECTED, REACHED_OUT)), Node(at_least=1, of=(LEADS,))))

    text = as_text(explain(tree, Known(NEARLY)), "vi")

    assert text == (
        "✗ tất cả\n"
        "  ✓ took-part: Có tham gia [KH III.1]\n"
        "      activities_total() >= 1\n"
        "      activities_total() = 3\n"
        "      số sự kiện làm căn cứ: 1\n"
        "  ✗ ít nhất một\n"
        "    ✗ inspected: Inspections\n"
        "        count('inspection_conducted') >= 2\n"
        "        count('inspection_conducted') = 1\n"
        "        số sự kiện làm căn cứ: 1\n"
        "    ✗ reached-out: Outreach\n"
        "        clause('III.1.b5') >= 3\n"
        "        clause('III.1.b5') = 0\n"
        "        số sự kiện làm căn cứ: 1\n"
        "  ? ít nhất 1\n"
        "    ? leads: Lãnh đạo\n"
        "        is_leader()\n"
        "        is_leader() = chưa rõ\n"
        "Còn thiếu:\n"
        "  - thêm 1 cuộc kiểm tra hoặc thêm 3 hoạt động theo mục III.1.b5\n"
        "  - chưa rõ: giữ chức vụ lãnh đạo\n"
    )


def test_the_same_tree_is_shown_in_english_when_asked() -> None:
    text = as_text(explain(LEADS, Known({"is_leader()": True})), "en")

    assert text == "✓ leads: Lãnh đạo\n    is_leader()\n    is_leader() = true\n    facts behind it: 1\n"


def test_a_standard_that_nobody_stated_is_missing_by_its_own_name() -> None:
    leaf = Node(id="level", label=Label(vi="Mức do tỉnh quy định"), when="rated_at_least('NOT_COMPLETED', 100)")

    explained = explain(leaf, Known({}))

    assert explained.missing == (Said("chưa rõ: Mức do tỉnh quy định", "not known: Mức do tỉnh quy định"),)
