"""The key with which an installation signs: another one in its place, or another beginning. A person decided it.

It works on files that a running audit watches, and keeps it out for the moment.
"""

import os
from datetime import UTC
from pathlib import Path
from typing import Final

from deploy.local.installation import Installation
from services.audit.domain.errors import KeyRefused
from services.audit.domain.keys import hand_over, secret_text, signer_from
from services.audit.domain.notes import KeyKind, SignerKey
from shared.adapters.audit_files import AuditFiles
from shared.adapters.clock import system_clock
from shared.core.errors import ThiDuaError

_PREFIX: Final = "thidua.local/"


class NothingToDecide(ThiDuaError):
    """Checkpoints are being signed, so there is nothing to accept. Nothing was changed."""

    vi = "Mốc kiểm tra vẫn đang được ký nên không có gì phải chấp nhận. Chưa thay đổi gì."


def rotate(installation: Installation, *, basis: str) -> str:
    """Put a new key in the place of the one that signs; its public half. Raises KeyRefused, OSError."""
    files = AuditFiles(installation.audit, system_clock)
    with files.held():
        old = signer_from(files.signing_key())
        new = _made(old.name)
        told = hand_over(old, new.verifier(), told=_told(basis))
        files.replace_key(secret_text(new), public=str(new.verifier()), handover=told)
    return str(new.verifier())


def accept_restored(installation: Installation, *, basis: str) -> tuple[str, Path]:
    """Begin anew under a new name and key; the public half, and where the old tree is kept.

    Raises NothingToDecide, OSError.
    """
    files = AuditFiles(installation.audit, system_clock)
    with files.held():
        if files.signing_key() and not files.refusal():
            raise NothingToDecide
        new = _made(_next_name(files))
        told = _handed_over(files, new, basis)
        aside = files.accept(secret_text(new), public=str(new.verifier()), handover=told, basis=basis)
    return str(new.verifier()), aside


def _made(name: str) -> SignerKey:
    return SignerKey(name, KeyKind.NOTE, os.urandom(32))


def _next_name(files: AuditFiles) -> str:
    """The installation's name with the number of this beginning: `thidua.local/cb906b70798c/2`."""
    known = files.public_keys()
    if not known:
        return f"{_PREFIX}{os.urandom(6).hex()}"
    first, _, number = known[-1].partition("+")[0].removeprefix(_PREFIX).partition("/")
    return f"{_PREFIX}{first}/{int(number or 1) + 1}"


def _handed_over(files: AuditFiles, new: SignerKey, basis: str) -> bytes:
    """The old key's note; empty where the old key is gone, or another lies in its place."""
    try:
        old = signer_from(files.signing_key())
    except KeyRefused:
        return b""
    if [str(old.verifier())] != files.public_keys()[-1:]:
        return b""
    return hand_over(old, new.verifier(), told=[*_told(basis), *_abandoned(files)])


def _told(basis: str) -> list[str]:
    return [f"at {system_clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", *([f"basis {basis}"] if basis else [])]


def _abandoned(files: AuditFiles) -> list[str]:
    size = files.checkpoint().decode().split("\n")[1:2]
    return [f"after {size[0]} facts that were signed before"] if size else []
