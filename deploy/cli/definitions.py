"""A campaign's definition read from a file for a command, or its mistakes told with line and column."""

from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from deploy.cli.terminal import Failed, language, say
from shared.rules.definition import CampaignFile, Mistake, read


def read_definition(path: Path) -> CampaignFile:
    """What the file defines. Prints every mistake on a line of its own and raises Failed if there are any."""
    found = read(text_of(path))
    return found if isinstance(found, CampaignFile) else say_mistakes(path, found)


def text_of(path: Path) -> str:
    """The text of a file. Raises Failed if it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failed(
            f"{path} không phải UTF-8 (byte thứ {error.start + 1}): hãy lưu lại bằng bảng mã UTF-8.",
            f"{path} is not UTF-8 (byte {error.start + 1}): save it again in UTF-8.",
        ) from None


def say_mistakes(path: Path, mistakes: Sequence[Mistake]) -> NoReturn:
    """Print every mistake on a line of its own, and raise Failed."""
    for mistake in mistakes:
        say(f"{path}:{mistake.line}:{mistake.column}: {_said(mistake)}")
    count = len(mistakes)
    raise Failed(
        f"{path} có {count} lỗi; hãy sửa từng lỗi đã nêu rồi chạy lại.",
        f"{path}: {count} {'mistake' if count == 1 else 'mistakes'}; correct what is listed, then run again.",
    )


def _said(mistake: Mistake) -> str:
    return mistake.vi if language() == "vi" else mistake.en
