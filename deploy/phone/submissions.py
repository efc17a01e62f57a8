"""What a server of phone forms has, whichever it is, and what is asked of it. It knows no event and no mapping."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

# What may be asked for besides a form's own questions.
INSTANCE: Final = "_instance"
SUBMITTED: Final = "_submitted"
BUILT_IN: Final = frozenset({INSTANCE, SUBMITTED})


class CannotPull(Exception):
    """A server of forms that gives nothing: what happened, what it means and what to do, in both languages."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class CannotTake(CannotPull):
    """One attachment that the server does not give, or nobody should take: its submission waits, others do not."""


@dataclass(frozen=True, slots=True)
class Submission:
    """One filled form as it stands now.

    `key` is the server's name for it and `instance` the id of what was first sent: neither changes when it is edited.
    `version` is another after every edit. `files` are the attachments that came with it, by name, and where each is, as
    far as the server tells that by itself.
    """

    key: str
    instance: str
    version: str
    submitted_at: str
    changed_at: str
    answers: Mapping[str, object]
    files: Mapping[str, str] = field(default_factory=dict)

    def answer(self, question: str) -> object:
        """What stands at a question, named alone or with its groups (`nha/ngay_xong`); None if nothing does."""
        if question == INSTANCE:
            return self.instance
        if question == SUBMITTED:
            return self.submitted_at
        if question in self.answers:
            return self.answers[question]
        ending = f"/{question}"
        return next((answer for name, answer in self.answers.items() if name.endswith(ending)), None)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a form's list of changes does not tell: submissions that were edited or are new, and those that are gone."""

    changed: Sequence[str] = ()
    gone: Sequence[str] = ()


class FormServer(Protocol):
    """One form at one server. Everything raises CannotPull."""

    def questions(self) -> frozenset[str]:
        """The questions of the form as it is now, alone and with their groups."""
        ...

    def count(self) -> int | None:
        """How many submissions there are, if the server says so without listing them."""
        ...

    def since(self, moment: str) -> Iterator[list[Submission]]:
        """Pages of what the server lists as sent or changed since a moment, "" for all; some may be known already."""
        ...

    def fetch(self, keys: Sequence[str]) -> Iterator[list[Submission]]:
        """Pages of these submissions; one that is gone is left out."""
        ...

    def difference(self, known: Mapping[str, str]) -> Difference:
        """What differs from what is known, as versions by their keys."""
        ...

    def files(self, submission: Submission) -> Mapping[str, str]:
        """The attachments of a submission that have arrived: from the name to where each is."""
        ...

    def file(self, where: str) -> Iterator[bytes]:
        """The content of an attachment, in pieces. Raises CannotTake too."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def named(paths: Iterable[str]) -> frozenset[str]:
    """Questions as they may be called: with their groups, and alone."""
    return frozenset(name for path in paths for name in (path, path.rpartition("/")[2]) if name)
