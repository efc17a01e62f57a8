"""What the pages of the administration need from outside: who is let in. Typed parameters, no defaults."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from shared.core.grants import Grant
from shared.core.problems import Problem


class AccountLine(Protocol):
    """What may be told of an account."""

    @property
    def name(self) -> str:
        """What its owner enters to sign in."""
        ...

    @property
    def grant_id(self) -> str:
        """The grant it stands on; `role`, `unit_id` and `person_id` are whom it stands for."""
        ...

    @property
    def role(self) -> str:
        """As what it lets in."""
        ...

    @property
    def unit_id(self) -> str:
        """For which unit, if any."""
        ...

    @property
    def person_id(self) -> str:
        """As which person, if any."""
        ...

    @property
    def made_at(self) -> datetime:
        """When it was made, or unlocked the last time."""
        ...

    @property
    def last_used_at(self) -> datetime | None:
        """When somebody came in by it the last time."""
        ...

    @property
    def locked_at(self) -> datetime | None:
        """Since when it lets nobody in; None: it does."""
        ...


class AdmissionsPort(Protocol):
    """Who is let in: tokens and accounts. What is refused is a Problem; every method may raise Refusal (404, 503)."""

    def now(self) -> datetime:
        """By whose clock tokens expire."""
        ...

    async def tokens(self) -> Sequence[Grant]:
        """Every token and nkey."""
        ...

    async def accounts(self) -> Sequence[AccountLine]:
        """Every account."""
        ...

    async def make_token(
        self, form: str, *, role: str, unit_id: str, person_id: str, days: int | None
    ) -> tuple[str, str] | Problem:
        """A token's id and its text; of the same form again the same, for a little while."""
        ...

    async def revoke(self, token_id: str) -> None:
        """End a token for good."""
        ...

    async def make_account(
        self, form: str, name: str, *, role: str, unit_id: str, person_id: str
    ) -> tuple[str, str] | Problem:
        """The grant of a new account and its first password; of the same form again the same, for a little while."""
        ...

    async def make_account_for_provider(
        self, form: str, name: str, *, role: str, unit_id: str, person_id: str
    ) -> str | Problem:
        """The grant of a new account that a provider of identities alone opens."""
        ...

    async def reset_password(self, form: str, name: str) -> str | Problem:
        """Another first password for an account; of the same form again the same, for a little while."""
        ...

    async def lock(self, name: str) -> None:
        """Let nobody in by an account."""
        ...

    async def unlock(self, name: str) -> None:
        """Let it in again."""
