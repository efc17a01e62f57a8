"""What the pages of templates show, from one position of notify's tables. They know no HTTP and no caller."""

from typing import NamedTuple

from sqlmodel import Session

from services.notify.domain.shelf import shipped
from services.notify.domain.templates import Slot, Template
from services.notify.domain.topics import TOPICS
from services.notify.tables import templates as kept
from services.notify.tables.rows import Worded
from services.notify.web.editing.differences import Stretch, differences
from shared.core.values import Language, Medium


class Line(NamedTuple):
    """A template in the list, and its last change; None where it never was changed."""

    slot: Slot
    ships: bool
    version: str
    change: Worded | None


class Version(NamedTuple):
    """Words that were in force from a position on (0: they ship); None where they shipped with an earlier release.

    `before` are the words that they took the place of, where those are known.
    """

    position: int
    version: str
    words: Template | None
    change: Worded | None
    before: Template | None = None

    @property
    def subject(self) -> tuple[Stretch, ...]:
        """What differs in the subject from the words before."""
        return differences(self.before.subject, self.words.subject) if self.before and self.words else ()

    @property
    def body(self) -> tuple[Stretch, ...]:
        """What differs in the body."""
        return differences(self.before.body, self.words.body) if self.before and self.words else ()

    @property
    def restored(self) -> bool:
        """Whether somebody went back to what ships."""
        return self.change is not None and not self.change.body


def lines(session: Session, language: Language | None = None, medium: Medium | None = None) -> list[Line]:
    """The templates of one language and medium, topic by topic; or all that ever were changed."""
    last = kept.last_changes(session)
    if language is not None and medium is not None:
        slots = [Slot(topic, language, medium) for topic in TOPICS]
    else:
        slots = sorted(last, key=lambda slot: -last[slot].position)
    shelf = kept.shelf(session)
    found = [(slot, shelf.in_force(slot).template) for slot in slots]
    return [Line(slot, words == shipped(slot), words.version, last.get(slot)) for slot, words in found]


def versions(session: Session, slot: Slot) -> list[Version]:
    """All words that ever were in force for a slot, the newest first, and last what ships."""
    ships = shipped(slot)
    found = [Version(0, ships.version, ships, None)]
    for change in kept.changes(session, slot):
        found.append(Version(change.position, change.version, _words(change, ships), change, found[-1].words))
    return found[::-1]


def _words(change: Worded, ships: Template) -> Template | None:
    if change.body:
        return Template(change.subject, change.body)
    return ships if change.version == ships.version else None
