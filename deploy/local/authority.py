"""The installation's own authority, and the certificates by which its parts know one another. It opens no port.

Whoever has the authority's key may speak in the place of any part: it lies beside the seeds, and no process sees it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from shared.adapters.durable_files import write_whole

CA: Final = "ca"
YEARS: Final = timedelta(days=3_652)
GOOD_FOR: Final = timedelta(days=397)
RENEWED_BEFORE: Final = timedelta(days=132)  # a third of its time is left then, which is long enough for anybody
_SKEW: Final = timedelta(hours=1)  # a machine's clock may be behind ours


class Authority:
    """Signs what the parts of one installation show one another."""

    def __init__(self, folder: Path, now: datetime) -> None:
        """Its certificate `ca.pem` and key `ca.key` are read from the folder, or made there at the first call.

        Raises OSError, ValueError where they cannot be read.
        """
        self._folder, self._now = folder, now
        if not (folder / f"{CA}.key").exists():
            self._make()
        self._key = _key_in((folder / f"{CA}.key").read_bytes())
        self.certificate = x509.load_pem_x509_certificate((folder / f"{CA}.pem").read_bytes())

    def keep(self, file: str, names: Sequence[str]) -> datetime:
        """Have `file.pem` and `file.key` there, for these names, and good for a while yet; until when they are.

        What is good stays as it is, so that nothing has to be started again for it.
        """
        found = self._good(file, names)
        if found is None:
            found = self._sign(file, names)
        return found.not_valid_after_utc

    def _good(self, file: str, names: Sequence[str]) -> x509.Certificate | None:
        """What is there, if it may stay."""
        try:
            found = x509.load_pem_x509_certificate((self._folder / f"{file}.pem").read_bytes())
            key = _key_in((self._folder / f"{file}.key").read_bytes())
            found.verify_directly_issued_by(self.certificate)
            named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        except (OSError, ValueError, InvalidSignature, x509.ExtensionNotFound):
            return None
        ends_late = found.not_valid_after_utc == self.certificate.not_valid_after_utc  # no later one can be signed
        stays = ends_late or found.not_valid_after_utc - self._now > RENEWED_BEFORE
        is_its = found.public_key() == key.public_key()
        return found if stays and is_its and list(named) == [_named(name) for name in names] else None

    def _sign(self, file: str, names: Sequence[str]) -> x509.Certificate:
        key = ec.generate_private_key(ec.SECP256R1())
        ends = min(self._now + GOOD_FOR, self.certificate.not_valid_after_utc)
        both_ways = [
            ExtendedKeyUsageOID.SERVER_AUTH,
            ExtendedKeyUsageOID.CLIENT_AUTH,
        ]  # servers of NATS ask one another
        builder = self._builder(_called(file), key, self.certificate.subject, self._key, ends=ends)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=False), critical=True)
        builder = builder.add_extension(x509.ExtendedKeyUsage(both_ways), critical=False)
        builder = builder.add_extension(x509.SubjectAlternativeName([_named(name) for name in names]), critical=False)
        made = builder.sign(self._key, hashes.SHA256())
        chain = [made, self.certificate]
        write_whole(self._folder / f"{file}.key", _pem_of(key), mode=0o600)
        write_whole(self._folder / f"{file}.pem", b"".join(map(_shown, chain)))
        return made

    def _make(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key, name = ec.generate_private_key(ec.SECP256R1()), _called("Thi Đua, this installation's own")
        builder = self._builder(name, key, name, key, ends=self._now + YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        made = builder.sign(key, hashes.SHA256())
        write_whole(self._folder / f"{CA}.pem", _shown(made))
        write_whole(self._folder / f"{CA}.key", _pem_of(key), mode=0o600)

    def _builder(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        issuer: x509.Name,
        by: ec.EllipticCurvePrivateKey,
        *,
        ends: datetime,
    ) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder(
                issuer_name=issuer,
                subject_name=subject,
                public_key=key.public_key(),
                serial_number=x509.random_serial_number(),
                not_valid_before=self._now - _SKEW,
                not_valid_after=ends,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        )


def _usage(*, signs: bool) -> x509.KeyUsage:
    """What a key is for: to sign certificates, or to prove who one is."""
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _named(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _shown(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


def _pem_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _key_in(pem: bytes) -> ec.EllipticCurvePrivateKey:
    """Raises ValueError where it is a key of another kind."""
    found = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise ValueError("not a key of an elliptic curve")  # noqa: TRY004 - the file holds the wrong thing
    return found
