"""docs/security.md walks every point of OWASP ASVS 5.0.0, levels 1 and 2, and names nothing that is not there."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+\.\d+)\.(\d+) \| ([12]) \| (.+?) \| ([a-z ]+) \| (.+) \|$", re.MULTILINE)
# The standard's points by section: those of level 1, then those of level 2 (level 3 is not walked).
POINTS = """
1.1: - / 1 2; 1.2: 1 2 3 4 5 / 6 7 8 9; 1.3: 1 2 / 3 4 5 6 7 8 9 10 11; 1.4: - / 1 2 3; 1.5: 1 / 2; 2.1: 1 / 2 3;
2.2: 1 2 / 3; 2.3: 1 / 2 3 4; 2.4: - / 1; 3.2: 1 2 / -; 3.3: 1 / 2 3 4; 3.4: 1 2 / 3 4 5 6; 3.5: 1 2 3 / 4 5; 3.7: -
/ 1 2; 4.1: 1 / 2 3; 4.2: - / 1; 4.3: - / 1 2; 4.4: 1 / 2 3 4; 5.1: - / 1; 5.2: 1 2 / 3; 5.3: 1 2 / -; 5.4: - / 1 2
3; 6.1: 1 / 2 3; 6.2: 1 2 3 4 5 6 7 8 / 9 10 11 12; 6.3: 1 2 / 3 4; 6.4: 1 2 / 3 4; 6.5: - / 1 2 3 4 5; 6.6: - / 1 2
3; 6.8: - / 1 2 3 4; 7.1: - / 1 2 3; 7.2: 1 2 3 4 / -; 7.3: - / 1 2; 7.4: 1 2 / 3 4 5; 7.5: - / 1 2; 7.6: - / 1 2;
8.1: 1 / 2; 8.2: 1 2 / 3; 8.3: 1 / -; 8.4: - / 1; 9.1: 1 2 3 / -; 9.2: 1 / 2 3 4; 10.1: - / 1 2; 10.2: - / 1 2;
10.3: - / 1 2 3 4; 10.4: 1 2 3 4 5 / 6 7 8 9 10 11; 10.5: - / 1 2 3 4 5; 10.6: - / 1 2; 10.7: - / 1 2 3; 11.1: - / 1
2; 11.2: - / 1 2 3; 11.3: 1 2 / 3; 11.4: 1 / 2 3 4; 11.5: - / 1; 11.6: - / 1; 12.1: 1 / 2 3; 12.2: 1 2 / -; 12.3: -
/ 1 2 3 4; 13.1: - / 1; 13.2: - / 1 2 3 4 5; 13.3: - / 1 2; 13.4: 1 / 2 3 4 5; 14.1: - / 1 2; 14.2: 1 / 2 3 4; 14.3:
1 / 2 3; 15.1: 1 / 2 3; 15.2: 1 / 2 3; 15.3: 1 / 2 3 4 5 6 7; 16.1: - / 1; 16.2: - / 1 2 3 4 5; 16.3: - / 1 2 3 4;
16.4: - / 1 2 3; 16.5: - / 1 2 3; 17.1: - / 1; 17.2: - / 1 2 3 4; 17.3: - / 1 2
"""
ALL = [
    (f"{section.strip()}.{number}", level)
    for section, _, levels in (entry.partition(":") for entry in POINTS.split(";"))
    for level, numbers in enumerate(levels.split("/"), start=1)
    for number in numbers.split()
    if number != "-"
]


class Point(NamedTuple):
    """One row: a point of the standard, what the page says of it, and by what."""

    id: str
    level: int
    verdict: str
    by: str


@cache
def points() -> list[Point]:
    return [Point(f"{row[1]}.{row[2]}", int(row[3]), row[5], row[6]) for row in ROW.finditer(PAGE)]


def missing(text: str) -> list[str]:
    """Paths in a text that are not there, and tests that their files do not hold."""
    gone = []
    for path, _, test in re.findall(
        r"`((?:tests|services|shared|deploy|docs|\.ci)/[\w./-]+|pyproject\.toml)(::(\w+))?`", text
    ):
        file = ROOT / path
        if not file.exists() or (test and f"def {test}(" not in file.read_text("utf-8")):
            gone.append(f"{path}::{test}")
    return gone


def test_every_point_of_levels_1_and_2_is_walked_once() -> None:
    assert len(ALL) == 253
    assert sorted((one.id, one.level) for one in points()) == sorted(ALL)


def test_every_point_is_covered_not_applicable_or_falls_short() -> None:
    assert {one.verdict for one in points()} == {"covered", "not applicable", "falls short"}


def test_what_is_covered_names_by_what_and_all_that_is_named_is_there() -> None:
    unnamed = [one.id for one in points() if one.verdict == "covered" and "`" not in one.by and "above" not in one.by]

    assert not unnamed
    assert missing(PAGE) == []
    assert missing("`tests/unit/none.py` `tests/unit/test_house.py::test_none`") != []


def test_the_count_at_the_head_is_the_tables() -> None:
    counted = Counter(one.verdict for one in points())
    of_level_1 = [one.id for one in points() if one.verdict == "falls short" and one.level == 1]

    told = re.search(
        r"(\d+) covered, (\d+) not applicable, (\d+) fall short \((\d+) of them of level 1: ([^)]*)\)", PAGE
    )

    assert told is not None
    assert [int(told[number]) for number in (1, 2, 3)] == [
        counted[verdict] for verdict in ("covered", "not applicable", "falls short")
    ]
    assert told[5] == (", ".join(of_level_1) or "none")
    assert int(told[4]) == len(of_level_1)


@pytest.mark.parametrize("link", re.findall(r"\]\(((?:how-to|adr|runbooks|reference)/[^)#]+)", PAGE))
def test_every_page_that_it_leads_to_is_there(link: str) -> None:
    assert (ROOT / "docs" / link).is_file()
