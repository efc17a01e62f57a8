"""Passwords of people: which are taken, and their argon2id hashes. It keeps none and logs none."""

import secrets
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.core.errors import ThiDuaError

SHORTEST: Final = 12
LONGEST: Final = 256  # a hash of megabytes would cost only us

# The second recommendation of RFC 9106: 64 MiB and three passes, a tenth of a second on one core.
_hasher: Final = PasswordHasher()
# What a password is compared with where there is no account, so that the time it takes does not tell.
NOBODYS: Final = _hasher.hash("nobody's")


class PasswordRefused(ThiDuaError):
    """A password has 12 to 256 characters, so this one was not taken. Choose another, such as four or five words."""

    vi = "Mật khẩu có 12 đến 256 ký tự nên mật khẩu này không được nhận. Hãy chọn mật khẩu khác, chẳng hạn bốn, năm từ."


def hash_of_password(password: str) -> str:
    """What is kept of a password. Raises PasswordRefused."""
    written = _as_typed(password)
    if not SHORTEST <= len(written) <= LONGEST:
        raise PasswordRefused
    return _hasher.hash(written)


def hash_of_none() -> str:
    """What is kept where somebody shall never use a password: the hash of one that nobody knows."""
    return _hasher.hash(secrets.token_urlsafe(48))


def matches(kept: str, password: str) -> bool:
    """Whether this is the password of which a hash is kept; it takes its time, whatever the answer."""
    try:
        return _hasher.verify(kept, _as_typed(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _as_typed(password: str) -> str:
    """The same letters are the same password, whichever keyboard composed their accents (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
