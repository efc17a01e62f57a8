"""Every error of the core, one tree on one page; the docstring is what a user reads. Each has exactly one fate."""

from enum import Enum


class Fate(Enum):
    """What becomes of the work that met the error: tried again, or parked with an alarm."""

    LATER = "later"
    NEVER = "never"


class ThiDuaError(Exception):
    """Something went wrong."""

    fate = Fate.NEVER

    def __str__(self) -> str:
        detail = super().__str__()
        lead = (type(self).__doc__ or "").strip()
        return f"{lead} {detail}".strip()


class LogUnavailable(ThiDuaError):
    """The log did not answer, so nothing is known to be recorded. Send the same again; it is recorded once."""

    fate = Fate.LATER


class FenceConflict(ThiDuaError):
    """Another writer committed first. Read what it wrote, then decide again."""

    fate = Fate.LATER


class CommitTooLarge(ThiDuaError):
    """A commit may hold 1,000 facts and 900,000 bytes. Split it."""


class LogDamaged(ThiDuaError):
    """The log lost something that was recorded. Nothing is continued on it: restore it, then start again."""


class ProvisionDrift(ThiDuaError):
    """The server's log is set up otherwise than this release expects. Nothing was changed: repair it by hand."""
