"""A notice's template: one line of subject and some of body, named by a hash of both. It renders nothing. Pure."""

from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from shared.core.values import Channel, Language, Medium

_ON_A_PHONE: Final = frozenset[Channel]({"telegram", "apprise", "zalo", "webpush"})


class Template(msgspec.Struct, frozen=True):
    """What a notice of some topic says, in Jinja: its subject, and its body, of which each line is a sentence."""

    subject: str
    body: str

    @property
    def version(self) -> str:
        """The same words always have the same: whoever restores what shipped has its version again."""
        return sha256(f"{self.subject}\n\n{self.body}".encode()).hexdigest()[:12]


class Slot(NamedTuple):
    """What a template is for."""

    topic: str
    language: Language
    medium: Medium

    @property
    def name(self) -> str:
        """How the log, the command and addresses of pages name it."""
        return f"{self.topic}:{self.language}:{self.medium}"


def medium_of(channel: Channel) -> Medium:
    """For which kind of channel a notice is worded: what is read at length, or a message on somebody's phone."""
    return "MESSAGE" if channel in _ON_A_PHONE else "LETTER"
