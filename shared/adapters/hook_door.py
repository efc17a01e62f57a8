"""The door for webhooks: a signed message in, what became of its events out. It knows no web framework.

The signature is looked at first, over the raw bytes; nothing is decoded before. A webhook speaks as its unit and no
other: what its messages say goes through the same intake as whatever that unit sends itself.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterable, Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

import msgspec

from shared.adapters.access_tables import AccessUnavailable
from shared.adapters.answers import Said, outcome, outcomes, refusal
from shared.adapters.hook_mapping import HookMapping, cannot_map, read_mapping
from shared.adapters.hooks import Hook, Hooks
from shared.adapters.http import Refusal
from shared.adapters.intake import Intake, Taken
from shared.adapters.refused import RefusedCredentials, Wrong
from shared.adapters.sealing import SealBroken
from shared.adapters.telemetry import Telemetry
from shared.adapters.turns import TOO_MANY, Turns
from shared.adapters.webhooks import ID, why_unsound
from shared.core.access import Caller
from shared.core.decider import Duplicate
from shared.core.forms import UNREADABLE, normal_form
from shared.core.problems import LOG_UNAVAILABLE, NOT_JSON, Problem, problem_body
from shared.core.requests import MAX_BATCH
from shared.core.values import Language
from shared.sheets.statements import CannotState

MAX_BODY_BYTES: Final = 1024 * 1024
TOO_LARGE: Final = Problem(
    413,
    "too_large",
    "Thông điệp lớn hơn 1 MiB hoặc có hơn 1.000 sự kiện nên chưa có gì được ghi. Hãy chia nhỏ rồi gửi lại.",
    "The message is larger than 1 MiB or holds more than 1,000 events, so nothing was recorded. Split it, send again.",
)
REFUSED: Final = Problem(
    401,
    "webhook_refused",
    "Không có webhook này, hoặc nó đã hết hạn hay bị thu hồi, hoặc chữ ký không đúng với nội dung, nên chưa có gì được "
    "ghi. Hãy kiểm tra địa chỉ và khóa; chữ ký tính trên đúng từng byte đã gửi (Standard Webhooks).",
    "There is no such webhook, or it is expired or revoked, or no signature fits the body, so nothing was recorded. "
    "Check the address and the key; what is signed is the body byte for byte (Standard Webhooks).",
)
STALE: Final = Problem(
    401,
    "webhook_stale",
    "Chữ ký đúng nhưng webhook-timestamp lệch quá 5 phút nên chưa có gì được ghi. Hãy chỉnh giờ máy gửi, và ký lại mỗi "
    "lần gửi lại.",
    "The signature is good, but webhook-timestamp is more than 5 minutes away, so nothing was recorded. Set the "
    "sender's clock, and sign anew whenever you send again.",
)
KEYS_UNREADABLE: Final = Problem(
    503,
    "webhook_keys_unreadable",
    "Không mở được khóa của webhook này nên chưa có gì được ghi. Người quản trị cần khôi phục kho khóa, hoặc cấp khóa "
    "mới; sau đó hãy gửi lại.",
    "The keys of this webhook do not open, so nothing was recorded. The administrator restores the vault, or gives it "
    "another key; then send the same again.",
)
SOME_REJECTED: Final = Problem(
    422,
    "some_rejected",
    "Một số sự kiện trong thông điệp không được ghi; xem results. Sửa rồi gửi lại cả thông điệp: phần đã ghi không bị "
    "ghi hai lần.",
    "Some events of this message were not recorded; see results. Correct them and send the whole again: what is "
    "recorded is not recorded twice.",
)
_REMEMBERED_MAPPINGS: Final = 100

_raws: Final = msgspec.json.Decoder(list[msgspec.Raw])
_encode: Final = msgspec.json.Encoder().encode
_log: Final = logging.getLogger(__name__)


class HookDoor:
    """`POST /tracking/hooks/{name}`. `known` is whom a grant stands for by now; `now` is the world's own time.

    `known` raises Refusal where the grant's unit has ended, and notes it.
    """

    def __init__(
        self,
        intake: Intake,
        hooks: Hooks,
        *,
        known: Callable[[str], Awaitable[Caller | None]],
        refused: RefusedCredentials,
        telemetry: Telemetry,
        turns: Turns,
        now: Callable[[], datetime],
    ) -> None:
        self._intake = intake
        self._hooks = hooks
        self._known = known
        self._refused = refused
        self._telemetry = telemetry
        self._turns = turns
        self._now = now
        self._mappings: OrderedDict[str, HookMapping] = OrderedDict()

    async def take(
        self, name: str, headers: Mapping[str, str], parts: AsyncIterable[bytes], language: Language
    ) -> Said:
        """Answer one message."""
        try:
            found = await asyncio.to_thread(self._hooks.found, name)
            if found is None:
                return self._no("unknown", "", language)
            body = await _whole(parts)
            if body is None:
                return refusal(TOO_LARGE, language)
            hook, keys = found
            if wrong := why_unsound(headers, body, keys=keys, now=self._now()):
                return self._no(wrong, name, language)
            return await self._take_from(hook, headers, body, language)
        except AccessUnavailable:
            return refusal(LOG_UNAVAILABLE, language)
        except SealBroken:
            _log.critical("webhook_key_does_not_open", extra={"hook": name})
            return refusal(KEYS_UNREADABLE, language)

    def close(self) -> None:
        """Let go of the database."""
        self._hooks.close()

    async def _take_from(self, hook: Hook, headers: Mapping[str, str], body: bytes, language: Language) -> Said:
        """The message is signed; whether its webhook is still good is another thing."""
        if hook.revoked_at is not None:
            return self._no("revoked", hook.name, language)
        try:
            caller = await self._known(hook.grant_id)
        except Refusal as ended:
            return refusal(ended.problem, language)
        if caller is None:
            return self._no("expired", hook.name, language)
        whose, size = caller.unit_id, len(body) or 1
        if not self._turns.enter(whose, size) and not await self._turns.wait(whose, size):
            return refusal(TOO_MANY, language)
        try:
            bodies = self._events(hook, headers[ID], body)
            if isinstance(bodies, Problem):
                self._count("rejected")
                _log.warning("webhook_message_rejected", extra={"hook": hook.name, "code": bodies.code})
                return refusal(bodies, language)
            if not bodies:
                self._count("ignored")
                return Said(200, _encode({"status": "ignored", "results": []}))
            taken = await self._intake.take(caller, bodies, headers.get("traceparent", ""))
        finally:
            self._turns.leave(whose, size)
        return self._told(hook, taken, language)

    def _told(self, hook: Hook, taken: Sequence[Taken], language: Language) -> Said:
        """The answer by which a sender knows whether to send again: any refusal is one of the whole message."""
        rejected = {one.answer.code for one in taken if isinstance(one.answer, Problem)}
        if any(one.is_unavailable for one in taken):
            self._count("unavailable")
        elif rejected:
            self._count("rejected")
            _log.warning("webhook_message_rejected", extra={"hook": hook.name, "code": " ".join(sorted(rejected))})
        else:
            self._count("duplicate" if all(isinstance(one.answer, Duplicate) for one in taken) else "recorded")
        if len(taken) == 1:
            return outcome(taken, language)
        said = outcomes(taken, language)
        if said.status != 200 or not rejected:
            return said
        results = msgspec.json.decode(said.body)["results"]
        return Said(SOME_REJECTED.status, _encode(problem_body(SOME_REJECTED, language) | {"results": results}))

    def _events(self, hook: Hook, message_id: str, body: bytes) -> list[bytes] | list[msgspec.Raw] | Problem:
        """The events of a message as structured JSON in normal form."""
        try:
            body = normal_form(body)
            if not hook.mapping:
                bodies = _raws.decode(body) if body.lstrip().startswith(b"[") else [body]
            else:
                message = msgspec.json.decode(body)
                prefix = f"hook/{hook.name}/{message_id}"
                bodies = self._mapping(hook.mapping).bodies(message, unit_id=hook.unit_id, prefix=prefix)
        except UNREADABLE:
            return NOT_JSON
        except CannotState as error:
            return cannot_map(error)
        return TOO_LARGE if len(bodies) > MAX_BATCH else bodies

    def _mapping(self, text: str) -> HookMapping:
        """What a mapping's text says; it was read without a mistake before it was kept."""
        known = self._mappings.get(text)
        if known is None:
            read = read_mapping(text)
            if not isinstance(read, HookMapping):
                raise CannotState(read[0].vi, read[0].en)  # a release that takes less than the one it was made under
            known = self._mappings[text] = read
            if len(self._mappings) > _REMEMBERED_MAPPINGS:
                self._mappings.popitem(last=False)
        return known

    def _no(self, wrong: Wrong, name: str, language: Language) -> Said:
        self._refused.note("hook", wrong, grant=name)
        return refusal(STALE if wrong == "stale" else REFUSED, language)

    def _count(self, outcome_of_it: str) -> None:
        self._telemetry.count("thidua_hook_messages_total", outcome=outcome_of_it)


async def _whole(parts: AsyncIterable[bytes]) -> bytes | None:
    """The whole body, or None as soon as it is known to be too large."""
    body = bytearray()
    async for part in parts:
        body += part
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)
