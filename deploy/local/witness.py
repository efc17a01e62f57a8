"""`thidua audit witness`: remembers one checkpoint for each log it knows, and cosigns only what continues it.

A process of its own with its own key and folder, best on another machine, run by somebody else. It speaks C2SP
tlog-witness (https://c2sp.org/tlog-witness), so other logs can use it, and ours another project's witness.
"""

import time
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

from deploy.local.neighbour import Receive, Scope, Send
from services.audit.domain.checkpoints import Checkpoint, parse_checkpoint
from services.audit.domain.keys import secret_text, signer_from
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey, cosign, open_note
from services.audit.domain.witnessing import Accepted, Asked, Declined, judge, origin_of, parse_request
from shared.adapters.durable_files import sync, write_whole
from shared.adapters.private_file import make_private

LONGEST_REQUEST: Final = 64 * 1_024
TEXT: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"


class WitnessFiles:
    """What a witness must not lose: its key, and what it cosigned last of each log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def signer(self, draw: Callable[[int], bytes]) -> SignerKey:
        """The key, made at the first call. Raises KeyRefused, OSError."""
        path = self._folder / "keys" / "witness.key"

        def fill(draft: Path) -> None:
            made = SignerKey(f"thidua.local/witness-{draw(6).hex()}", KeyKind.COSIGNATURE, draw(32))
            draft.write_text(f"{secret_text(made)}\n", encoding="ascii")
            sync(draft)

        make_private(path, fill)
        return signer_from(path.read_text(encoding="ascii").strip())

    def remembered(self, origin: str) -> Checkpoint | None:
        """What was cosigned last of a log. Raises OSError, ProofRefused if the file was damaged."""
        try:
            note = self._path(origin).read_bytes()
        except FileNotFoundError:
            return None
        return parse_checkpoint(open_note(note, [signer_from(self._key()).verifier()]).text)

    def remember(self, origin: str, note: bytes) -> None:
        """Have on disk what is about to be cosigned. Raises OSError."""
        self._path(origin).parent.mkdir(exist_ok=True)
        write_whole(self._path(origin), note)

    def _key(self) -> str:
        return (self._folder / "keys" / "witness.key").read_text(encoding="ascii").strip()

    def _path(self, origin: str) -> Path:
        return self._folder / "remembered" / sha256(origin.encode()).hexdigest()


class Witness:
    """An ASGI application: `POST /add-checkpoint`, and `GET /` for its public key. One request is judged at a time."""

    def __init__(
        self, files: WitnessFiles, signer: SignerKey, *, log_keys: Sequence[VerifierKey], now: Callable[[], float]
    ) -> None:
        self._files = files
        self._signer = signer
        self._log_keys = log_keys
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        body = await _body(receive)
        match scope["method"], scope["path"]:
            case "GET", "/":
                await _answer(send, 200, f"{self._signer.verifier()}\n".encode())
            case "POST", "/add-checkpoint" if len(body) <= LONGEST_REQUEST:
                await self._add(body, send)
            case "POST", "/add-checkpoint":
                await _answer(send, 413, b"too long\n")
            case _:
                await _answer(send, 404, b"POST /add-checkpoint\n")

    async def _add(self, body: bytes, send: Send) -> None:
        asked = parse_request(body)
        if asked is None:
            await _answer(send, 400, b"this is no request of tlog-witness\n")
            return
        # No other request runs between what is remembered and what will be.
        match self._judged(asked):
            case bytes() as lines:
                await _answer(send, 200, lines)
            case Declined(409, _, int() as size):
                await _answer(send, 409, f"{size}\n".encode(), kind=SIZE)
            case Declined(status, why):
                await _answer(send, status, f"{why}\n".encode())

    def _judged(self, asked: Asked) -> bytes | Declined:
        origin = origin_of(asked.note)
        judgement = judge(asked, keys=self._log_keys, remembered=self._files.remembered(origin))
        if not isinstance(judgement, Accepted):
            return judgement
        body = judgement.checkpoint.body()
        line = cosign(body, self._signer, at=int(self._now()))
        self._files.remember(origin, f"{body}\n{line}".encode())
        return line.encode()


def clock() -> float:
    """Now, in seconds since 1970."""
    return time.time()


async def _live(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{message['type']}.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more and len(body) <= LONGEST_REQUEST:
        message = await receive()
        more = message.get("more_body", False)
        body += message.get("body", b"")
    return body


async def _answer(send: Send, status: int, body: bytes, *, kind: str = TEXT) -> None:
    headers = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
