"""Where a browser is told something: an address that its push service gave out, and the keys that only it can open.

It is an address, and stands in no fact.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class PushAddress:
    """One browser of one recipient (RFC 8030), with its public key and secret (RFC 8291)."""

    recipient: str
    endpoint: str = field(repr=False)
    key: bytes = field(repr=False)
    secret: bytes = field(repr=False)
