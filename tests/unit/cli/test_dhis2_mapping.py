"""Mappings of figures to DHIS2's data elements: what is read, what is wrong and where, and what a period is there."""

from typing import Final

import pytest

from deploy.cli.dhis2_mapping import Dhis2Mapping, path_of, read_mapping
from deploy.cli.dhis2_rows import Period, written
from deploy.cli.terminal import Failed

MAPPING: Final = """\
campaign: hoa-binh-450
dataSet: pBOMPrpg1QX
schemes: {orgUnit: code}
orgUnits: {hctc: HCTC}
dataValues:
  - {figure: houses.completed, dataElement: f7n9E0hX8qk, categoryOptionCombo: HllvX50cXC0}
  - {figure: funds.disbursed_vnd, dataElement: Ix2HsbDMLea, measure: within}
"""


def test_a_mapping_names_figures_and_where_they_go() -> None:
    read = read_mapping(MAPPING)

    assert isinstance(read, Dhis2Mapping), read
    assert read.schemes.org_unit == "code"
    assert [one.measure for one in read.data_values] == ["until", "within"]


@pytest.mark.parametrize(
    ("figure", "path"),
    [
        ("houses.completed", ("houses", "completed")),
        ("funds.received_vnd", ("funds", "received_vnd")),
        ("activities.policy_issued.verified", ("activities", "policy_issued", "verified")),
        ("clauses.III.1.b4.count", ("clauses", "III.1.b4", "count")),
        ("report.houses.started", ("report", "houses.started")),
        ("consolidated.total", ("consolidated", "total")),
        ("houses.finished", ()),
        ("activities.other", ()),
        ("activities.unheard_of.count", ()),
        ("clauses.count", ()),
        ("report.", ()),
        ("", ()),
    ],
)
def test_a_figure_is_found_by_its_name_whatever_dots_it_has(figure: str, path: tuple[str, ...]) -> None:
    assert path_of(figure) == path


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("houses.completed", "houses.complete", 6, "there is no figure 'houses.complete'"),
        ("orgUnit: code", "orgUnit: kode", 3, "write uid, code, name, attribute:ID"),
        ("{hctc: HCTC}", "{}", 4, "is empty"),
        (
            "Ix2HsbDMLea, measure",
            "f7n9E0hX8qk, categoryOptionCombo: HllvX50cXC0, measure",
            7,
            "to the same place as entry 1",
        ),
        ("funds.disbursed_vnd", "report.money", 7, "leave measure out"),
        ("measure: within", "measure: during", 7, "there is no value 'during'"),
        ("dataSet", "dataset", 2, "there is no field 'dataset'"),
    ],
)
def test_a_mistake_is_told_where_it_stands(old: str, new: str, line: int, says: str) -> None:
    read = read_mapping(MAPPING.replace(old, new))

    assert not isinstance(read, Dhis2Mapping)
    assert any(one.line == line and says in one.en for one in read), read


@pytest.mark.parametrize(
    ("name", "code", "begins", "ends"),
    [
        ("2025-03", "202503", "2025-03-01T00:00:00.000+07:00", "2025-03-31T23:59:59.999+07:00"),
        ("2024-12", "202412", "2024-12-01T00:00:00.000+07:00", "2024-12-31T23:59:59.999+07:00"),
        ("2025-Q4", "2025Q4", "2025-10-01T00:00:00.000+07:00", "2025-12-31T23:59:59.999+07:00"),
        ("2025", "2025", "2025-01-01T00:00:00.000+07:00", "2025-12-31T23:59:59.999+07:00"),
    ],
)
def test_a_period_has_its_name_there_and_its_first_and_last_moment(
    name: str, code: str, begins: str, ends: str
) -> None:
    period = Period.named(name)

    moments = [moment.isoformat(timespec="milliseconds") for moment in (period.begins, period.ends)]
    assert (period.code, moments) == (code, [begins, ends])


@pytest.mark.parametrize("name", ["", "2025-13", "2025-Q5", "202503", "tháng 3"])
def test_what_is_no_period_is_told_so(name: str) -> None:
    with pytest.raises(Failed):
        Period.named(name)


def test_figures_are_written_as_dhis2_reads_them() -> None:
    assert [written(one) for one in (3, 3.0, 2.5, True, False, None)] == ["3", "3", "2.5", "true", "false", ""]
