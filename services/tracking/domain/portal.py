"""What a portal is told of a paper, and what its answer proves. Pure: it sends nothing.

The very same paper is told in the very same bytes under the very same id, so that a portal can tell a second copy.
"""

from hashlib import sha256
from typing import Final, Literal, TypeAlias

import msgspec

from shared.core.definition import Shape
from shared.core.forms import read_shape
from shared.core.problems import Problem
from shared.core.values import CampaignId, Date, Id, Sha256, Url, Words

Why: TypeAlias = Literal["TIME_OVER", "ANNULLED", "TAKEN_DOWN"]
REASONS: Final[dict[Why, str]] = {
    "TIME_OVER": "Hết thời hạn công khai. Its legal time is over.",
    "ANNULLED": "Quyết định đã bị hủy bỏ. Its decision was annulled.",
    "TAKEN_DOWN": "Đã gỡ khỏi nguồn tin của cơ quan. It was taken down from the office's feeds.",
}


class ToPost(Shape, frozen=True):
    """A paper that stands in the office's feeds and is owed to the portal."""

    campaign: CampaignId
    document_id: Id
    doc_no: Id
    title: Words
    url: Url
    sha256: Sha256
    published_on: Date
    take_down_on: Date = ""


class ToTakeDown(Shape, frozen=True):
    """A paper that a portal keeps under an id of its own, and may show no more."""

    campaign: CampaignId
    document_id: Id
    doc_no: Id
    portal_id: Id
    url: Url
    sha256: Sha256
    reason: Why


Owed: TypeAlias = ToPost | ToTakeDown


class Receipt(Shape, frozen=True):
    """Where a portal posted a paper, under which id, and the hash of what it posted if it says so."""

    url: Url
    id: Id
    sha256: Sha256 = ""


class _Said(msgspec.Struct):
    """Of a portal's answer what is looked at; ids may be numbers."""

    url: str = ""
    id: str | int = ""
    sha256: str = ""


def kind_of(owed: Owed) -> str:
    """What happened, as the message's type says it."""
    return "document.published" if isinstance(owed, ToPost) else "document.unpublished"


def message_id(owed: Owed) -> str:
    """One for each paper and what is to become of it, however often it is told."""
    return sha256(f"{kind_of(owed)}\n{owed.campaign}\n{owed.document_id}".encode()).hexdigest()[:32]


def message_of(owed: Owed) -> bytes:
    """The message, as Standard Webhooks forms it."""
    return msgspec.json.encode({"type": kind_of(owed), "data": owed})


def receipt_of(owed: ToPost, body: bytes) -> Receipt | None:
    """What a portal's answer proves; None if it names no address and id, or the hash of another paper."""
    try:
        said = msgspec.json.decode(body, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    told = {"url": said.url, "id": str(said.id)} | ({"sha256": said.sha256} if said.sha256 else {})
    receipt = read_shape(msgspec.json.encode(told), Receipt)
    if isinstance(receipt, Problem) or receipt.sha256 not in {"", owed.sha256}:
        return None
    return receipt
