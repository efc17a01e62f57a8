"""The door for facts over HTTP: CloudEvents in structured, batch and binary mode, as a bare ASGI application.

It is bare because every layer of a web framework costs on the one path that must carry a country's reports (ADR-0010).
"""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs, unquote_to_bytes

import msgspec

from shared.adapters.answers import Said, outcome, outcomes, refusal
from shared.adapters.browser import presented
from shared.adapters.guards import GUARDS
from shared.adapters.http import NOT_SIGNED_IN, PROBLEM_JSON, Refusal, language_of
from shared.adapters.intake import Intake
from shared.adapters.turns import TOO_MANY, Turns
from shared.core.access import Caller
from shared.core.errors import ThiDuaError
from shared.core.forms import UNREADABLE, normal_form
from shared.core.problems import LOG_UNAVAILABLE, NOT_JSON, Problem
from shared.core.requests import BATCH, BINARY, MAX_BATCH, MAX_BODY_BYTES, STRUCTURED
from shared.core.values import Language

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PLAIN_NO: Final = frozenset({"false", "0", "no"})

TOO_LARGE: Final = Problem(
    413,
    "too_large",
    "Yêu cầu lớn hơn 8 MiB hoặc có hơn 1.000 sự kiện nên chưa có gì được ghi. Hãy chia nhỏ rồi gửi lại.",
    "The request is larger than 8 MiB or has more than 1,000 events, so nothing was recorded. Split it and send again.",
)
RETRY_AFTER: Final = {429: b"1", 503: b"2"}
UNSUPPORTED: Final = Problem(
    415,
    "unsupported_type",
    f"Kiểu nội dung này không nhận nên chưa có gì được ghi. Hãy dùng {STRUCTURED}, {BATCH} hoặc {BINARY} (với ce-*).",
    f"This content type is not taken, so nothing was recorded. Use {STRUCTURED}, {BATCH} or {BINARY} (with ce-*).",
)
_raws: Final = msgspec.json.Decoder(list[msgspec.Raw])
_encode: Final = msgspec.json.Encoder().encode


class Door:
    """`POST /<service>/events`. `who` knows whom a token or session stands for; Refusal where it is good no more.

    `on_trial` answers dry runs; `turns` keep a flood from holding up others.
    """

    def __init__(
        self, intake: Intake, who: Callable[[str], Awaitable[Caller | None]], *, on_trial: Intake, turns: Turns
    ) -> None:
        self._intake = intake
        self._on_trial = on_trial
        self._who = who
        self._turns = turns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        language = language_of(headers.get("accept-language", ""))
        query = scope["query_string"]
        intake = self._intake_for(query) if query else self._intake
        status, body = await self._answer(headers, receive, language, intake)
        out = [
            (b"content-type", PROBLEM_JSON.encode() if status >= 400 else b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"content-language", language.encode()),
            *GUARDS,
        ]
        if status in RETRY_AFTER:
            out.append((b"retry-after", RETRY_AFTER[status]))
        if status == 401:
            out.append((b"www-authenticate", b"Bearer"))
        await send({"type": "http.response.start", "status": status, "headers": out})
        await send({"type": "http.response.body", "body": body})

    def _intake_for(self, query: bytes) -> Intake:
        """Whoever mentions a dry run means one, unless it is a plain no: a slip of the pen must not record anything."""
        asked = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("dry_run", ["no"])
        return self._intake if asked[-1].lower() in PLAIN_NO else self._on_trial

    async def _answer(self, headers: dict[str, str], receive: Receive, language: Language, intake: Intake) -> Said:
        try:
            shown = presented("POST", headers)
            caller = await self._who(shown) if shown else None
        except Refusal as refused:
            return refusal(refused.problem, language)
        except ThiDuaError:
            return refusal(LOG_UNAVAILABLE, language)
        if caller is None:
            return refusal(NOT_SIGNED_IN, language)
        body = await _read_body(headers, receive)
        if body is None:
            return refusal(TOO_LARGE, language)
        mode = headers.get("content-type", "").partition(";")[0].strip().lower()
        if mode not in (STRUCTURED, BATCH, BINARY):
            return refusal(UNSUPPORTED, language)
        whose, size = caller.unit_id or caller.token_id, len(body) or 1
        if not self._turns.enter(whose, size) and not await self._turns.wait(whose, size):
            return refusal(TOO_MANY, language)
        try:
            bodies = _events(mode, body, headers)
            if isinstance(bodies, Problem):
                intake.refused.note(caller, bodies.code, status=bodies.status, events=0)
                return refusal(bodies, language)
            taken = await intake.take(caller, bodies, headers.get("traceparent", ""))
            return (outcomes if mode == BATCH else outcome)(taken, language)
        finally:
            self._turns.leave(whose, size)


async def _read_body(headers: dict[str, str], receive: Receive) -> bytes | None:
    """The whole body, or None as soon as it is known to be too large."""
    declared = headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > MAX_BODY_BYTES:
        return None
    parts, size = [], 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size > MAX_BODY_BYTES:
            return None
        parts.append(part)
        if not message.get("more_body", False):
            return b"".join(parts)


def _events(mode: str, body: bytes, headers: dict[str, str]) -> list[bytes] | list[msgspec.Raw] | Problem:
    """The events of a request as structured JSON in normal form."""
    try:
        body = normal_form(body)
        if mode == BATCH:
            raws = _raws.decode(body)
            return TOO_LARGE if len(raws) > MAX_BATCH else raws
        return [body if mode == STRUCTURED else _structured(body, headers)]
    except UNREADABLE:
        return NOT_JSON


def _structured(body: bytes, headers: dict[str, str]) -> bytes:
    """A binary-mode event in structured form: each `ce-` header is an attribute (HTTP binding, 3.1.3)."""
    msgspec.json.decode(body)  # a body that is no JSON is refused before anything is wrapped around it
    event: dict[str, object] = {
        name[3:]: unquote_to_bytes(value.strip('"')).decode()
        for name, value in headers.items()
        if name.startswith("ce-")
    }
    event["data"] = msgspec.Raw(body)
    return normal_form(_encode(event))
