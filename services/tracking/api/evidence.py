"""The door for files over HTTP: said first, sent in parts that can be resumed, and given to those who may see them.

The headers are those of the IETF's draft of resumable uploads, and of tus as far as they agree: `Upload-Offset`, and a
PATCH that goes on from there. What a file must be, and whose it may be, is asked elsewhere.
"""

import asyncio
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.tracking.api import evidence_problems as problems
from services.tracking.domain.evidence.kinds import PICTURES, claimed, ending_of
from services.tracking.domain.evidence.pictures import bare
from services.tracking.domain.evidence.refusals import TYPE_NOT_TAKEN
from services.tracking.ports import AttachingPort
from services.tracking.settings import EvidenceLimits
from services.tracking.tables.evidence import Attached, attachments
from shared.adapters.http import NOT_ALLOWED, Refusal, problem_response, request_language
from shared.adapters.reading import AT_ANY_MOMENT, Reads
from shared.core.access import ATTACHED_BY, Caller, may_read
from shared.core.decider import Duplicate, Recorded
from shared.core.definition import Shape
from shared.core.denials import Denial
from shared.core.events import REGISTRY, EvidenceAttached
from shared.core.forms import FORMS, read_shape
from shared.core.problems import Fault, Problem, bad_fields, problem_of
from shared.core.uploads import Upload
from shared.core.values import CampaignId, FileBytes, Id, PicturedKind, Sha256, UnitId, Words

PATH: Final = "/tracking/evidence"
MOST_ASKED: Final = 10_000
PART_TYPES: Final = frozenset({"application/offset+octet-stream", "application/partial-upload"})
NO_STORE: Final = {"Cache-Control": "no-store"}
# What is given out is never run, guessed at, or shown within another's page.
SAFELY: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    **NO_STORE,
}


class Asked(Shape, frozen=True):
    """What somebody says of a file that is to come; its name is looked at and not kept."""

    campaign: CampaignId
    name: Words
    size: FileBytes
    sha256: Sha256
    unit_id: UnitId = ""
    subject_kind: PicturedKind | None = None
    subject_id: Id = ""


_SCHEMA: Final = msgspec.json.schema(Asked)
_ASKED: Final = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA["$defs"]["Asked"]}}}
}
_PART: Final = {
    "requestBody": {
        "required": True,
        "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in sorted(PART_TYPES)},
    },
    "parameters": [{"name": "Upload-Offset", "in": "header", "required": True, "schema": {"type": "integer"}}],
}


def make_evidence(rim: Reads, attaching: AttachingPort, limits: EvidenceLimits) -> APIRouter:
    """The routes under /tracking/evidence."""
    router = APIRouter(prefix=PATH, tags=["evidence"])

    @router.post("", status_code=201, responses=problems.outcomes(200), openapi_extra=_ASKED)
    async def begin(request: Request) -> Response:
        """Say which file comes: 201 with where to send it, or 200 if it is here already."""
        caller = await rim.signed_in(request)
        asked = await _asked(request)
        begun = await attaching.expect(caller, asked.campaign, _attached(caller, asked, limits))
        if isinstance(begun, Problem):
            raise Refusal(begun)
        if isinstance(begun, Duplicate):
            return _json({"sha256": asked.sha256, "status": "duplicate", "position": begun.position})
        address = f"{PATH}/uploads/{begun.id}"
        return _json({"upload": address, "offset": 0}, 201, {"Location": address, **_standing(begun, at=0)})

    _add_uploads(router, rim, attaching)
    _add_files(router, rim, attaching)
    return router


