"""The log as C2SP serves it, and single facts with their proofs, over HTTP (contract §2): who may ask for what."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final, TypeVar

from fastapi import APIRouter, Path, Request, Response

from services.audit.domain.errors import ProofRefused
from services.audit.domain.published import Published
from services.audit.domain.sight import sees
from services.audit.domain.tiles import EntryTile, tile_named
from services.audit.ports import Checkpoints, Findings
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_YET, Refusal
from shared.adapters.reading import AT_ANY_MOMENT, Asking
from shared.core.envelope import decode_fact
from shared.core.errors import LogDamaged, LogUnavailable
from shared.core.log import EventLog
from shared.core.problems import LOG_UNAVAILABLE, Problem

PATIENCE_SECONDS: Final = 10.0
TEXT: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json"
BYTES: Final = "application/octet-stream"
FOR_EVER: Final = "max-age=31536000, immutable"
_TILES_AWAY: Final = Problem(
    503,
    "tiles_away",
    "Ô dữ liệu kiểm toán này bị thiếu hoặc hỏng; hệ thống sẽ dựng lại từ nhật ký khi khởi động lại. Hãy báo người "
    "quản trị.",
    "A tile of the audit tree is missing or damaged; it is made again from the log at the next start. Tell the "
    "administrator.",
)

T = TypeVar("T")
Position = Annotated[int, Path(ge=0, lt=10**18)]


def make_router(
    log: EventLog, rim: Asking, *, signing: Checkpoints, finding: Findings, keys: Callable[[], str]
) -> APIRouter:
    """The routes under /audit, but for trails. `keys`: the public keys, as text."""
    router = APIRouter(prefix="/audit", tags=["audit"], dependencies=[AT_ANY_MOMENT])
    answers = _Answers(log, rim, signing=signing, finding=finding)

    @router.get("/checkpoint")
    async def checkpoint(request: Request) -> Response:
        """The newest signed checkpoint (C2SP tlog-checkpoint), open to everybody."""
        published = await answers.published(request)
        return answers.of(published.note, published, kind=TEXT, cache="no-cache")

    @router.get("/keys")
    async def public_keys() -> Response:
        """Every public key that ever signed here, the newest last (C2SP vkey, one a line), then the hand-overs."""
        return Response(keys(), media_type=TEXT, headers={"Cache-Control": "no-cache"})

    @router.get("/tile/{path:path}")
    async def tile(request: Request, path: str) -> Response:
        """A tile of hashes, open to everybody, or a bundle of entries, for auditors (C2SP tlog-tiles)."""
        wanted = tile_named(f"tile/{path}")
        if isinstance(wanted, EntryTile):
            await rim.allowed(request, "entry_bundles")
        published = await answers.published(request)
        content = _found(lambda: finding.tile(wanted, published) if wanted else None)
        whose = "private" if isinstance(wanted, EntryTile) else "public"
        return answers.of(content, published, kind=BYTES, cache=f"{whose}, {FOR_EVER}")

    @router.get("/events/{position}")
    async def event(request: Request, position: Position) -> Response:
        """A fact, byte for byte as it is stored: a unit's own, an auditor every one."""
        caller, extent = await rim.allowed(request, "facts")
        published = await answers.covering(request, position)
        entry = _found(lambda: finding.entry(position, published))
        if not sees(caller, extent, decode_fact(entry.line)):
            raise Refusal(NOT_ALLOWED)
        answer = answers.of(entry.line, published, kind=JSON, cache=f"private, {FOR_EVER}")
        answer.headers["X-Leaf-Index"] = str(entry.leaf)
        return answer

    @router.get("/proofs/{position}")
    async def proof(request: Request, position: Position) -> Response:
        """That a fact is in the log, under a signed checkpoint (C2SP tlog-proof), open to everybody."""
        published = await answers.covering(request, position)
        found = _found(lambda: finding.proof(position, published))
        return answers.of(found.text(), published, kind=TEXT, cache="no-cache")

    return router


class _Answers:
    """What every answer needs: a checkpoint that covers what is asked about, and where that ends."""

    def __init__(self, log: EventLog, rim: Asking, *, signing: Checkpoints, finding: Findings) -> None:
        self._log = log
        self._rim = rim
        self._signing = signing
        self._finding = finding

    async def published(self, request: Request, *, number: int = 0) -> Published:
        """The newest checkpoint, once it covers a commit and what `?after=` asks. Raises Refusal (400, 503, 504)."""
        try:
            await self._rim.stand(request)
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await self._signing.covers(number)
        except TimeoutError:
            raise Refusal(NOT_YET) from None
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def covering(self, request: Request, position: int) -> Published:
        """The newest checkpoint, once it covers a position of the log. Raises Refusal (400, 404, 503, 504)."""
        number = position // 1_000
        published = self._signing.published
        try:
            if (published is None or published.commits < number) and number > await self._log.last():
                raise Refusal(NOT_FOUND)
        except (LogUnavailable, LogDamaged) as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return await self.published(request, number=number)

    def of(self, content: bytes, published: Published, *, kind: str, cache: str) -> Response:
        """Bytes as they are."""
        headers = {"Cache-Control": cache, "X-Position": str(self._finding.end(published))}
        return Response(content, headers=headers, media_type=kind)


def _found(find: Callable[[], T | None]) -> T:
    """What was found. Raises Refusal (404, 503)."""
    try:
        found = find()
    except ProofRefused as error:
        raise Refusal(_TILES_AWAY) from error
    if found is None:
        raise Refusal(NOT_FOUND)
    return found
