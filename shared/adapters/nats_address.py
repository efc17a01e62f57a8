"""Where NATS is reached, and whom to trust there, out of one text. It opens no connection.

`nats://HOST:PORT`, those of a cluster with commas between. With `tls://` nothing is said in clear, not even the first
words: `?ca=FILE` names who has signed the servers' certificates (else the machine's own list), `&name=HOST` as whom
they speak where that is not the host that is asked, as on the loopback.
"""

import logging
import ssl
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlencode, urlsplit

SECURE: Final = "tls"
# nats-py gives asyncio a protocol that never hears that it speaks TLS (its issue 574), so asyncio says this of each
# such connection that ends. Nothing follows from it.
_IN_VAIN: Final = "returning true from eof_received() has no effect when using ssl"


@dataclass(frozen=True, slots=True)
class Trust:
    """How a server has to prove who it is."""

    context: ssl.SSLContext
    name: str | None

    def as_options(self) -> dict[str, Any]:
        """For a client of nats-py. Without a handshake first, a liar in between could have it speak in clear."""
        options: dict[str, Any] = {"tls": self.context, "tls_handshake_first": True}
        return options | ({"tls_hostname": self.name} if self.name else {})


def _is_no_echo(record: logging.LogRecord) -> bool:
    """Whether what asyncio says is anything else than that."""
    return record.msg != _IN_VAIN


def servers_of(url: str) -> list[str]:
    """The addresses of a cluster's servers, which stand in one text with commas between."""
    return [one.strip() for one in url.partition("?")[0].split(",")]


def trust_of(url: str) -> Trust | None:
    """Whom to trust; None where nothing is to be proved. Raises OSError if the file it names is no certificate."""
    if not any(urlsplit(server).scheme == SECURE for server in servers_of(url)):
        return None
    logging.getLogger("asyncio").addFilter(_is_no_echo)  # the same one is added once
    asked = {name: said[-1] for name, said in parse_qs(url.partition("?")[2]).items()}
    context = ssl.create_default_context() if "ca" not in asked else _OfFile.read(asked["ca"])
    # A certificate may be named itself, without whoever signed it: then it alone is trusted.
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    return Trust(context, asked.get("name"))


class _OfFile(ssl.SSLContext):
    """Trusts whoever stands in a file, and whoever stands there later: a certificate named itself may be renewed.

    Clients hold on to their context for as long as they live, over every reconnection.
    """

    file: str
    seen: int

    @classmethod
    def read(cls, file: str) -> Self:
        """Raises OSError (ssl.SSLError among them) if the file is no certificate."""
        context = cls(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.file, context.seen = file, Path(file).stat().st_mtime_ns
        context.load_verify_locations(cafile=file)
        return context

    def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
        """One handshake begins. A file that cannot be read, or is half written, adds nobody."""
        with suppress(OSError):
            now = Path(self.file).stat().st_mtime_ns
            if now != self.seen:
                self.load_verify_locations(cafile=self.file)
                self.seen = now
        return super().wrap_bio(*args, **kwargs)


def secure_url(server: str, *, ca: str, name: str) -> str:
    """The address of a server that proves itself as `name`, by a certificate in or under the file `ca`."""
    return f"{SECURE}://{server}?{urlencode({'ca': ca, 'name': name})}"


def without_secrets(url: str) -> str:
    """A server's address, or those of a cluster, without user and password."""
    found = map(urlsplit, servers_of(url))
    return ",".join(f"{parts.scheme}://{parts.hostname}:{parts.port or 4222}" for parts in found)