def _add_uploads(router: APIRouter, rim: Reads, attaching: AttachingPort) -> None:
    async def found(request: Request, upload_id: str) -> Upload:
        upload = await attaching.find(await rim.signed_in(request), upload_id)
        if upload is None or isinstance(upload, Problem):
            raise Refusal(upload or problems.UPLOAD_UNKNOWN)
        return upload

    @router.head("/uploads/{upload_id}", status_code=204, responses=problems.outcomes())
    async def how_far(request: Request, upload_id: str) -> Response:
        """How many bytes came, in Upload-Offset."""
        upload = await found(request, upload_id)
        return Response(status_code=204, headers=_standing(upload, at=_came(upload)))

    @router.patch("/uploads/{upload_id}", status_code=204, responses=problems.outcomes(200, 201), openapi_extra=_PART)
    async def go_on(request: Request, upload_id: str) -> Response:
        """Send the next part: 204 while there is more to come, then 201 with the position of the fact."""
        upload, at = await found(request, upload_id), _offset(request)
        came: int | Problem = _came(upload)
        if at == came != upload.data.size:
            came = await attaching.take(upload, request.stream(), at=at)
        elif at != came:
            came = problems.OFFSET_DIFFERS
        if isinstance(came, Problem):
            answer = problem_response(came, request_language(request))
            answer.headers["Upload-Offset"] = str(_came(await found(request, upload_id)))
            return answer
        if came < upload.data.size:
            return Response(status_code=204, headers=_standing(upload, at=came))
        told = await attaching.finish(upload)
        if isinstance(told, Problem):
            raise Refusal(told)
        status, word = (201, "recorded") if isinstance(told, Recorded) else (200, "duplicate")
        said = {"sha256": upload.data.sha256, "status": word, "position": told.position}
        return _json(said, status, _standing(upload, at=came))

    @router.delete("/uploads/{upload_id}", status_code=204, responses=problems.outcomes())
    async def give_up(request: Request, upload_id: str) -> Response:
        """Cancel it: nothing of it is kept."""
        await attaching.give_up(await found(request, upload_id))
        return Response(status_code=204)


def _add_files(router: APIRouter, rim: Reads, attaching: AttachingPort) -> None:
    async def found(request: Request, sha256: str, campaign: str) -> Attached:
        caller, _ = await rim.allowed(request, "evidence")
        if not FORMS["sha256"][0](sha256):
            raise Refusal(problems.EVIDENCE_UNKNOWN)
        came = await rim.view(request, lambda seen: list(attachments(seen.session, sha256, campaign=campaign)))
        return visible(came, caller)

    async def opened(file: Attached) -> Iterator[bytes]:
        pieces = await attaching.open(file.campaign, attached(file))
        if isinstance(pieces, Problem):
            raise Refusal(pieces)
        return pieces

    @router.get("/{sha256}", dependencies=[AT_ANY_MOMENT])
    async def download(request: Request, sha256: str, campaign: str = "") -> Response:
        """A file, byte for byte as it came, to be saved: for those who may see what it belongs to."""
        file = await found(request, sha256, campaign)
        return _given(file, await opened(file))

    @router.get("/{sha256}/picture", dependencies=[AT_ANY_MOMENT])
    async def picture(request: Request, sha256: str, campaign: str = "") -> Response:
        """A picture to be shown on a page, without what it tells besides (where, when, by which device)."""
        file = await found(request, sha256, campaign)
        kind = attached(file).media_type
        if kind not in PICTURES:
            raise Refusal(problems.EVIDENCE_UNKNOWN)
        pieces = await opened(file)
        shown = await asyncio.to_thread(lambda: bare(b"".join(pieces), kind))
        return Response(shown, media_type=kind, headers={**SAFELY, "X-Position": str(file.position)})


def visible(came: Sequence[Attached], caller: Caller) -> Attached:
    """The first of these that a caller may see. Raises Refusal (403, 404)."""
    if not came:
        raise Refusal(problems.EVIDENCE_UNKNOWN)
    found = next((one for one in came if may_see(one, caller)), None)
    if found is None:
        raise Refusal(NOT_ALLOWED)
    return found


def may_see(file: Attached, caller: Caller) -> bool:
    """A file of a household or person is seen by whoever may open its name, any other by who may see evidence."""
    return may_read(caller, "names" if file.subject_kind else "evidence", unit_id=file.unit_id)


