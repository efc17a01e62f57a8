"""The first text of a campaign's definition: without mistakes whatever is answered, and as it was answered."""

from datetime import date

import pytest

from shared.rules.definition import CampaignFile, read
from shared.rules.starting import Beginning, definition_of, kind_of, slug, unit_ids

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def beginning(*, name: str = "Đợt thi đua 2026", units: tuple[str, ...] = ("Xã Hiền Lương",)) -> Beginning:
    return Beginning(
        name=name, basis="Kế hoạch 12", starts_on=FIRST, ends_on=LAST, contents=("Xóa nhà tạm",), units=units
    )


def defined(of: Beginning) -> CampaignFile:
    found = read(definition_of(of))
    assert isinstance(found, CampaignFile), found
    return found


@pytest.mark.parametrize(
    "said",
    ['"Xóa" \\ nhà: {tạm} # 2026', "- [a, b]", "e\u0302\u0323", "日本", "a\u0000b\tc\nd", "x" * 500, "{{7*7}} %s"],
)
def test_whatever_is_answered_the_definition_has_no_mistakes_and_says_it(said: str) -> None:
    campaign = defined(beginning(name=said, units=(said, "Xã Cao Sơn"))).definition.campaign

    assert campaign.units[0].name.vi == campaign.name.vi
    assert len(campaign.units) == 2
    assert (campaign.starts_on, campaign.ends_on) == ("2026-01-01", "2026-12-31")


def test_a_unit_with_enough_activities_is_what_its_rules_suggest() -> None:
    (rules,) = defined(beginning()).definition.rule_sets

    assert [card.require.all[0].when for card in rules.cards] == ["activities_total() >= 3"]


def test_ids_are_made_of_names_and_no_two_units_share_one() -> None:
    ids = unit_ids(("Xã Hiền Lương", "Xa Hien Luong", "Xã  Hiền-Lương!", "Xã Hiền Lương", "日本", "…"))

    assert list(ids.values()) == ["xa-hien-luong", "xa-hien-luong-2", "xa-hien-luong-3", "don-vi", "don-vi-2"]


def test_long_names_keep_ids_that_differ_and_fit() -> None:
    ids = unit_ids(tuple("Xã " + "dài " * 40 + str(number) for number in range(12)))

    assert len(set(ids.values())) == 12
    assert max(len(one) for one in ids.values()) <= 63


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Xã Hiền Lương", "COMMUNE"),
        ("THỊ TRẤN ĐÀ BẮC", "COMMUNE"),
        ("Thị xã Sơn Tây", "DISTRICT"),
        ("Phòng Hành chính - Tổ chức", "DIVISION"),
        ("Sở Tài chính", "OFFICE"),
        ("Hội Nông dân", "ORGANISATION"),
        ("Xanh", "AFFILIATED_UNIT"),
    ],
)
def test_what_a_unit_is_follows_from_how_its_name_begins(name: str, kind: str) -> None:
    assert kind_of(name) == kind


def test_a_slug_has_no_accents_in_either_unicode_form() -> None:
    assert slug("Đợt thi đua số 1 / 2026") == "dot-thi-dua-so-1-2026"
    assert slug("e\u0302\u0323") == slug("\u1ec7") == "e"
