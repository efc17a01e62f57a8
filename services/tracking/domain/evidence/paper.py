"""PDF as evidence: whole, not locked, and without anything that acts when it is opened. Pure.

Names may be written with `#` escapes, and dictionaries may lie packed in object streams: both are looked into. What
else is packed (pictures, text, fonts) is not; a reader of PDF runs nothing from there.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from services.tracking.domain.evidence.refusals import ACTIVE, BROKEN_OFF, UNPACKS_TOO_LARGE
from shared.core.decider import Refused

MOST_OF_A_STREAM: Final = 8_000_000
MOST_TOGETHER: Final = 64_000_000
_END_WITHIN: Final = 2_048
# From a dictionary to its stream; the dictionary is what stands before, up to the object it belongs to.
_STREAM: Final = re.compile(rb"stream\r?\n(.*?)\r?\n?endstream", re.DOTALL)
_DICTIONARY_BYTES: Final = 2_000
_ESCAPED: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME: Final = rb"/(?:JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|Encrypt|ImportData|SubmitForm|GoToR|GoToE)"
_ACTS: Final = re.compile(_NAME + rb"(?=[\s/<>\[\]()%]|$)")


class _TooLarge(Exception):
    """What is packed is out of all proportion."""


def wrong_with_pdf(content: bytes) -> Refused | None:
    """Why such a paper is not kept, or None."""
    if b"%%EOF" not in content[-_END_WITHIN:]:
        return BROKEN_OFF
    try:
        acts = any(_ACTS.search(_spelled_out(text)) for text in _texts(content))
    except _TooLarge:
        return UNPACKS_TOO_LARGE
    except zlib.error:
        return BROKEN_OFF
    return ACTIVE if acts else None


def _texts(content: bytes) -> Iterator[bytes]:
    """What describes the paper: all but its streams, and what streams of objects hold."""
    yield _STREAM.sub(b" ", content)
    together = 0
    for stream in _STREAM.finditer(content):
        before = content[max(0, stream.start() - _DICTIONARY_BYTES) : stream.start()].rpartition(b" obj")[2]
        if b"/ObjStm" not in _spelled_out(before):
            continue
        packed = stream[1]
        if b"/FlateDecode" in before or b"/Fl " in before:
            packed = _unpacked(packed)
        together += len(packed)
        if together > MOST_TOGETHER:
            raise _TooLarge
        yield packed


def _unpacked(packed: bytes) -> bytes:
    opening = zlib.decompressobj()
    text = opening.decompress(packed, MOST_OF_A_STREAM)
    if opening.unconsumed_tail:
        raise _TooLarge
    return text


def _spelled_out(text: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), text)
