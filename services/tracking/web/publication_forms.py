"""The forms by which the gazette centre says that a paper was posted, or taken down: made from a line of its queue.

Their fields are the catalogue's own. They judge nothing but that a field was filled in: the rest is the door's.
"""

from collections.abc import Mapping, Sequence
from itertools import chain, count
from typing import Final

from sqlmodel import Session

from services.tracking.domain.reporting.words import in_words
from services.tracking.tables import postings
from services.tracking.tables.awaiting import Task, Waiting
from services.tracking.tables.documents import Document
from services.tracking.web.publication_texts import PublicationWords
from services.tracking.web.unit_forms import About, Filling
from shared.core import events
from shared.core.access import Caller, may_state
from shared.core.events import Data
from shared.core.values import Date
from shared.web.fields import fields_of
from shared.web.filling import Field, Kind
from shared.web.frame import Frame

FORMS: Final = "/publication/forms"
SOURCE: Final = "/publication"
BY_NAME: Final[Mapping[str, type[Data]]] = {
    data.short: data for data in (events.DocumentPublished, events.DocumentUnpublished)
}
DAYS: Final = {"document.published": "published_on", "document.unpublished": "unpublished_on"}
NOT_ASKED: Final = ("portal_id",)  # a portal's own word, which it answers when a paper is pushed to it
_FOLLOWS: Final = {name: Field(name, Kind.FIXED) for name in ("document_id", "doc_no", "channel")}
# What papers are called in the log, where all may read it: as the office writes it, in whichever language one looks.
_TITLES: Final = {
    "DECISION": "Quyết định khen thưởng số {doc_no}",
    "ANNULMENT": "Quyết định hủy bỏ quyết định khen thưởng số {doc_no}",
    "MINUTES": "Biên bản họp Hội đồng thi đua, khen thưởng số {doc_no}",
    "REPORT": "Báo cáo tổng hợp {period}",
    "NEWER_REPORT": "Báo cáo tổng hợp {period}",
}
_MOST_OF_A_NUMBER: Final = 120  # letters of it in an id, which has room for a few more


class Offered:
    """What may be stated of the lines of the queue, by whom they are looked at; nothing in the past."""

    def __init__(self, frame: Frame, caller: Caller, *, closed: bool) -> None:
        self._frame = frame
        self._may = {
            short
            for short, data in BY_NAME.items()
            if may_state(caller, short, source=SOURCE)
            and not frame.as_of
            and not (closed and data is events.DocumentPublished)  # what stands is still taken down
        }

    def __bool__(self) -> bool:
        return bool(self._may)

    def link(self, line: Waiting) -> str:
        """Where the form of a line lies; "" where it is not offered."""
        short = stated_of(line).short
        if short not in self._may:
            return ""
        named = {"doc_no": line.doc_no, "channel": line.channel, "id": line.document_id}
        return self._frame.link(f"{FORMS}/{short}", as_of="", **named)


def stated_of(line: Waiting) -> type[Data]:
    """What is stated once a line is done."""
    return events.DocumentPublished if line.task is Task.POST else events.DocumentUnpublished


def empty_filling(data: type[Data]) -> Filling:
    """The form with nothing in it."""
    given = _FOLLOWS | {"sha256": Field("sha256", Kind.HASHED)}
    fields = tuple(one for one in fields_of(data, given) if one.name not in NOT_ASKED)
    return Filling(data, About(""), fields, day=DAYS[data.short])


def stands_in(
    session: Session, campaign: str, line: Waiting, words: PublicationWords, *, today: Date
) -> dict[str, str]:
    """What stands in the form of a line: all that it, and postings of the same paper, already say."""
    if line.task is not Task.POST:
        reason = words.reasons[line.task.value].format(basis=line.basis)
        named = {"document_id": line.document_id, "channel": line.channel}
        return named | {"unpublished_on": today, "reason": reason}
    every = postings.all_of(session, campaign)
    before = [one for one in every if one.doc_no == line.doc_no]
    same = next((one for one in before if one.position > line.position), None)
    title = _TITLES[line.kind].format(doc_no=line.doc_no, period=in_words(line.period) if line.period else "")
    stands = {"doc_no": line.doc_no, "channel": line.channel, "published_on": today, "sha256": line.sha256}
    stands["title"] = before[0].title if before else title
    if same is not None:
        stands |= {"url": same.url, "sha256": same.sha256, "take_down_on": same.take_down_on}
    return stands | {"document_id": _id_of(every, line, same)}


def _id_of(every: Sequence[Document], line: Waiting, same: Document | None) -> str:
    """Under which id the paper is posted there: that of the same paper elsewhere, else one that was never used."""
    if same is not None and (same.document_id, line.channel) not in {(one.document_id, one.channel) for one in every}:
        return same.document_id
    used, named = {one.document_id for one in every}, line.doc_no[:_MOST_OF_A_NUMBER]
    return next(one for one in chain([named], (f"{named}-{number}" for number in count(2))) if one not in used)
