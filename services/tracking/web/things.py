"""What pages ask of the JSON reads, which alone decide who may see what, so that no page shows anybody more."""

from collections.abc import Sequence
from typing import Any, Literal, Protocol, TypeAlias

from shared.adapters.reading import View
from shared.core.access import Caller

Thing: TypeAlias = dict[str, Any]
AsViewed: TypeAlias = Literal["recorded", "successor"]


class Named(Protocol):
    """A household and the name it is listed under."""

    @property
    def household_id(self) -> str:
        """Which household."""
        ...

    @property
    def unit_id(self) -> str:
        """The unit that listed it."""
        ...

    @property
    def name(self) -> str:
        """The name, opened for one answer."""
        ...


class Things(Protocol):
    """What a caller may see of a thing, as the JSON reads answer it; None where there is none."""

    def unit(self, seen: View, campaign: str, unit_id: str, *, view: AsViewed) -> Thing | None:
        """A unit's own figures."""
        ...

    def activity(self, seen: View, caller: Caller, campaign: str, activity_id: str, *, view: AsViewed) -> Thing | None:
        """An activity with its state and history. Raises Refusal (403)."""
        ...

    def household(
        self, seen: View, caller: Caller, campaign: str, household_id: str, *, view: AsViewed
    ) -> Thing | None:
        """A household with its state and history. Raises Refusal (403, 503)."""
        ...

    def named(self, seen: View, caller: Caller, campaign: str, words: str, *, unit_id: str) -> Sequence[Named]:
        """The households that a caller finds by a name it may open, of one unit or of its own. Raises Refusal (503)."""
        ...
