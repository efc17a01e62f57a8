"""Which kinds of files are kept as evidence, how each is known by its own bytes, and what of it must not be. Pure.

A name is a claim; the content decides, and both must agree. What is kept does nothing by itself when it is opened.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Final, NamedTuple, get_args

from services.tracking.domain.evidence.office import wrong_with_office
from services.tracking.domain.evidence.paper import wrong_with_pdf
from services.tracking.domain.evidence.pictures import (
    is_jpeg,
    is_png,
    is_webp,
    wrong_with_jpeg,
    wrong_with_png,
    wrong_with_webp,
)
from services.tracking.domain.evidence.refusals import HASH_DIFFERS, NOT_WHAT_IT_CLAIMS
from shared.core.decider import Refused
from shared.core.events import EvidenceAttached
from shared.core.values import MediaType


class Kind(NamedTuple):
    """A kind of file: the endings its names have, by what it is known, and what is wrong with one, if anything."""

    endings: tuple[str, ...]
    is_one: Callable[[bytes], bool]
    wrong: Callable[[bytes], Refused | None]


_WORD, _SHEET = get_args(MediaType)[4:]
KINDS: Final[dict[MediaType, Kind]] = {
    "image/jpeg": Kind((".jpg", ".jpeg"), is_jpeg, wrong_with_jpeg),
    "image/png": Kind((".png",), is_png, wrong_with_png),
    "image/webp": Kind((".webp",), is_webp, wrong_with_webp),
    "application/pdf": Kind((".pdf",), lambda content: content.startswith(b"%PDF-"), wrong_with_pdf),
    _WORD: Kind((".docx",), lambda content: content.startswith(b"PK\3\4"), lambda c: wrong_with_office(c, "word")),
    _SHEET: Kind((".xlsx",), lambda content: content.startswith(b"PK\3\4"), lambda c: wrong_with_office(c, "xl")),
}
PICTURES: Final[frozenset[MediaType]] = frozenset({"image/jpeg", "image/png", "image/webp"})


def claimed(name: str) -> MediaType | None:
    """What a file's name says it is; None: nothing that is ever kept."""
    ending = f".{name.rpartition('.')[2].lower()}"
    return next((media_type for media_type, kind in KINDS.items() if ending in kind.endings), None)


def ending_of(media_type: MediaType) -> str:
    """How the name of such a file ends."""
    return KINDS[media_type].endings[0]


def wrong_with(content: bytes, data: EvidenceAttached) -> Refused | None:
    """Why a file that is whole is not kept, or None."""
    if len(content) != data.size or sha256(content).hexdigest() != data.sha256:
        return HASH_DIFFERS
    kind = KINDS[data.media_type]
    return kind.wrong(content) if kind.is_one(content) else NOT_WHAT_IT_CLAIMS
