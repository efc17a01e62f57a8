"""Who of a service's replicas lives, and who of them holds which pen: a table that all change, one change at a time.

Pure. No clock of one machine is compared with another's: a replica that lives says so by a number that moves, and
whoever looks on measures by its own clock for how long it has not moved. See ADR-0041.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

import msgspec

# A holder answers from what it knows for so long after it last said that it lives, and is given up by the others after
# so long: the fence holds without this, and what is answered without a commit holds by the second between them.
BEAT_SECONDS: Final = 1.0
SURE_SECONDS: Final = 3.0
SILENT_SECONDS: Final = 4.0
# Who looked away for longer than this has seen nobody be silent meanwhile.
BLIND_SECONDS: Final = 2.5
WHOLE: Final = "*"  # what is held of a service that one replica does as a whole; no campaign is called so


class Replica(NamedTuple):
    """One of several processes of a service: its name among them, and whether it is there for reading alone."""

    name: str
    reads: bool = False


class Roster(msgspec.Struct, frozen=True):
    """`beats`: how often each replica has said that it lives. `held`: by whom each thing is held, a pen or a duty."""

    beats: Mapping[str, int] = {}
    held: Mapping[str, str] = {}

    def holder(self, thing: str) -> str:
        """By whom a thing is held ("" for nobody)."""
        return self.held.get(thing, "")

    def held_by(self, replica: str) -> frozenset[str]:
        """All that a replica holds."""
        return frozenset(thing for thing, holder in self.held.items() if holder == replica)


def beaten(roster: Roster, replica: str) -> Roster:
    """A replica says that it lives, for the first time or again."""
    return Roster({**roster.beats, replica: roster.beats.get(replica, 0) + 1}, roster.held)


def claimed(roster: Roster, thing: str) -> Roster:
    """A thing that nobody holds is held by who holds the fewest; as it was where none lives."""
    if thing in roster.held or not roster.beats:
        return roster
    return Roster(roster.beats, {**roster.held, thing: _least(roster)})


def without(roster: Roster, gone: Collection[str]) -> Roster:
    """Some live no more: what they held is dealt out among the others."""
    left = {replica: beat for replica, beat in roster.beats.items() if replica not in gone}
    found = Roster(left, {thing: holder for thing, holder in roster.held.items() if holder in left})
    for thing in sorted(roster.held.keys() - found.held.keys()):
        found = claimed(found, thing)
    return found


def surplus(roster: Roster, replica: str) -> int:
    """How much more than its share a replica holds: so much it may hand on."""
    if replica not in roster.beats:
        return 0
    share = -(-len(roster.held) // len(roster.beats))
    return max(0, len(roster.held_by(replica)) - share)


def handed_on(roster: Roster, thing: str) -> Roster:
    """A thing goes to who holds the fewest."""
    return claimed(Roster(roster.beats, {one: by for one, by in roster.held.items() if one != thing}), thing)


def _least(roster: Roster) -> str:
    burden = Counter(roster.held.values())
    return min(roster.beats, key=lambda replica: (burden[replica], replica))


class Listener:
    """Knows since when each replica has not moved, by the clock of who looks on."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[int, float]] = {}
        self._looked = float("-inf")

    def silent(self, roster: Roster, *, now: float) -> frozenset[str]:
        """Who has not moved for too long, by this look and those before it."""
        blind = now - self._looked > BLIND_SECONDS
        self._looked = now
        before, self._since = self._since, {}
        for replica, beat in roster.beats.items():
            known = before.get(replica)
            self._since[replica] = (beat, now) if blind or known is None or known[0] != beat else known
        return frozenset(one for one, (_, since) in self._since.items() if now - since >= SILENT_SECONDS)
