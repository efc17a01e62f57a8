"""Who may be connected to the NATS door: admits by token or nkey, and turns out whose is revoked. It reads no event.

The server asks (auth callout) with a JWT, and takes a JWT signed by the issuer it knows for an answer: the user that
the connection becomes, named after its token, so that every request can be laid to a token's charge. Who asks needs no
proof: nobody else can publish where the door listens. A connection ends with its token: the server knows when that
expires, and is told to close it when the token is revoked.
"""

import asyncio
import logging
import math
import os
from base64 import b32decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NoReturn

import msgspec
import nkeys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from shared.adapters.credentials import Credentials
from shared.adapters.jetstream_connection import NatsConnection
from shared.core.access import Caller
from shared.core.errors import LogUnavailable, ThiDuaError
from shared.core.subjects import CONNECTIONS, UNITS_ACCOUNT, intake_subjects, kick_subject, unit_inbox

KEEPER: Final = "keeper"
SUBSCRIPTIONS: Final = 100  # a client needs one
RETRY_SECONDS: Final = 1.0
PAGE: Final = 1_000
_HEAD: Final = {"typ": "JWT", "alg": "ed25519-nkey"}
_NO_LIMIT: Final = -1


_logger: Final = logging.getLogger(__name__)


class _Server(msgspec.Struct, frozen=True):
    id: str


class _Client(msgspec.Struct, frozen=True):
    host: str = ""
    nonce: str = ""


class _Options(msgspec.Struct, frozen=True):
    auth_token: str = ""
    nkey: str = ""
    sig: str = ""


class _Question(msgspec.Struct, frozen=True):
    server_id: _Server
    user_nkey: str
    client_info: _Client
    connect_opts: _Options


class _Asked(msgspec.Struct, frozen=True):
    nats: _Question


class _Connected(msgspec.Struct, frozen=True):
    cid: int
    authorized_user: str = ""


class _Page(msgspec.Struct, frozen=True):
    server_id: str
    connections: list[_Connected] = []


class _Connections(msgspec.Struct, frozen=True):
    data: _Page


class Doorkeeper:
    """Admits units by their `credentials`, signing with `issuer`; to turn one out it signs in with `seed` at `url`."""

    def __init__(
        self, credentials: Credentials, *, issuer: str, now: Callable[[], datetime], url: str, seed: str
    ) -> None:
        self._credentials = credentials
        self._url = url
        self._seed = seed
        self._pair: Any = nkeys.from_seed(bytearray(issuer.encode()))  # type: ignore[no-untyped-call]
        self._issuer: str = self._pair.public_key.decode()
        self._now = now

    async def answer(self, question: bytes) -> bytes:
        """The answer to one question of the server. Raises msgspec.DecodeError if it is none."""
        asked = msgspec.json.decode(_unpadded(question.split(b".")[1]), type=_Asked).nats
        try:
            caller = await self._who(asked.connect_opts, asked.client_info.nonce)
        except ThiDuaError:
            caller = None  # whoever could not be looked up asks again
        if caller is None or caller.role != "unit":
            _logger.warning("nats_sign_in_refused", extra={"host": asked.client_info.host})
            verdict = {"error": "no good token of a unit"}
        else:
            verdict = {"jwt": self._admission(caller, asked.user_nkey)}
        said = {**verdict, "type": "authorization_response", "version": 2}
        return self._signed({"sub": asked.user_nkey, "aud": asked.server_id.id, "nats": said}).encode()

    async def _who(self, said: _Options, nonce: str) -> Caller | None:
        """Whom a token stands for, or an nkey whose holder signed what the server made up for this connection."""
        if not said.nkey:
            return await self._credentials.who_by_now(said.auth_token, way="nats")
        if _holds(said.nkey, said.sig, nonce):
            return await self._credentials.holder_by_now(said.nkey)
        self._credentials.refuse("nats", "tampered")
        return None

    async def watch(self) -> NoReturn:
        """Turn out whose token is revoked, now and whenever tokens change, until cancelled."""
        done = 0
        while True:
            change = await self._credentials.changed(since=done)
            try:
                await self._turn_out()
                done = change
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)

    async def _turn_out(self) -> None:
        """Look at every connection, over one made for the while: tokens change seldom. Raises LogUnavailable."""
        server = await NatsConnection.open(self._url, user=KEEPER, seed=self._seed)
        try:
            for server_id, one in await _connections(server):
                if self._credentials.is_revoked(one.authorized_user):
                    await server.request(kick_subject(server_id), msgspec.json.encode({"cid": one.cid}))
                    _logger.warning("nats_turned_out", extra={"token": one.authorized_user})
                    self._credentials.refuse("nats", "revoked", grant=one.authorized_user)
        finally:
            await server.close()

    def _admission(self, caller: Caller, user_nkey: str) -> str:
        """A user named after its token, that ends with it."""
        until = self._credentials.good_until(caller.token_id)
        ends = {} if until is None else {"exp": math.ceil(until.timestamp())}
        return self._signed(
            {"sub": user_nkey, "aud": UNITS_ACCOUNT, "name": caller.token_id, "nats": _user(caller), **ends}
        )

    def _signed(self, claims: dict[str, object]) -> str:
        claims |= {"jti": os.urandom(16).hex(), "iat": int(self._now().timestamp()), "iss": self._issuer}
        text = f"{_base64(msgspec.json.encode(_HEAD))}.{_base64(msgspec.json.encode(claims))}"
        return f"{text}.{_base64(self._pair.sign(text.encode()))}"


async def _connections(server: NatsConnection) -> list[tuple[str, _Connected]]:
    """All connections of units, each with the server it is to. Raises LogUnavailable."""
    found: list[tuple[str, _Connected]] = []
    while True:
        wanted = {"auth": True, "acc": UNITS_ACCOUNT, "offset": len(found), "limit": PAGE}
        answer = await server.request(CONNECTIONS, msgspec.json.encode(wanted))
        page = msgspec.json.decode(answer, type=_Connections).data
        if not page.connections:
            return found
        found += [(page.server_id, one) for one in page.connections]


def _user(caller: Caller) -> dict[str, object]:
    """A user that may ask as its unit, hear its own answers, and nothing else."""
    return {
        "pub": {"allow": [intake_subjects(caller.unit_id)]},
        "sub": {"allow": [unit_inbox(caller.unit_id)]},
        "subs": SUBSCRIPTIONS,
        "data": _NO_LIMIT,
        "payload": _NO_LIMIT,
        "type": "user",
        "version": 2,
    }


def _holds(nkey: str, signature: str, nonce: str) -> bool:
    """Whether the signature of the nonce is that of the nkey (its first byte is a kind, its last two a checksum)."""
    try:
        key = Ed25519PublicKey.from_public_bytes(b32decode(nkey)[1:33])
        key.verify(_unpadded(signature.encode()), nonce.encode())
    except (InvalidSignature, ValueError):
        return False
    return bool(nonce)


def _base64(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def _unpadded(text: bytes) -> bytes:
    return urlsafe_b64decode(text + b"=" * (-len(text) % 4))
