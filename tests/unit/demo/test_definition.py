"""The built-in campaign is the plan: its clauses, units and goals, and cards that claim no more than is known."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec
import pytest

from shared.core.definition import Card, Node, RuleSet
from shared.core.values import Award, SubjectKind
from shared.rules.definition import CampaignFile
from shared.rules.examples import run
from shared.rules.expression import compiled
from shared.rules.functions import Answer, Argument
from shared.rules.weighing import weigh

# fmt: off
CLAUSES_OF_THE_PLAN = [
    "I.1.a", "I.1.b", "I.1.c", "I.2.a", "I.2.b", "I.2.c", "II.1", "II.3", "II.4", "II.5",
    "III.1.b1", "III.1.b2", "III.1.b3", "III.1.b4", "III.1.b5", "III.2.b1", "III.2.b2", "III.3.a", "III.3.b",
    "IV", "V.1", "V.2", "V.3", "VI.1.b1", "VI.1.b2", "VI.2.b1", "VI.2.b2", "VI.3",
]
# fmt: on
LABOUR_ORDERS: tuple[Award, ...] = ("LABOUR_ORDER_1", "LABOUR_ORDER_2", "LABOUR_ORDER_3")
UNSEEN = ("Chưa kiểm chứng", "Chưa tìm thấy")  # how a basis begins where nobody has seen the standard


def leaves(node: Node) -> Iterator[Node]:
    """Every leaf under a node."""
    for part in (*node.all, *node.any, *node.of):
        yield from leaves(part)
    if node.when:
        yield node


def cards_and_leaves(file: CampaignFile) -> Iterator[tuple[RuleSet, Card, Node]]:
    """Every leaf of every card of every rule set."""
    for rule_set in file.definition.rule_sets:
        for card in rule_set.cards:
            for leaf in leaves(card.require):
                yield rule_set, card, leaf


def test_every_numbered_clause_of_the_plan_is_there_in_order_and_the_gap_at_two_two_is_kept(
    campaign_file: CampaignFile,
) -> None:
    clauses = campaign_file.definition.campaign.clauses

    ids = [clause.id for clause in clauses]

    assert ids == CLAUSES_OF_THE_PLAN
    assert "II.2" not in ids
    assert all(clause.text.vi and clause.text.en for clause in clauses)
    assert [clause.id for clause in clauses if clause.subject == "INDIVIDUAL"] == ["III.2.b1", "III.2.b2"]


@pytest.mark.parametrize(
    ("clause_id", "words"),
    [
        ("I.2.b", "phát huy quyền làm chủ và sự tham gia tích cực, chủ động của cộng đồng và người dân"),
        ("II.5", "xóa nhà tạm, nhà dột nát cho hộ nghèo, hộ cận nghèo, người dân bị ảnh hưởng bởi thiên tai"),
        ("III.2.b2", "gương mẫu, tích cực hưởng ứng Đợt thi đua, chung tay, góp sức"),
        (
            "III.3.a",
            "Huân chương Lao động; Bằng khen của Thủ tướng Chính phủ; Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh;",
        ),
        ("IV", "Đợt thi đua được triển khai thực hiện từ tháng 10 năm 2024 và tổng kết vào cuối năm 2025."),
        ("VI.3", "lên Cổng thông tin điện tử tỉnh, Trang thông tin điện tử Văn phòng UBND tỉnh."),
    ],
)
def test_a_clause_has_the_words_of_the_plan(campaign_file: CampaignFile, clause_id: str, words: str) -> None:
    clauses = {clause.id: clause.text.vi for clause in campaign_file.definition.campaign.clauses}

    text = clauses[clause_id]

    assert words in text
    assert "  " not in text


def test_what_is_only_a_sample_among_the_units_says_so_and_the_districts_are_ten(campaign_file: CampaignFile) -> None:
    units = campaign_file.definition.campaign.units

    sample = {unit.id for unit in units if unit.id.startswith("mau-")}
    districts = [unit for unit in units if unit.kind == "DISTRICT"]

    assert sample == {unit.id for unit in units if "(mẫu)" in unit.name.vi and "(sample)" in unit.name.en}
    assert {unit.id for unit in units} - sample - {district.id for district in districts} == {"vpubnd", "hctc", "thcb"}
    assert len(districts) == 10
    assert all(contact.email.endswith(".example.vn") for unit in units for contact in unit.contacts)


def test_each_part_of_the_definition_fits_into_one_fact(campaign_file: CampaignFile) -> None:
    definition = campaign_file.definition

    sizes = [len(msgspec.json.encode(part)) for part in (definition.campaign, *definition.rule_sets)]

    assert max(sizes) <= 55_000


def test_the_two_decrees_follow_each_other_without_a_gap(campaign_file: CampaignFile) -> None:
    before, after = campaign_file.definition.rule_sets

    last_day = date.fromisoformat(before.in_force.to)

    assert (before.id, after.id) == ("nd98-2023", "nd152-2025")
    assert after.in_force.from_ == (last_day + timedelta(days=1)).isoformat() == "2025-07-01"
    assert not after.in_force.to


def test_both_rule_sets_have_cards_for_each_award_and_the_kinds_the_law_opens_it_to(
    campaign_file: CampaignFile,
) -> None:
    expected: set[tuple[Award, SubjectKind]] = {
        ("AGENCY_COMMENDATION", "COLLECTIVE"),
        ("AGENCY_COMMENDATION", "INDIVIDUAL"),
        ("PROVINCE_MERIT", "COLLECTIVE"),
        ("PROVINCE_MERIT", "INDIVIDUAL"),
        ("PM_MERIT", "COLLECTIVE"),
        ("PM_MERIT", "INDIVIDUAL"),
        *((award, kind) for award in LABOUR_ORDERS for kind in ("COLLECTIVE", "INDIVIDUAL")),
    }

    opened = [{(card.award, card.subject) for card in one.cards} for one in campaign_file.definition.rule_sets]

    assert opened == [expected, expected]


def test_no_person_reaches_the_labour_order_by_what_the_movement_alone_asks(campaign_file: CampaignFile) -> None:
    orders = [
        leaf.when
        for _, card, leaf in cards_and_leaves(campaign_file)
        if card.award.startswith("LABOUR_ORDER") and card.subject == "INDIVIDUAL"
    ]

    asked = " ".join(orders)

    assert "funds('received_vnd')" in asked
    assert "prior_award(" in asked
    assert not any(function in asked for function in ("launch_level", "activities_total", "count(", "clause("))


def test_the_movement_path_to_the_labour_order_needs_a_movement_of_the_prime_minister(
    campaign_file: CampaignFile,
) -> None:
    paths = [
        leaf.when
        for _, card, leaf in cards_and_leaves(campaign_file)
        if card.award in LABOUR_ORDERS and "launch_level" in leaf.when
    ]

    assert len(paths) == 6
    assert all("launch_level() == 'PRIME_MINISTER'" in when and "||" not in when for when in paths)


def test_awards_of_movements_and_for_sudden_acts_support_no_higher_award(campaign_file: CampaignFile) -> None:
    asked = [
        types
        for _, _, leaf in cards_and_leaves(campaign_file)
        for call in compiled(leaf.when).asked
        if call.function == "prior_award"
        for types in call.arguments[1:]
    ]

    assert asked
    assert all(types == ("MERIT",) for types in asked)


def test_every_leaf_names_its_basis_and_speaks_both_languages(campaign_file: CampaignFile) -> None:
    leaves_of_all = list(cards_and_leaves(campaign_file))

    silent = [
        f"{rule_set.id}/{card.id}/{leaf.id}"
        for rule_set, card, leaf in leaves_of_all
        if not (leaf.basis and leaf.label.vi and leaf.label.en)
    ]

    assert silent == []


class EverythingOnRecord:
    """A subject of whom all is known, and every year that a log can hold a rating of."""

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        match function, arguments:
            case "rated_at_least", (_, int(years)):
                return Answer(True if 2025 - years >= 1945 else None)
            case ("is_leader" | "prior_award", _):
                return Answer(True)
            case ("launch_level", _):
                return Answer("PRIME_MINISTER")
            case ("findings_open", _):
                return Answer(0)
            case ("report_on_time_ratio", _):
                return Answer(1.0)
            case _:
                return Answer(10**12)


def test_a_standard_nobody_has_seen_is_unknown_and_every_other_is_met_when_all_is_on_record(
    campaign_file: CampaignFile,
) -> None:
    facts = EverythingOnRecord()

    outcomes = {
        f"{rule_set.id}/{card.id}/{leaf.id}": (leaf.basis.startswith(UNSEEN), weigh(leaf, facts).outcome)
        for rule_set, card, leaf in cards_and_leaves(campaign_file)
    }

    wrong = {
        name: outcome for name, (unseen, outcome) in outcomes.items() if outcome != ("unknown" if unseen else "met")
    }
    assert wrong == {}


def test_the_rule_sets_own_examples_come_out_as_they_say(campaign_file: CampaignFile) -> None:
    tried = [
        one
        for rule_set in campaign_file.definition.rule_sets
        for one in run(rule_set, campaign_file.examples[rule_set.id])
    ]

    wrong = [(one.example.name, one.verdict) for one in tried if not one.as_expected]

    for rule_set in campaign_file.definition.rule_sets:
        tried_cards = {example.card for example in campaign_file.examples[rule_set.id]}
        assert tried_cards == {card.id for card in rule_set.cards}
    assert {one.verdict for one in tried} == {"CANDIDATE", "NEEDS_REVIEW", "NOT_YET"}
    assert wrong == []
