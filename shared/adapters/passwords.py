"""Passwords of people: which are taken, and their argon2id hashes. It keeps none and logs none."""

import secrets
import unicodedata
from collections.abc import Sequence
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from shared.core.errors import ThiDuaError

SHORTEST: Final = 12
LONGEST: Final = 256  # a hash of megabytes would cost only us
# Of four (zxcvbn): one that about 10^8 tries find is refused; the wait after mistakes leaves a guesser 100 a day.
STRENGTH: Final = 3
_JUDGED: Final = 72  # letters; what comes after them makes no password weaker
# What stands in guesses about this installation first, beside the words of the person's own grant.
OUR_WORDS: Final = (
    *("thidua", "thi dua", "thi đua", "khenthuong", "khen thưởng", "matkhau", "mật khẩu", "hoabinh", "hoà bình"),
    *("vpubnd", "ubnd", "vietnam", "việt nam", "unit", "verifier", "secretary", "council", "authority", "publisher"),
    *("auditor", "admin", "quantri", "quản trị"),
)

_READ_OFF: Final = "abcdefghijkmnpqrstuvwxyz23456789"  # no two of these look alike

# What a password is compared with where there is no account, so that the time it takes does not tell: the hash of one
# that was drawn and forgotten. It is written down, for each process that made it anew would start a good deal later.
_NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$L9YP5m4+s63vsKePVDAPGg$gTgDgEd0GgAq+AxdnvxRvPppj9yICRk+2io95hsqIV8"


class PasswordRefused(ThiDuaError):
    """A password has 12 to 256 characters, so this one was not taken. Choose another, such as four or five words."""

    vi = "Mật khẩu có 12 đến 256 ký tự nên mật khẩu này không được nhận. Hãy chọn mật khẩu khác, chẳng hạn bốn, năm từ."


class PasswordGuessed(PasswordRefused):
    """A password that somebody would try among the first was not taken. Choose four or five words at random."""

    vi = "Mật khẩu này dễ bị đoán nên không được nhận. Hãy chọn bốn, năm từ không liên quan đến nhau."


class PasswordGiven(PasswordRefused):
    """A password that the installation gave is none of your own, so it was not taken. Choose another one."""

    vi = "Mật khẩu do hệ thống cấp không dùng làm mật khẩu của riêng bạn được. Hãy chọn mật khẩu khác."


class Hashing:
    """How passwords become hashes, at one cost; `nobodys` is a hash of this cost that no password is known for."""

    def __init__(self, hasher: PasswordHasher, *, nobodys: str) -> None:
        self._hasher = hasher
        self.nobodys = nobodys

    def of_password(self, password: str, *, about: Sequence[str] = ()) -> str:
        """What is kept of a password of somebody of whom these words are known. Raises PasswordRefused."""
        written = _as_typed(password)
        if not SHORTEST <= len(written) <= LONGEST:
            raise PasswordRefused
        if _is_soon_guessed(written, about):
            raise PasswordGuessed
        return self._hasher.hash(written)

    def of_drawn(self) -> tuple[str, str]:
        """A password that nobody chose, and what is kept of it: a hundred random bits, to be read off and typed."""
        drawn = "-".join("".join(secrets.choice(_READ_OFF) for _ in range(5)) for _ in range(4))
        return drawn, self._hasher.hash(drawn)

    def of_none(self) -> str:
        """What is kept where somebody shall never use a password: the hash of one that nobody knows."""
        return self._hasher.hash(secrets.token_urlsafe(48))

    def matches(self, kept: str, password: str) -> bool:
        """Whether this is the password of which a hash is kept; it takes its time, whatever the answer."""
        try:
            return self._hasher.verify(kept, _as_typed(password)[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False


# The second recommendation of RFC 9106: 64 MiB and three passes, a tenth of a second on one core.
SHIPPED: Final = Hashing(PasswordHasher(), nobodys=_NOBODYS)


def _is_soon_guessed(written: str, about: Sequence[str]) -> bool:
    """Whether leaked passwords, names, words, dates, keyboard rows or what is known of the person make it up."""
    # Loaded with the first password that is chosen: its lists of words are megabytes that a service never needs.
    from zxcvbn import zxcvbn  # noqa: PLC0415

    words = {form for word in (*OUR_WORDS, *about) if word for form in (word.lower(), word.lower().replace(" ", ""))}
    rest = written.lower()
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    judged = [zxcvbn(one[:_JUDGED])["score"] for one in (written, rest) if one]  # type: ignore[no-untyped-call]
    return not rest or min(judged) < STRENGTH


def _as_typed(password: str) -> str:
    """The same letters are the same password, whichever keyboard composed their accents (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
