"""Signing in with a browser: a password or a token becomes a session. It knows no page; nothing typed is logged."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final, Self

from shared.adapters.access_tables import AccessUnavailable, open_engine
from shared.adapters.accounts import Accounts
from shared.adapters.credentials import Credentials
from shared.adapters.http import Refusal
from shared.adapters.sessions import Sessions
from shared.adapters.telemetry import Telemetry
from shared.core.problems import LOG_UNAVAILABLE, Problem

# A password costs 64 MiB and a tenth of a second: one at a time, and a flood is turned away instead of queued.
WAITING_AT_MOST: Final = 16
TOO_MANY: Final = Problem(
    429,
    "too_many_sign_ins",
    "Đang có quá nhiều lượt đăng nhập nên lượt này chưa được xem xét. Hãy thử lại sau ít giây.",
    "Too many people are signing in, so this was not looked at. Try again in a few seconds.",
)

_log: Final = logging.getLogger(__name__)


class SignIn:
    """Begins and ends sessions; what is refused is counted and noted, by the way it came and by nothing else."""

    def __init__(
        self, credentials: Credentials, accounts: Accounts, sessions: Sessions, *, telemetry: Telemetry
    ) -> None:
        self._credentials = credentials
        self._accounts = accounts
        self._sessions = sessions
        self._telemetry = telemetry
        self._one_password = asyncio.Lock()
        self._waiting = 0

    @classmethod
    def open(cls, url: str, credentials: Credentials, *, now: Callable[[], datetime], telemetry: Telemetry) -> Self:
        """On the access tables at a database URL. Raises AccessUnavailable."""
        engine = open_engine(url)
        return cls(credentials, Accounts(engine, now), Sessions(engine, now), telemetry=telemetry)

    async def by_password(self, name: str, password: str) -> str | None:
        """A session's secret, or None: no such account, another password, or too many mistakes before.

        Raises Refusal (429, 503).
        """
        if self._waiting >= WAITING_AT_MOST:
            raise Refusal(TOO_MANY)
        self._waiting += 1
        try:
            async with self._one_password:
                grant_id = await asyncio.to_thread(self._accounts.grant_opened, name, password)
            return await self._begun("account", grant_id)
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        finally:
            self._waiting -= 1

    async def by_token(self, bearer: str) -> str | None:
        """A session's secret, or None: the token is nobody's, expired or revoked. Raises Refusal (503)."""
        try:
            caller = await self._credentials.who_by_now(bearer)
            return await self._begun("token", None if caller is None else caller.token_id)
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def end(self, secret: str) -> None:
        """End a session. Raises Refusal (503)."""
        try:
            await asyncio.to_thread(self._sessions.end, secret)
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    def close(self) -> None:
        """Let go of the database."""
        self._accounts.close()

    async def _begun(self, way: str, grant_id: str | None) -> str | None:
        outcome = "refused" if grant_id is None else "let_in"
        self._telemetry.count("thidua_sign_ins_total", way=way, outcome=outcome)
        if grant_id is None:
            _log.warning("sign_in_refused", extra={"way": way})
            return None
        return await asyncio.to_thread(self._sessions.begin, grant_id)
