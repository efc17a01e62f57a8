"""One POST to somebody else's server: never to the installation's own network, never onward, never by a proxy.

A name is looked up once, every address of it is looked at, and the connection goes to an address that was looked at:
who answers for the name cannot send us elsewhere in between. Certificates are checked against the name all the same.
"""

import asyncio
import socket
import ssl
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Final, NamedTuple, TypeAlias
from urllib.parse import SplitResult, urlsplit

import httpcore

from shared.core.errors import Fate

TIMEOUT_SECONDS: Final = 20.0
STEP_SECONDS: Final = 10.0
IDLE_SECONDS: Final = 10.0
AT_ONCE: Final = 64
NAMES_AT_ONCE: Final = 8
MOST_BYTES: Final = 65_536  # of an answer; what is behind that is not read
NOT_OUTSIDE: Final = (
    "Địa chỉ nhận nằm trong mạng nội bộ nên không gửi. The receiver lies on the installation's own network: not sent."
)
NO_SUCH_NAME: Final = "Không tìm thấy máy chủ nhận. The receiver's name is not known."
NOT_REACHED: Final = "Không kết nối được máy chủ nhận. The receiver could not be reached."
NO_ANSWER: Final = "Máy chủ nhận không trả lời. The receiver fell silent before it answered."

Address: TypeAlias = IPv4Address | IPv6Address

_NAT64: Final = IPv6Network("64:ff9b::/96")
# Nobody's in the world either, which not every release of Python knows.
_NOBODYS: Final = tuple(
    map(ip_network, ("192.0.0.0/24", "::/96", "64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16", "fec0::/10"))
)
_BEFORE_IT_WENT_OUT: Final = (
    httpcore.ConnectError,
    httpcore.ConnectTimeout,
    httpcore.PoolTimeout,
    httpcore.UnsupportedProtocol,
    httpcore.LocalProtocolError,
)
_ON_ITS_WAY: Final = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError, TimeoutError)


class BadAddress(ValueError):
    """A web address that nothing is ever sent to: not https, with a password in it, or without a host."""


class NotTaken(Exception):
    """A server outside took nothing: `fate` says whether it may later; `reason`, why (it never holds an address)."""

    def __init__(self, reason: str, *, fate: Fate) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fate = fate


class PerhapsTaken(NotTaken):
    """Nobody knows whether it was taken: it went out, and no answer came back."""


class Answered(NamedTuple):
    """What a server said: the status, its headers by small letters, and the beginning of what follows."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Outward:
    """POSTs to servers outside. `allowed`: hosts by name that may lie inside and be spoken to without TLS.

    `trusted` is who vouches for certificates, the machine's own authorities if it is None.
    """

    def __init__(self, allowed: Iterable[str] = (), *, trusted: ssl.SSLContext | None = None) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)
        self._trusted = trusted
        self._pool: httpcore.AsyncConnectionPool | None = None
        # A server of names that does not answer holds a thread for long: these, and not those that all others share.
        self._names = ThreadPoolExecutor(NAMES_AT_ONCE, thread_name_prefix="names")

    def checked(self, url: str) -> str:
        """The same address, if anything may ever be sent there by its looks. Raises BadAddress."""
        try:
            parts = urlsplit(url)
            known = bool(parts.hostname) and parts.port != 0
        except ValueError:
            raise BadAddress from None
        plain = parts.scheme == "http" and (parts.hostname or "") in self._allowed
        if not known or not (parts.scheme == "https" or plain) or _says_too_much(parts) or not _is_plain(url):
            raise BadAddress
        return url

    async def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> Answered:
        """Send once; whatever was answered, a redirection too, is the answer. Raises NotTaken."""
        said = [(name.encode(), value.encode()) for name, value in headers.items()]
        steps: dict[str, Any] = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)}
        try:
            async with (
                asyncio.timeout(TIMEOUT_SECONDS),
                self._opened().stream("POST", url, headers=said, content=content, extensions=steps) as response,
            ):
                answered = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                return Answered(response.status, answered, await _beginning(response))
        except _BEFORE_IT_WENT_OUT:
            raise NotTaken(NOT_REACHED, fate=Fate.LATER) from None
        except _ON_ITS_WAY:
            raise PerhapsTaken(NO_ANSWER, fate=Fate.LATER) from None

    async def end(self) -> None:
        """Close what is open."""
        self._names.shutdown(wait=False, cancel_futures=True)
        if self._pool is not None:
            await self._pool.aclose()

    def _opened(self) -> httpcore.AsyncConnectionPool:
        """Made when it is first used: to read the machine's authorities takes a while."""
        if self._pool is None:
            self._pool = httpcore.AsyncConnectionPool(
                ssl_context=self._trusted or ssl.create_default_context(),
                max_connections=AT_ONCE,
                keepalive_expiry=IDLE_SECONDS,
                network_backend=_Guarded(self._allowed, self._names),
            )
        return self._pool


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to nothing but an address that was looked at, and that of a name once."""

    def __init__(self, allowed: frozenset[str], names: Executor) -> None:
        self._allowed = allowed
        self._names = names
        self._connecting = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's name
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        addresses = await _looked_up(host, port, names=self._names)
        if host.lower() not in self._allowed and not all(map(is_outside, addresses)):
            raise NotTaken(NOT_OUTSIDE, fate=Fate.NEVER)
        failed: Exception | None = None
        for address in addresses:
            try:
                return await self._connecting.connect_tcp(
                    str(address), port, timeout=timeout, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def is_outside(address: Address) -> bool:
    """Whether an address is anybody's in the world; what carries another within it is judged by that."""
    if isinstance(address, IPv6Address):
        within = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if within is None and address in _NAT64:
            within = IPv4Address(int(address) & 0xFFFFFFFF)
        if within is not None:
            return is_outside(within)
    return address.is_global and not address.is_multicast and not any(address in nobodys for nobodys in _NOBODYS)


async def _looked_up(host: str, port: int, *, names: Executor) -> list[Address]:
    """Every address of a name, at least one. Raises NotTaken."""
    try:
        async with asyncio.timeout(STEP_SECONDS):
            ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
            found = await asyncio.get_running_loop().run_in_executor(names, ask)
    except (OSError, UnicodeError, TimeoutError):
        raise NotTaken(NO_SUCH_NAME, fate=Fate.LATER) from None
    addresses = [ip_address(str(where[0]).partition("%")[0]) for _, _, _, _, where in found]
    if not addresses:
        raise NotTaken(NO_SUCH_NAME, fate=Fate.LATER)
    return addresses


async def _beginning(response: httpcore.Response) -> bytes:
    body = b""
    async for some in response.aiter_stream():
        body += some
        if len(body) >= MOST_BYTES:
            break
    return body[:MOST_BYTES]


def _says_too_much(parts: SplitResult) -> bool:
    return "@" in parts.netloc or bool(parts.fragment)


def _is_plain(url: str) -> bool:
    """Nothing that another reader of addresses would read otherwise."""
    return url.isascii() and url.isprintable() and not set(url) & set(' \\"<>')
