"""What the pages of feedback need from outside. Typed parameters, no defaults."""

from collections.abc import Mapping
from typing import Protocol

from shared.core.decider import Duplicate, Recorded
from shared.core.problems import Problem


class PublicPort(Protocol):
    """The door for what somebody writes who is not signed in."""

    def too_many(self, address: str) -> Problem | None:
        """Why nothing more is taken from an address now ("": nobody knows from where); None: it is, and was counted."""
        ...

    def receipt_of(self, form_id: str) -> str:
        """The code under which what a form said is found again."""
        ...

    async def take(self, event: Mapping[str, object]) -> Recorded | Duplicate | Problem:
        """What became of a structured CloudEvent."""
        ...


class WordsPort(Protocol):
    """What the public wrote, sealed."""

    def open(self, campaign: str, feedback_id: str, sealed: str) -> Mapping[str, str] | None:
        """`text`, `name` and `contact`, or None once they are erased. Raises Refusal (503)."""
        ...
