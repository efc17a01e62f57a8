"""tests/faults/README.md names tests that are there, and every fault test has a row."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
TABLE = (ROOT / "tests" / "faults" / "README.md").read_text("utf-8")
SECTIONS = {section.partition("\n")[0]: section for section in TABLE.split("\n## ")}
COVERED, MISSING = SECTIONS["Covered"], SECTIONS["Not covered"]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
PROMISES = set("LNSIF")


def rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| ---")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def test_every_test_that_is_named_is_there() -> None:
    named = NAMED.findall(TABLE)

    gone = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).is_file() or (test and f"def {test}(" not in (ROOT / path).read_text("utf-8"))
    ]

    assert len(named) > 40
    assert gone == []


def test_each_row_promises_something_names_a_test_and_says_how_it_came_out() -> None:
    assert len(rows(COVERED)) > 40

    for fault, promise, by, *rest in rows(COVERED):
        assert set(promise.split()) <= PROMISES, fault
        assert promise.strip(), fault
        assert NAMED.search(by), fault
        assert len(rest) == 3, fault
        assert all(rest), fault


def test_every_file_of_fault_tests_has_a_row() -> None:
    files = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "faults").glob("test_*.py")}

    # Erasing and the certificates are held to their promises, not broken.
    unbroken = {"tests/faults/test_erasing.py", "tests/faults/test_up_by_tls.py"}
    assert files - {path for path, _ in NAMED.findall(COVERED)} <= unbroken


def test_what_is_not_covered_says_what_is_missing() -> None:
    assert len(rows(MISSING)) >= 1
    assert all(len(row) == 2 and row[1] for row in rows(MISSING))
