"""A paper's entry in the register of its service, and the hash by which it is found again (ADR-0014). Pure."""

from hashlib import sha256
from typing import Final, NamedTuple

import msgspec

from shared.core.envelope import Fact, encode_fact

_canonical: Final = msgspec.json.Encoder(order="deterministic").encode
BEYOND: Final = "g"  # stands behind every figure of a hash: what begins with a code lies between it and it with this


class Told(NamedTuple):
    """What a paper is about: a thing of the campaign by its kind and id."""

    topic: str
    id: str


class Entry(NamedTuple):
    """A paper of the register: which, about what."""

    paper: str
    about: Told


def hash_of(entry: Entry, fact: Fact, *, position: int) -> str:
    """The hash of a paper: SHA-256 over its canonical content, which is what it is and the leaf it rests on.

    The leaf is that of the audit's tree (RFC 6962): it binds the fact with its 128 random bits, so nobody finds a
    paper by guessing, and the tree binds every fact before it.
    """
    return sha256(_canonical(content_of(entry, fact.campaign, encode_fact(fact), position=position))).hexdigest()


def content_of(entry: Entry, campaign: str, line: bytes, *, position: int) -> dict[str, object]:
    """The canonical content of a paper, as ADR-0014 writes it out."""
    return {
        "campaign": campaign,
        "paper": entry.paper,
        "about": list(entry.about),
        "position": position,
        "leaf": sha256(b"\x00" + line).hexdigest(),
    }
