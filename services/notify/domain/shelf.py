"""Which template is in force where in the log: what ships, until an administrator changed it. Pure.

A notice is worded by what was in force where the fact stands of which it tells, so a change never rewrites what was
told, and after a crash a second copy is the very same letter.
"""

from bisect import bisect_right
from collections import defaultdict
from typing import Final, NamedTuple, get_args

from services.notify.domain.shipped_en import EN
from services.notify.domain.shipped_vi import VI
from services.notify.domain.templates import Slot, Template
from shared.core.events import TemplateChanged, TemplateRestored
from shared.core.values import Language, Medium

_SHIPPED: Final = {"vi": VI, "en": EN}


class Standing(NamedTuple):
    """What is in force, since where in the log (0: it ships)."""

    template: Template
    position: int = 0


def shipped(slot: Slot) -> Template:
    """What ships; both mediums say the same. Raises KeyError for a topic that is not known here."""
    return _SHIPPED[slot.language][slot.topic]


def slot_in(topic: str, language: str, medium: str) -> Slot | None:
    """What a template is for, by its names; None where there is no such topic, language or medium."""
    for known in get_args(Language):
        for kind in get_args(Medium):
            if (topic in VI, language, medium) == (True, known, kind):
                return Slot(topic, known, kind)
    return None


class Shelf:
    """A fold of `template.changed` and `.restored`."""

    def __init__(self) -> None:
        self._of: defaultdict[Slot, list[Standing]] = defaultdict(list)

    def fold(self, data: TemplateChanged | TemplateRestored, position: int) -> None:
        """Take the next change; facts come in their order. One of a topic that is not known here changes nothing."""
        slot = Slot(data.topic, data.language, data.medium)
        if data.topic in VI:
            changed = Template(data.subject, data.body) if isinstance(data, TemplateChanged) else shipped(slot)
            self.put(slot, Standing(changed, position))

    def put(self, slot: Slot, standing: Standing) -> None:
        """From its position on, this is in force for a slot."""
        self._of[slot].append(standing)

    def in_force(self, slot: Slot, *, at: int | None = None) -> Standing:
        """What is in force for a slot, at a position or by all that is folded."""
        changes = self._of.get(slot, [])
        before = changes if at is None else changes[: bisect_right(changes, at, key=lambda one: one.position)]
        return before[-1] if before else Standing(shipped(slot))
