"""The pictures of the documents: each is taken by a story in tests/e2e/test_roles, and shown on a page."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
BY_HAND: Final = {"overview"}  # of the README: a wall screen on 14 May 2025


def test_every_picture_is_taken_by_a_story_and_shown_on_a_page() -> None:
    there = {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")}
    stories = (ROOT / "tests" / "e2e" / "test_roles").glob("test_*.py")
    taken = {name for story in stories for name in re.findall(r'picture\("([\w-]+)"\)', story.read_text())}
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {name for page in pages for name in re.findall(r"pictures/([\w-]+)\.png", page.read_text())}

    assert taken | BY_HAND == there
    assert shown == there
