"""One table of a page as a file, by what the address asks for. It knows no figure and no page."""

from collections.abc import Mapping, Sequence
from typing import Final

from fastapi import Response

from shared.adapters.http import Refusal
from shared.core.problems import Fault, bad_fields
from shared.web.downloads import Format, download
from shared.web.frame import Frame
from shared.web.tables import Table, rows_of

_FORMATS: Final = {one.value for one in Format}
_BAD_FORMAT: Final = Fault("/format", "phải là csv hoặc xlsx", "must be csv or xlsx")
_NO_TABLE: Final = Fault("/table", "không phải là bảng của trang này", "is no table of this page")


async def table_file(tables: Sequence[Table], query: Mapping[str, str], frame: Frame) -> Response:
    """One table of a page that has a standpoint, the first if none is named. Raises Refusal (400)."""
    ending, name = query["format"], query.get("table", tables[0].name)
    table = next((one for one in tables if one.name == name), None)
    if ending not in _FORMATS or table is None:
        raise Refusal(bad_fields(_BAD_FORMAT if ending not in _FORMATS else _NO_TABLE))
    stand = frame.stand
    assert stand is not None  # noqa: S101 - every page here has one
    name = f"{table.name}-{stand.position}"
    position, made = stand.position, stand.moment
    answer = await download(name, rows_of(table), as_=Format(ending), position=position, made=made)
    answer.headers["Content-Language"] = frame.language
    return answer
