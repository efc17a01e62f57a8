"""Finds every fact about some things in a log that is read to it, once or a few times. It keeps what it finds alone.

A fact about a thing often founds another: a payment to a household, a correction of a unit's activity. What is said of
that later, and what was said of it before, belongs to the search too.
"""

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

import msgspec

from services.audit.domain.naming import SUBJECTS, Thing, linking_fields, own_thing, things_in
from shared.core.envelope import Fact, decode_fact
from shared.core.events import PREFIX, REGISTRY
from shared.core.projecting import END

MOST_ROUNDS: Final = 4
FEW: Final = 12  # so many ids are looked for in a commit's bytes before any of its lines is read
# They live beside what is asked about: nothing that is said of them is said of it for that alone.
_ALONE: Final = frozenset({"unit", "person", "campaign"})
# They hold many things at once: a fact about one of them may be about others only.
_SHARED: Final = frozenset({"sitting", "decision"})
_OF_CAMPAIGNS: Final = frozenset({"campaign", "ruleset", "document"})

_Links = msgspec.defstruct(
    "_Links", [(name, str | msgspec.UnsetType | None, msgspec.UNSET) for name in linking_fields()], gc=False
)


class _Line(msgspec.Struct, gc=False):
    """Of a line only what says whether it may be wanted."""

    id: str
    data: _Links  # type: ignore[valid-type]
    causationid: str = ""


_lines: Final = msgspec.json.Decoder(_Line)


Widen: TypeAlias = Callable[[Fact], Iterable[Thing]]


def nothing_more(_fact: Fact) -> Iterable[Thing]:
    """No fact that is found makes anything else be asked about."""
    return ()


class Search:
    """Read the whole log to it, then again as long as `wants_more`. `asked`: about which things.

    `campaign` leaves other campaigns' facts out ("": none); `until` those behind a position; `widen` says of what else
    a fact that was found makes one ask. `causes` tells where the facts stand from which those found follow.
    """

    def __init__(
        self, asked: Iterable[Thing], *, campaign: str = "", until: int = END, widen: Widen = nothing_more
    ) -> None:
        self.asked = set(asked)
        self.found: dict[int, Fact] = {}
        self.causes: dict[str, int] = {}
        self._campaign = campaign
        self._until = until
        self._widen = widen
        self._known = set(self.asked)
        self._beside: set[Thing] = set()
        self._wanted_causes: set[str] = set()
        self._rounds = 0
        self._grown = True
        self._prepare()

    @property
    def wants_more(self) -> bool:
        """Whether the log is to be read (again)."""
        return self._grown and self._rounds < MOST_ROUNDS

    def take(self, position: int, payload: bytes) -> None:
        """The lines of one commit, or of a part of it, the first of which stands at `position`."""
        if position > self._until or (self._needles and not any(needle in payload for needle in self._needles)):
            return
        lines: list[bytes] | None = None
        for place, light in enumerate(_lines.decode_lines(payload)):
            if position + place in self.found or position + place > self._until:
                continue
            if light.id in self._wanted_causes:
                self.causes.setdefault(light.id, position + place)
            lines = lines or payload.split(b"\n")
            if not self._ids.isdisjoint(msgspec.structs.astuple(light.data)) or any(
                needle in lines[place] for needle in self._deep
            ):
                self._look(position + place, decode_fact(lines[place]))

    def round_over(self) -> None:
        """The log was read to its end."""
        self._rounds += 1
        told = {fact.id for fact in self.found.values()}
        causes = (
            {fact.causationid for fact in self.found.values() if isinstance(fact.causationid, str)}
            - told
            - self.causes.keys()
            - self._wanted_causes
        )
        self._wanted_causes |= causes
        self._grown = self._grew or bool(causes)
        self._prepare()

    def _prepare(self) -> None:
        self._grew = False
        self._ids = {thing.id for thing in self._known}
        self._deep = [mark for thing in self.asked for mark in _marks_of(thing)]
        few = len(self._known) + len(self._wanted_causes) <= FEW
        founded = [thing.id for thing in self._known - self.asked]
        names = (*founded, *self._wanted_causes)
        self._needles = [*self._deep, *map(msgspec.json.encode, names)] if few else []

    def _look(self, position: int, fact: Fact) -> None:
        if self._campaign and fact.campaign not in (self._campaign, REGISTRY):
            return
        own, things = own_thing(fact), things_in(fact)
        if own.kind in _OF_CAMPAIGNS:
            things |= {Thing("campaign", fact.campaign)}
        elif Thing("campaign", fact.campaign) in self.asked:
            return
        held = _held(fact, things)
        if not self._belongs(things, held):
            return
        self.found[position] = fact
        if own.kind == "nomination":
            self._beside |= held
        wider = set(self._widen(fact)) - self.asked
        self.asked |= wider
        self._deep += [mark for thing in wider for mark in _marks_of(thing)]
        founded = {own} - self._known if own.kind not in _ALONE else set()
        # Only what holds many things is spoken of before it is found here.
        self._grew = self._grew or bool(wider) or any(thing.kind in _SHARED for thing in founded)
        self._know(wider | founded)

    def _belongs(self, things: set[Thing], held: set[Thing]) -> bool:
        if not things.isdisjoint(self.asked):
            return True
        through = things & self._known
        if all(thing.kind in _SHARED for thing in through):
            return bool(through) and (not held or not held.isdisjoint(self._known | self._beside))
        return True

    def _know(self, things: set[Thing]) -> None:
        """From here on in this round too; what was said of them before is found in the next, if it is asked for."""
        self._known |= things
        self._ids |= {thing.id for thing in things}
        if self._needles:
            few = len(self._known) <= FEW
            self._needles = [*self._needles, *(msgspec.json.encode(thing.id) for thing in things)] if few else []


def _held(fact: Fact, things: set[Thing]) -> set[Thing]:
    """Of what a sitting or a decision holds, that of which a fact speaks: nominations, and the subject."""
    subject_kind = getattr(fact.data, "subject_kind", "")
    subject = {Thing(SUBJECTS[subject_kind], getattr(fact.data, "subject_id", ""))} if subject_kind else set()
    return subject | {thing for thing in things if thing.kind == "nomination"}


def _marks_of(thing: Thing) -> list[bytes]:
    """What stands in every line about a thing; a campaign's id stands in all, so its own facts go by their types."""
    if thing.kind == "campaign":
        return [f'"{PREFIX}{kind}.'.encode() for kind in sorted(_OF_CAMPAIGNS)]
    return [msgspec.json.encode(thing.id)]
