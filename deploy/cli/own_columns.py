"""A unit's own names of columns at the command: those its installation remembers, and those given now."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec

from deploy.cli.options import Where
from deploy.cli.remote import Remote, decoded
from deploy.cli.terminal import Failed
from shared.sheets.columns import LONGEST_NAME, may_hold
from shared.sheets.statements import Called
from shared.sheets.unit_columns import UnitColumn, called
from shared.sheets.value_words import folded


class _Columns(msgspec.Struct, frozen=True):
    columns: list[UnitColumn]


def own_columns(where: Where, unit: str, short: str, *, given: Sequence[str], keep: bool) -> Called:
    """What a unit calls its columns. Those given hold for this file, and are kept for the unit. Raises Failed."""
    columns = dict(_parted(one, short) for one in given)
    own = {(short, folded(name)): field for name, field in columns.items()}
    if not (where.token and unit):
        return own
    path = f"/tracking/units/{quote(unit, safe='')}/columns"
    remote = Remote(where)
    try:
        if columns and keep:
            remote.put(path, {"type": short, "columns": columns})
        known = remote.look_up(path)
    finally:
        remote.close()
    kept = decoded(msgspec.json.encode(known), _Columns).columns if known else []
    return {**called(kept), **own}


def given_values(given: Sequence[str], short: str) -> dict[str, str]:
    """What fields hold in rows of a file that has no columns for them. Raises Failed."""
    values = {}
    for one in given:
        field, mark, text = (part.strip() for part in one.partition("="))
        if not (short and mark and text and field and may_hold(field, short)):
            raise Failed(
                f"--value {one}: viết trường=GIÁ TRỊ, kèm --type có trường ấy (xem `thidua template`).",
                f"--value {one}: write FIELD=VALUE, and the --type that has this field (see `thidua template`).",
            )
        values[field] = text
    return values


def _parted(given: str, short: str) -> tuple[str, str]:
    """A column and what it holds. Raises Failed."""
    name, mark, field = (part.strip() for part in given.rpartition("="))
    if not short:
        raise Failed(
            "--column cần --type: cùng một tên cột có thể mang nghĩa khác ở loại sự kiện khác.",
            "--column needs --type: the same name may mean another thing with another type of event.",
        )
    if not (mark and 1 <= len(name) <= LONGEST_NAME and may_hold(field, short)):
        raise Failed(
            f"--column {given}: viết TÊN CỘT=trường, với trường có trong {short} (xem `thidua template {short}`).",
            f"--column {given}: write NAME=FIELD, with a field that {short} has (see `thidua template {short}`).",
        )
    return name, field