def attached(file: Attached) -> EvidenceAttached:
    """What was stated when the file came."""
    kind: PicturedKind | None = file.subject_kind or None  # type: ignore[assignment]  # as the fold wrote it
    return EvidenceAttached(
        sha256=file.sha256,
        unit_id=file.unit_id,
        size=file.size,
        media_type=file.media_type,  # type: ignore[arg-type]  # as the fold wrote it
        subject_kind=kind,
        subject_id=file.subject_id,
    )


def _given(file: Attached, pieces: Iterator[bytes]) -> Response:
    name = f"evidence-{file.sha256[:12]}{ending_of(attached(file).media_type)}"
    digest = b64encode(bytes.fromhex(file.sha256)).decode()
    headers = {
        **SAFELY,
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(file.size),
        "Repr-Digest": f"sha-256=:{digest}:",
        "X-Position": str(file.position),
    }
    return StreamingResponse(pieces, media_type=file.media_type, headers=headers)


async def _asked(request: Request) -> Asked:
    """What was said of a file. Raises Refusal (413, 415, 400)."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MOST_ASKED:
            raise Refusal(problems.ASKED_TOO_LARGE)
    if _content_type(request) != "application/json":
        raise Refusal(problems.NOT_JSON_TYPE)
    asked = read_shape(bytes(body), Asked)
    if isinstance(asked, Problem):
        raise Refusal(asked)
    if asked.campaign == REGISTRY:
        at = Fault("/campaign", "phải là mã một đợt thi đua", "must be the id of a campaign")
        raise Refusal(bad_fields(at))
    return asked


def _attached(caller: Caller, asked: Asked, limits: EvidenceLimits) -> EvidenceAttached:
    """The fact that the file will be. Raises Refusal (403, 400, 413, 415)."""
    if caller.role not in ATTACHED_BY:
        raise Refusal(problems.NOT_FOR_OTHERS)
    unit_id = asked.unit_id or caller.unit_id
    if caller.role == "unit" and unit_id not in caller.units:
        denial = Denial.OTHER_UNIT
        raise Refusal(Problem(403, denial.code, denial.vi, denial.en))
    if not unit_id:
        at = Fault("/unit_id", "phải nêu đơn vị có tệp", "must name the unit whose file it is")
        raise Refusal(bad_fields(at))
    if asked.size > limits.max_bytes:
        raise Refusal(problems.FILE_TOO_LARGE)
    media_type = claimed(asked.name)
    if media_type is None or media_type not in limits.types:
        raise Refusal(problem_of(TYPE_NOT_TAKEN))
    return EvidenceAttached(
        sha256=asked.sha256,
        unit_id=unit_id,
        size=asked.size,
        media_type=media_type,
        subject_kind=asked.subject_kind,
        subject_id=asked.subject_id,
    )


def _offset(request: Request) -> int:
    """From where a part goes on. Raises Refusal (400, 415)."""
    if _content_type(request) not in PART_TYPES:
        raise Refusal(problems.NOT_PART_TYPE)
    text = request.headers.get("upload-offset", "")
    if not re.fullmatch(r"[0-9]{1,15}", text):
        raise Refusal(problems.NO_OFFSET)
    return int(text)


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _came(upload: Upload) -> int:
    """How many bytes came; all of them of one that is kept and still to be told."""
    return upload.data.size if upload.came < 0 else upload.came


def _standing(upload: Upload, *, at: int) -> dict[str, str]:
    size = upload.data.size
    return {
        "Upload-Offset": str(at),
        "Upload-Length": str(size),
        "Upload-Complete": "?1" if at == size else "?0",
        **NO_STORE,
    }


def _json(body: object, status: int = 200, headers: Mapping[str, str] = NO_STORE) -> Response:
    return Response(msgspec.json.encode(body), status, dict(headers), media_type="application/json")
