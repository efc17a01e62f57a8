"""What the pages that sign people in need from outside: the desk that gives out sessions. Typed, no defaults."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol


class SessionLine(Protocol):
    """What may be told of one session of somebody's."""

    @property
    def id(self) -> str:
        """By what it is ended; it opens nothing."""
        ...

    @property
    def made_at(self) -> datetime:
        """When somebody signed in."""
        ...

    @property
    def used_at(self) -> datetime:
        """When it was used the last time, give or take a minute."""
        ...

    @property
    def is_here(self) -> bool:
        """Whether it is the one that asks."""
        ...


class SignInPort(Protocol):
    """The desk where a browser gets its session, by a password or by a token."""

    async def by_password(self, name: str, password: str) -> str | None:
        """A session's secret, or None where these two open nothing.

        Raises Refusal; one of the code `first_password` where the owner has to choose a password of their own first.
        """
        ...

    async def by_own_password(self, name: str, first: str, own: str) -> str | None:
        """A session's secret, once a password of the owner's took the place of the first one. Raises Refusal."""
        ...

    async def has_account(self, grant_id: str) -> bool:
        """Whether somebody signs in by an account, with a password of their own. Raises Refusal."""
        ...

    async def by_new_password(self, grant_id: str, old: str, new: str) -> str | None:
        """A new session's secret, or None where the old password is not right. Raises Refusal."""
        ...

    async def sessions_of(self, grant_id: str, *, here: str) -> Sequence[SessionLine]:
        """All sessions that stand on a grant; `here` is the secret of the one that asks. Raises Refusal."""
        ...

    async def end_session(self, grant_id: str, session_id: str, *, here: str) -> bool:
        """End one of them, or all others for ""; False where who asks signed in too long ago. Raises Refusal."""
        ...

    async def by_token(self, bearer: str) -> str | None:
        """A session's secret, or None where the token is good for nothing. Raises Refusal."""
        ...

    @property
    def has_provider(self) -> bool:
        """Whether a provider of identities may vouch for people."""
        ...

    async def way_to_provider(self) -> tuple[str, str]:
        """A secret for a browser to keep meanwhile, and where to send it. Raises Refusal."""
        ...

    async def by_provider(self, secret: str, answered: Mapping[str, str]) -> str | None:
        """A session's secret, by what came back from the provider. Raises Refusal."""
        ...

    async def end(self, secret: str) -> None:
        """End a session. Raises Refusal."""
        ...
