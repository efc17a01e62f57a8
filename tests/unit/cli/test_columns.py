"""The names of columns: each says one field of a type, in either language, with or without accents."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.access import STATED_BY
from shared.core.events import CATALOGUE
from shared.sheets.columns import ATTRIBUTES, DEFINITIONS, attribute_of, field_of, names_of, paths_of
from shared.sheets.value_words import folded

TYPES = sorted(cls.short for cls in CATALOGUE.values() if STATED_BY.get(cls.short) and cls.thing not in DEFINITIONS)
COLUMNS = [
    ("activity.recorded", "Mã hoạt động", "activity_id"),
    ("activity.recorded", "Mã đơn vị", "unit_id"),
    ("activity.recorded", "ma don vi", "unit_id"),
    ("activity.recorded", "MÃ ĐƠN VỊ ", "unit_id"),
    ("activity.recorded", "Unit ID", "unit_id"),
    ("activity.recorded", "Nội dung", "title"),
    ("activity.recorded", "Mã người tham gia 2", "persons.1.person_id"),
    ("activity.corrected", "Số lượng", "changes.quantity"),
    ("household.identified", "Chủ hộ", "person.name"),
    ("household.identified", "CCCD", "person.citizen_id"),
    ("obstacle.reported", "Nội dung", "text"),
    ("report.submitted", "Số liệu: houses.started", "figures.houses.started"),
    ("report.submitted", "so lieu.Nhà khởi công", "figures.Nhà khởi công"),
    ("household.verified", "Kiểm tra: commune_confirmed", "checks.commune_confirmed"),
    ("activity.recorded", "evidence.0.name", "evidence.0.name"),
    ("activity.recorded", "STT", ""),
    ("ballot.tallied", "no", "no"),
    ("ballot.tallied", "No.", ""),
    ("activity.recorded", "Màu sắc", "Màu sắc"),
    ("no.such_type", "Mã đơn vị", "Mã đơn vị"),
]


@pytest.mark.parametrize(("short", "name", "field"), COLUMNS)
def test_a_columns_name_stands_for_a_field_of_its_type(short: str, name: str, field: str) -> None:
    assert field_of(name, short) == field


@given(st.sampled_from(COLUMNS), st.sampled_from(["NFC", "NFD"]))
def test_it_does_not_matter_how_its_accents_are_composed(column: tuple[str, str, str], form: str) -> None:
    short, name, field = column

    found = field_of(unicodedata.normalize(form, name), short)  # type: ignore[arg-type]

    assert unicodedata.normalize("NFC", found) == field


@pytest.mark.parametrize("name", [name for names in ATTRIBUTES.values() for name in names] + list(ATTRIBUTES))
def test_the_envelopes_columns_have_names_too(name: str) -> None:
    assert attribute_of(name) in ATTRIBUTES


@pytest.mark.parametrize("short", TYPES)
def test_every_field_has_a_name_in_both_languages_and_none_has_two_meanings(short: str) -> None:
    names = {path: names_of(path, short)[:2] for path in paths_of(short)}

    said = [folded(name.format(1)) for both in names.values() for name in set(both)]
    assert [path for path, both in names.items() if len(both) != 2] == []
    assert sorted({name for name in said if said.count(name) > 1}) == []
    assert [name for name in said if attribute_of(name)] == []
