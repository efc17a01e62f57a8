"""Runs one web application in this process: where it listens, and with which server settings. Knows no route."""

import asyncio
import ctypes
import gc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.adapters.certificates import Offered

GRACE_SECONDS: Final = 3
# An ingress keeps idle connections for a minute: who closes them sooner may do so just as a request is on its way.
KEPT_ALIVE_SECONDS: Final = 75
SOCKET: Final = "unix:"
YOUNG: Final = 20_000  # so many new objects before the collector looks for cycles among them: most are gone by then
GIVE_BACK_SECONDS: Final = 3


class _Corked:
    """A transport that hands on all that was written in one turn of the event loop at once.

    The server writes an answer's head and body apart, and each is a call of the kernel (measured: a tenth of what a
    single event costs the door).
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._parts: list[bytes] = []
        self._soon = asyncio.get_running_loop().call_soon
        self.is_closing = transport.is_closing

    def write(self, data: bytes) -> None:
        """Write with whatever else is written now."""
        if not self._parts:
            self._soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        """Write what was to be written, then close."""
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        if self._parts:
            parts, self._parts = self._parts, []
            self._transport.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class _Protocol(HttpToolsProtocol):
    """The server's HTTP, on a corked transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(_Corked(transport))  # type: ignore[arg-type]


class _Server(uvicorn.Server):
    """A server that says when it begins to stop, so that streams that never end by themselves can end."""

    def __init__(self, config: uvicorn.Config, on_stop: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_stop = on_stop

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came."""
        self._on_stop()
        super().handle_exit(sig, frame)


async def serve_web(
    app: Any, address: str, *, tls: tuple[Path, Path] | None = None, on_stop: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGINT or SIGTERM at `HOST:PORT` or `unix:PATH`; open requests get a few seconds to end.

    `tls` is a certificate's chain and its key: then by https. Raises OSError if they are none.
    """
    where: dict[str, Any]
    if address.startswith(SOCKET):
        where = {"uds": _fresh_socket(address.removeprefix(SOCKET))}
    else:
        host, _, port = address.rpartition(":")
        where = {"host": host, "port": int(port)}
    config = uvicorn.Config(
        app,
        **where,
        http=_Protocol,
        ws="none",
        proxy_headers=False,  # nothing here asks for a client's address
        lifespan="on",
        access_log=False,
        log_config=None,  # log lines are the process's own matter
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=KEPT_ALIVE_SECONDS,
        backlog=512,
        callback_notify=_give_back,
        timeout_notify=GIVE_BACK_SECONDS,
    )
    if tls is not None:
        offered = Offered(*tls)
        config.ssl_context_factory = lambda _config, _default: offered.context
    # What start-up made stays for good: the collector need not walk over it again (measured: p99 48 ms -> 9 ms).
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
    await _Server(config, on_stop).serve()


async def _give_back() -> None:
    """Give the system back what was freed: glibc keeps it, and after a burst most of it is never used again."""
    with suppress(OSError, AttributeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


def _fresh_socket(path: str) -> str:
    """The path of a socket file, free to be made: a killed predecessor leaves its own behind."""
    Path(path).unlink(missing_ok=True)
    return path
