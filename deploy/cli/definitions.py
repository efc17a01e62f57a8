"""A campaign's definition read from a file for a command, or its mistakes told with line and column."""

from pathlib import Path

from deploy.cli.terminal import Failed, language, say
from shared.rules.definition import CampaignFile, Mistake, read


def read_definition(path: Path) -> CampaignFile:
    """What the file defines. Prints every mistake on a line of its own and raises Failed if there are any."""
    try:
        found = read(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Failed(
            f"{path} không phải UTF-8 (byte thứ {error.start + 1}): hãy lưu lại bằng bảng mã UTF-8.",
            f"{path} is not UTF-8 (byte {error.start + 1}): save it again in UTF-8.",
        ) from None
    if isinstance(found, CampaignFile):
        return found
    for mistake in found:
        say(f"{path}:{mistake.line}:{mistake.column}: {_said(mistake)}")
    raise Failed(
        f"{path} có {len(found)} lỗi; hãy sửa từng lỗi đã nêu rồi chạy lại.",
        f"{path}: {len(found)} {'mistake' if len(found) == 1 else 'mistakes'}; correct what is listed, then run again.",
    )


def _said(mistake: Mistake) -> str:
    return mistake.vi if language() == "vi" else mistake.en
