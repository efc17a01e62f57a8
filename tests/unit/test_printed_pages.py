"""Pages of the reference that are printed from tables stand in docs as the tables have them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.awards import lifecycle_page
from tests.unit.notify import urging_page
from tests.unit.rules import law_page

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize(
    ("name", "page", "module"),
    [
        ("award-lifecycle.md", lifecycle_page.page, "tests.unit.awards.lifecycle_page"),
        ("law.md", law_page.page, "tests.unit.rules.law_page"),
        ("urging.md", urging_page.page, "tests.unit.notify.urging_page"),
    ],
)
def test_a_printed_page_is_current(name: str, page: Callable[[], str], module: str) -> None:
    written = (REFERENCE / name).read_text(encoding="utf-8")

    assert written == page(), f"Print it anew: python -m {module} > docs/reference/{name}"
