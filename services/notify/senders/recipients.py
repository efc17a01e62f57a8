"""The headers that say to whom an e-mail goes, and of what. It asks no server whether anybody is there.

What stands in them is encoded here: the library reads a value before it writes it, and what looks like an encoded word
in the name of a unit would become a header of its own. Besides, it takes 2 ms to fold one name in Vietnamese.
"""

from collections.abc import Sequence
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from functools import lru_cache
from typing import Final

_WORD: Final = 60  # letters of an encoded word with what stands around it: RFC 2047 allows 75


class Recipients(str):
    """A header that stands as it goes out: messages keep whatever has a name and folds itself."""

    __slots__ = ()
    name = "To"

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header, ready to be sent."""
        return f"{self.name}: {self}{policy.linesep}"


class Subject(Recipients):
    """A header that stands as it goes out, too."""

    __slots__ = ()
    name = "Subject"


@lru_cache(maxsize=256)  # thousands are told of one thing
def subject_of(title: str) -> Subject:
    """Always encoded, so that nothing in a title is taken for an encoded word or a header."""
    words = Header(" ".join(title.split()), "utf-8", maxlinelen=_WORD, header_name="Subject")
    return Subject(words.encode(linesep="\r\n"))


def recipients_of(name: str, addresses: Sequence[str]) -> Recipients:
    """One recipient with all its addresses. Raises ValueError, IndexError or MessageError for what is no address."""
    called = _encoded(name)
    return Recipients(",\r\n ".join(f"{called}<{Address(addr_spec=address).addr_spec}>" for address in addresses))


@lru_cache(maxsize=256)
def _encoded(name: str) -> str:
    """Always encoded, so that nothing in a name is taken for a header of its own."""
    words = " ".join(name.split())
    return Header(words, "utf-8", maxlinelen=_WORD).encode(linesep="\r\n") + "\r\n " if words else ""
