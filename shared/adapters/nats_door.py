"""The door for facts over NATS: requests on `intake.<unit_id>.…`, answered as over HTTP. It keeps nothing it is sent.

Core request and reply in a queue group, never a stream (design 5). The server admits units by their bearer tokens,
lets each ask as itself alone, and says with every request which token's connection it came by; the token is looked up
again each time, so that a revoked one is heard no more.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Final, NoReturn

import msgspec
from faststream.nats import NatsBroker, NatsMessage
from faststream.nats.response import NatsResponse

from shared.adapters.answers import Said, outcome, outcomes, refusal
from shared.adapters.bus import as_it_is, keep_started
from shared.adapters.doorkeeper import Doorkeeper
from shared.adapters.http import PROBLEM_JSON, SERVER_FAULT, Refusal, language_of
from shared.adapters.intake import Intake
from shared.adapters.turns import TOO_MANY, Turns
from shared.core.access import Caller
from shared.core.forms import UNREADABLE, normal_form
from shared.core.problems import NOT_JSON, Problem
from shared.core.requests import MAX_BATCH
from shared.core.subjects import SIGN_IN, WHOLE_INTAKE, unit_of_intake
from shared.core.values import Language

USER: Final = "door"
GROUP: Final = "door"
MAX_BODY_BYTES: Final = 900_000
AT_ONCE: Final = 64
# What waits here is in memory: beyond it the server's word to the sender is silence, and it asks again.
WAITING_BYTES: Final = 32 * 1024 * 1024
SENDER: Final = "Nats-Request-Info"  # the server's own word on whose request it is; what a client puts there is removed

NOT_SIGNED_IN: Final = Problem(
    401,
    "not_signed_in",
    "Mã truy cập của kết nối này đã hết hạn hoặc bị thu hồi nên chưa có gì được ghi. Hãy kết nối lại bằng mã mới.",
    "The token of this connection is expired or revoked, so nothing was recorded. Connect again with a good one.",
)
TOO_LARGE: Final = Problem(
    413,
    "too_large",
    "Yêu cầu lớn hơn 900 kB hoặc có hơn 1.000 sự kiện nên chưa có gì được ghi. Hãy chia nhỏ, hoặc gửi qua HTTP.",
    "The request is larger than 900 kB or has more than 1,000 events, so nothing was recorded. Split it, or use HTTP.",
)

_raws: Final = msgspec.json.Decoder(list[msgspec.Raw])
_logger: Final = logging.getLogger(__name__)


class _Sender(msgspec.Struct, frozen=True):
    user: str = ""


class NatsDoor:
    """`intake.<unit_id>.>`. `known` is whom the token with this id stands for; None once it is not good any more.

    It raises Refusal where the token's unit has ended. `turns` are those of the HTTP door: a unit has them once.
    """

    def __init__(
        self,
        intake: Intake,
        doorkeeper: Doorkeeper,
        *,
        known: Callable[[str], Caller | None],
        turns: Turns,
        url: str,
        seed: str,
    ) -> None:
        self._url = url
        self._seed = seed
        self._intake = intake
        self._doorkeeper = doorkeeper
        self._known = known
        self._turns = turns
        self._started = asyncio.Event()

    @property
    def is_open(self) -> bool:
        """Whether it listens."""
        return self._started.is_set()

    def tasks(self) -> dict[str, Coroutine[object, object, NoReturn]]:
        """What is to run, by name, until cancelled: whoever answers, and whoever turns out revoked tokens."""
        return {"nats_door": self._run(), "doorkeeper": self._doorkeeper.watch()}

    async def _run(self) -> NoReturn:
        await keep_started(self._url, self._subscribe, name=GROUP, user=USER, seed=self._seed, started=self._started)

    def _subscribe(self, broker: NatsBroker) -> None:
        broker.subscriber(
            WHOLE_INTAKE, queue=GROUP, max_workers=AT_ONCE, pending_bytes_limit=WAITING_BYTES, decoder=as_it_is
        )(self._on_request)
        broker.subscriber(SIGN_IN, queue=GROUP, max_workers=AT_ONCE, decoder=as_it_is)(self._on_sign_in)

    async def _on_request(self, message: NatsMessage) -> NatsResponse:
        """Never fails: whoever asks gets an answer."""
        try:
            said = await self._answer(message)
        except Exception as error:  # noqa: BLE001 - a fault of ours
            # The type alone: an error's text may quote what was stated.
            _logger.critical("nats_request_failed", extra={"error": type(error).__name__})
            said = refusal(SERVER_FAULT, _language_of(message))
        kind = PROBLEM_JSON if said.status >= 400 else "application/json"
        return NatsResponse(said.body, headers={"content-type": kind})

    async def _on_sign_in(self, message: NatsMessage) -> bytes:
        return await self._doorkeeper.answer(message.body)

    async def _answer(self, message: NatsMessage) -> Said:
        language = _language_of(message)
        try:
            caller = self._known(_sender_of(message))
        except Refusal as refused:
            return refusal(refused.problem, language)
        if caller is None or caller.unit_id != unit_of_intake(message.raw_message.subject):
            return refusal(NOT_SIGNED_IN, language)
        if len(message.body) > MAX_BODY_BYTES:
            return refusal(TOO_LARGE, language)
        whose, size = caller.unit_id, len(message.body) or 1
        if not self._turns.enter(whose, size) and not await self._turns.wait(whose, size):
            return refusal(TOO_MANY, language)
        try:
            bodies = _events(message.body)
            if isinstance(bodies, Problem):
                self._intake.refused.note(caller, bodies.code, status=bodies.status, events=0)
                return refusal(bodies, language)
            taken = await self._intake.take(caller, bodies, message.headers.get("traceparent", ""))
            return (outcomes if isinstance(bodies, list) else outcome)(taken, language)
        finally:
            self._turns.leave(whose, size)


def _events(body: bytes) -> list[msgspec.Raw] | tuple[bytes] | Problem:
    """The events of a request in normal form: a batch's as a list, else the one alone."""
    try:
        body = normal_form(body)
        if not body.lstrip().startswith(b"["):
            return (body,)
        raws = _raws.decode(body)
    except UNREADABLE:
        return NOT_JSON
    return TOO_LARGE if len(raws) > MAX_BATCH else raws


def _sender_of(message: NatsMessage) -> str:
    """The id of the token by whose connection a request came."""
    return msgspec.json.decode(message.headers.get(SENDER, "{}"), type=_Sender).user


def _language_of(message: NatsMessage) -> Language:
    return language_of(message.headers.get("accept-language", ""))
