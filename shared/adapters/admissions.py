"""Who is let in, for the pages of the administration: tokens and accounts listed, made and ended. It knows no page.

It asks the same tables as `thidua token` and `thidua account`. A form may be sent twice by a double click: what the
first made, the second is told again, for a little while, and nothing is made twice.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Self, TypeVar

from shared.adapters.access import Access, Bearing, GrantRefused, NoSuchToken
from shared.adapters.access_tables import AccessUnavailable, open_engine
from shared.adapters.accounts import Account, Accounts, NoSuchAccount
from shared.adapters.http import NOT_FOUND, Refusal
from shared.core.grants import Grant
from shared.core.problems import LOG_UNAVAILABLE, Problem

T = TypeVar("T")
TOLD_AGAIN: Final = timedelta(minutes=1)  # for longer a secret is not kept, not even in memory


class _Made(NamedTuple):
    """What a form made, and when."""

    at: datetime
    what: object


class Admissions:
    """Tokens and accounts, one change at a time. What is refused is a Problem; Refusal (503) if the tables are away."""

    def __init__(self, access: Access, accounts: Accounts, now: Callable[[], datetime]) -> None:
        self._access = access
        self._accounts = accounts
        self._now = now
        self._one_at_a_time = asyncio.Lock()
        self._made: dict[str, _Made] = {}

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime]) -> Self:
        """On the access tables at a database URL. Raises AccessUnavailable."""
        engine = open_engine(url)
        return cls(Access(engine, now), Accounts(engine, now), now)

    def now(self) -> datetime:
        """By whose clock tokens expire: the machine's, even while a simulation's day is another."""
        return self._now()

    async def tokens(self) -> list[Grant]:
        """Every token and nkey, oldest first. Raises Refusal (503)."""
        return await self._asked(self._access.list_tokens)

    async def accounts(self) -> list[Account]:
        """Every account by name. Raises Refusal (503)."""
        return await self._asked(self._accounts.list_accounts)

    async def make_token(
        self, form: str, *, role: str, unit_id: str, person_id: str, days: int | None
    ) -> tuple[str, str] | Problem:
        """A token's id and its text, which is kept nowhere; of the same form again the same. Raises Refusal (503)."""
        return await self._once(
            form, lambda: self._access.create_token(role, unit_id=unit_id, person_id=person_id, days=days)
        )

    async def revoke(self, token_id: str) -> None:
        """Revoke a token for good. Raises Refusal (404, 503)."""
        await self._asked(lambda: self._access.revoke(token_id))

    async def make_account(
        self, form: str, name: str, *, role: str, unit_id: str, person_id: str
    ) -> tuple[str, str] | Problem:
        """An account's grant and its first password; of the same form again the same. Raises Refusal (503)."""
        bearing = Bearing(role=role, unit_id=unit_id, person_id=person_id)
        return await self._once(form, lambda: self._accounts.create(name, bearing))

    async def make_account_for_provider(
        self, form: str, name: str, *, role: str, unit_id: str, person_id: str
    ) -> str | Problem:
        """The grant of an account that a provider's word alone opens. Raises Refusal (503)."""
        bearing = Bearing(role=role, unit_id=unit_id, person_id=person_id)
        return await self._once(form, lambda: self._accounts.create_for_provider(name, bearing))

    async def reset_password(self, form: str, name: str) -> str | Problem:
        """Another first password of an account, whose sessions end. Raises Refusal (404, 503)."""
        return await self._once(form, lambda: self._accounts.reset_password(name))

    async def lock(self, name: str) -> None:
        """Let nobody in by an account from now on. Raises Refusal (404, 503)."""
        await self._asked(lambda: self._accounts.lock(name))

    async def unlock(self, name: str) -> None:
        """Let a locked account in again. Raises Refusal (404, 503)."""
        await self._asked(lambda: self._accounts.unlock(name))

    def close(self) -> None:
        """Let go of the database."""
        self._access.close()

    async def _once(self, form: str, make: Callable[[], T]) -> T | Problem:
        async with self._one_at_a_time:
            now = self._now()
            self._made = {key: one for key, one in self._made.items() if now - one.at < TOLD_AGAIN}
            if form in self._made:
                return self._made[form].what  # type: ignore[return-value]
            try:
                made = await self._asked(make)
            except GrantRefused as error:
                return Problem(422, "grant_refused", error.vi, str(error))
            if form:
                self._made[form] = _Made(now, made)
            return made

    async def _asked(self, ask: Callable[[], T]) -> T:
        try:
            return await asyncio.to_thread(ask)
        except (NoSuchToken, NoSuchAccount) as error:
            raise Refusal(NOT_FOUND) from error
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error
