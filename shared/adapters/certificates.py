"""TLS as a server offers it: a certificate and its key in two files, taken anew when they change. It opens no port."""

import logging
import ssl
from pathlib import Path
from typing import Final

from cryptography import x509

_log: Final = logging.getLogger(__name__)


class Offered:
    """What handshakes are answered with; `context` stays the same, what it leads to is renewed with the files.

    Whoever renews certificates (certbot and the like) writes the files over: the next handshake finds them changed.
    """

    def __init__(self, chain: Path, key: Path) -> None:
        """Raises OSError (ssl.SSLError among them) if the files are no certificate and its key."""
        self._chain, self._key = chain, key
        self._seen = self._stamp()
        self._newest = self._read()
        self.context = self._read()
        self.context.sni_callback = self._answer

    def _answer(self, connection: ssl.SSLObject | ssl.SSLSocket, _name: str | None, _asked: ssl.SSLContext) -> None:
        """One handshake begins. Files that cannot be read, or are half written, leave what was offered before."""
        try:
            if (stamp := self._stamp()) != self._seen:
                self._newest, self._seen = self._read(), stamp
        except OSError as error:
            _log.warning("certificate_not_renewed", extra={"error": type(error).__name__})
        connection.context = self._newest

    def _read(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._chain, self._key)
        context.set_alpn_protocols(["http/1.1"])
        return context

    def _stamp(self) -> tuple[tuple[int, int], ...]:
        return tuple((found.st_mtime_ns, found.st_ino) for found in (self._chain.stat(), self._key.stat()))


def ends_at(chain: Path) -> float:
    """When a certificate, or one of those that vouch for it, ends, in seconds since 1970; 0 where there is none."""
    try:
        found = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError):
        return 0
    return min(one.not_valid_after_utc.timestamp() for one in found)
