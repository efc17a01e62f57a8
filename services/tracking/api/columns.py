"""What a unit calls the columns of its files, over HTTP: for the unit itself, and kept for the next file it sends."""

from typing import Any, Final

import msgspec
from fastapi import APIRouter, Request, Response

from services.tracking.ports import FilesPort
from shared.adapters.http import PROBLEM_JSON, Refusal
from shared.adapters.reading import Reads
from shared.core.access import source_of, why_not_state
from shared.core.denials import Denial
from shared.core.problems import NOT_JSON, Problem
from shared.sheets.columns import LONGEST_NAME, may_hold

ANY_OF_ITS_OWN: Final = "activity.recorded"  # whoever may state this for a unit may send its files
MOST_BYTES: Final = 64 * 1024
TOO_LARGE: Final = Problem(
    413,
    "too_many_columns",
    "Nội dung quá 64 KiB nên chưa ghi nhớ gì. Hãy gửi tên cột làm nhiều lần.",
    "This is more than 64 KiB, so nothing was kept. Send the names of columns in several parts.",
)
NOT_KEPT: Final = Problem(
    400,
    "unknown_column_field",
    "Có cột được gán cho một trường mà loại sự kiện này không có, hoặc tên cột quá dài, nên chưa ghi nhớ gì. Hãy xem "
    "tên các trường bằng `thidua template`.",
    "A column is said to hold a field that this type of event does not have, or its name is too long, so nothing was "
    "kept. See the names of fields with `thidua template`.",
)
_OUTCOMES: Final = {
    "400": "No JSON, or a field that the type does not have.",
    "401": "Not signed in.",
    "403": "Of another unit, or a role that sends no files.",
    "413": "Too large.",
    "503": "The access tables do not answer; send the same again.",
}
_BODY: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["type", "columns"],
    "additionalProperties": False,
    "properties": {
        "type": {"type": "string", "description": "A short type, as activity.recorded."},
        "columns": {
            "type": "object",
            "additionalProperties": {"type": ["string", "null"]},
            "description": "By column: its field, an empty text to pass it over, null to forget it.",
        },
    },
}
_DESCRIBED: Final[dict[str, Any]] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}}
}


class Said(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What columns of one type hold: the field, "" for one that is passed over, None for one to forget."""

    type: str
    columns: dict[str, str | None]


def make_columns(reads: Reads, files: FilesPort) -> APIRouter:
    """The routes of `/tracking/units/{unit_id}/columns`."""
    router = APIRouter(tags=["tracking"])
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told: dict[int | str, dict[str, Any]] = {
        status: {"description": text, "content": {PROBLEM_JSON: problem}} for status, text in _OUTCOMES.items()
    }

    @router.get("/tracking/units/{unit_id}/columns", responses=told)
    async def known(request: Request, unit_id: str) -> Response:
        """What a unit calls the columns of its files, beside the names that every file may use."""
        await _check(reads, request, unit_id)
        return _answer(unit_id, await files.columns_of(unit_id))

    @router.put("/tracking/units/{unit_id}/columns", responses=told, openapi_extra=_DESCRIBED)
    async def keep(request: Request, unit_id: str) -> Response:
        """Remember what columns of one type hold, for every file that the unit sends from now on."""
        await _check(reads, request, unit_id)
        said = await _said(request)
        await files.keep_columns(unit_id, said.type, said.columns)
        return _answer(unit_id, await files.columns_of(unit_id))

    return router


async def _check(reads: Reads, request: Request, unit_id: str) -> None:
    caller = await reads.signed_in(request)
    denial = why_not_state(caller, ANY_OF_ITS_OWN, source=source_of(unit_id), unit_id=unit_id)
    if isinstance(denial, Denial):
        raise Refusal(Problem(403, denial.code, denial.vi, denial.en))


async def _said(request: Request) -> Said:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refusal(TOO_LARGE)
    try:
        said = msgspec.json.decode(body, type=Said)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refusal(NOT_JSON) from None
    if not all(
        1 <= len(column) <= LONGEST_NAME and (field is None or may_hold(field, said.type))
        for column, field in said.columns.items()
    ):
        raise Refusal(NOT_KEPT)
    return said


def _answer(unit_id: str, kept: object) -> Response:
    body = msgspec.json.encode({"unit_id": unit_id, "columns": kept})
    return Response(body, media_type="application/json")
