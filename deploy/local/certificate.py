"""The certificate that an installation shows, by configuration: two files, looked at before anything starts."""

import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509

from deploy.local.installation import CannotStart


@dataclass(frozen=True, slots=True)
class Certificate:
    """A chain (own certificate first) and its key, both PEM."""

    chain: Path
    key: Path

    @classmethod
    def from_environment(cls) -> Self | None:
        """What THIDUA_TLS_CERT and THIDUA_TLS_KEY name; None if they name nothing. Raises CannotStart."""
        chain, key = os.environ.get("THIDUA_TLS_CERT", ""), os.environ.get("THIDUA_TLS_KEY", "")
        if not chain and not key:
            return None
        if not (chain and key):
            raise CannotStart(
                "Chứng thư TLS cần cả hai: hãy đặt THIDUA_TLS_CERT và THIDUA_TLS_KEY.",
                "A certificate needs both: set THIDUA_TLS_CERT and THIDUA_TLS_KEY.",
            )
        found = cls(Path(chain).absolute(), Path(key).absolute())
        found.check()
        return found

    @property
    def files(self) -> tuple[Path, Path]:
        """The chain and the key."""
        return self.chain, self.key

    @property
    def name(self) -> str:
        """A name under which it may be shown: its first one, a `*` filled in."""
        own = x509.load_pem_x509_certificates(self.chain.read_bytes())[0]
        try:
            names = own.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except x509.ExtensionNotFound:
            return ""
        found = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
        return found[0].replace("*", "any") if found else ""

    @property
    def stamp(self) -> tuple[tuple[int, int], ...]:
        """What differs once the files were written over; () while they are not there."""
        try:
            return tuple((found.st_mtime_ns, found.st_ino) for found in (self.chain.stat(), self.key.stat()))
        except OSError:
            return ()

    def check(self) -> None:
        """Raise CannotStart unless these are a certificate with a name, and its key."""
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(self.chain, self.key)
            named = bool(self.name)
        except (OSError, ValueError) as error:
            reason = getattr(error, "reason", "") or getattr(error, "strerror", "") or type(error).__name__
            raise CannotStart(
                f"Không dùng được chứng thư TLS {self.chain} với khóa {self.key} ({reason}): hãy kiểm tra hai tệp.",
                f"The certificate {self.chain} with the key {self.key} cannot be used ({reason}): check both files.",
            ) from error
        if not named:
            raise CannotStart(
                f"Chứng thư {self.chain} không có tên nào (subjectAltName): hãy xin chứng thư có tên máy chủ.",
                f"The certificate {self.chain} bears no name (subjectAltName): get one with the host's name.",
            )
