"""The phone forms we ship: valid for the reference reader, in both languages, and read by the mapping beside them."""

import re
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from deploy.cli.sending import checked, entry_of
from deploy.phone.mapping import lost, read_mapping
from deploy.phone.stating import event_of, stated
from deploy.phone.submissions import Submission, named
from deploy.phone.xlsform import EN, PLANS, VI, Row, form_of_plan, mapping_of_plan
from shared.adapters.clock import system_clock
from shared.sheets.statements import Speech
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.phone.shipped_forms import DEFINITION, FORMS, shipped

__all__ = ["thidua"]

ANSWERS: dict[str, object] = {
    "unit_id": "hctc",
    "clause": "III.1.b4",
    "kind": "inspection_conducted",
    "title": "Kiểm tra tiến độ",
    "quantity": "2.5",
    "measure": "cuộc",
    "occurred_on": "2025-03-01",
    "persons_0_person_id": "cb-lan",
    "household_id": "HB-MC-0001",
    "started_on": "2025-03-01",
    "completed_on": "2025-06-01",
    "handed_over_on": "2025-06-15",
    "area_m2": 42.5,
    "three_hards": "true",
    "three_hards_floor": "true",
    "three_hards_frame": "true",
    "three_hards_roof": "false",
}


@pytest.mark.parametrize("name", PLANS)
def test_what_is_shipped_is_what_the_code_makes(name: str) -> None:
    form, plan = shipped(name), PLANS[name]

    book = CalamineWorkbook.from_path(FORMS / f"{plan.form_id}.xlsx")

    again = "write them anew: python -m tests.unit.phone.shipped_forms"
    assert {sheet: rows(book, sheet) for sheet in book.sheet_names} == {
        "survey": form.survey, "choices": form.choices, "settings": form.settings
    }, again  # fmt: skip
    assert (FORMS / f"{plan.form_id}.yaml").read_text("utf-8") == mapping_of_plan(plan), again


@pytest.mark.parametrize("for_whom", ["the campaign", "any"])
@pytest.mark.parametrize("name", PLANS)
def test_a_form_is_valid_for_the_reference_reader(thidua: Thidua, tmp_path: Path, name: str, for_whom: str) -> None:
    path = tmp_path / "form.xlsx"
    thidua("phone-form", name, path, *(["--definition", DEFINITION] if for_whom == "the campaign" else []))

    made = convert(xlsform=path)

    assert made.warnings == []
    assert f'id="{PLANS[name].form_id}"' in made.xform
    assert (VI in made.xform, EN in made.xform) == (True, True)


@pytest.mark.parametrize("name", PLANS)
def test_everything_asked_is_asked_in_both_languages(name: str) -> None:
    form = shipped(name)

    silent = [
        row["name"] for row in (*form.survey[2:], *form.choices) if not (row[f"label::{VI}"] and row[f"label::{EN}"])
    ]

    assert silent == []


@pytest.mark.parametrize("name", PLANS)
def test_the_mapping_asks_for_questions_that_the_form_has(name: str) -> None:
    mapping, page = read_mapping(mapping_of_plan(PLANS[name]))

    questions = named(row["name"] for row in form_of_plan(PLANS[name]).survey)

    assert page.mistakes == []
    assert mapping is not None
    assert lost(mapping, page, questions) == []


@pytest.mark.parametrize("name", PLANS)
def test_a_filled_form_states_well_formed_events(name: str) -> None:
    mapping, _ = read_mapping(mapping_of_plan(PLANS[name]))
    assert mapping is not None
    speech = Speech("", lambda: "hoa-binh-450", "hctc", "en")
    reached = set()
    for step in ("started", "completed", "handed_over"):
        answers = ANSWERS | {"step": step}
        submission = Submission("1", "a-1", "v", "2025-07-01T00:00:00Z", "2025-07-01T00:00:00Z", answers)

        for event_id, event in stated(mapping, submission):
            made = event_of(
                event_id, event, submission, evidence={"nha.jpg": "0" * 64} if event.evidence else {}, speech=speech
            )
            assert made.event is not None, made.why
            why = checked(entry_of(1, made.event), system_clock())
            assert why == ""
            reached.add(event.short)

    assert reached == set(PLANS[name].types)


def test_a_form_is_not_written_over(thidua: Thidua, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    (tmp_path / "form.yaml").write_text("mine", encoding="utf-8")

    ran, wrong = thidua("phone-form", "activities", path), thidua("phone-form", "activities", tmp_path / "form.csv")

    assert (ran.code, wrong.code, path.exists()) == (1, 1, False)
    assert "form.yaml is there already" in ran.err
    assert "must end in .xlsx" in wrong.err


def test_the_how_to_names_the_files_that_are_shipped() -> None:
    page = (FORMS.parent / "how-to/phone-forms.md").read_text("utf-8")

    named_there = set(re.findall(r"\.\./forms/([\w.-]+)", page))

    assert named_there == {path.name for path in FORMS.iterdir()}


def rows(book: CalamineWorkbook, sheet: str) -> list[Row]:
    header, *others = book.get_sheet_by_name(sheet).to_python()
    return [{str(column): str(cell) for column, cell in zip(header, one, strict=True) if cell != ""} for one in others]
