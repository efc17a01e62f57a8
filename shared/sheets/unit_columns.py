"""What a unit calls the columns of its files, as values. It knows no file and no table."""

from collections.abc import Iterable

import msgspec

from shared.sheets.statements import Called
from shared.sheets.value_words import folded


class UnitColumn(msgspec.Struct, frozen=True):
    """One column of a unit's files: of which type, as it is written, and the field it holds ("": it is passed over)."""

    type: str
    column: str
    field: str


def called(columns: Iterable[UnitColumn]) -> Called:
    """The same as files are read with it."""
    return {(one.type, folded(one.column)): one.field for one in columns}
