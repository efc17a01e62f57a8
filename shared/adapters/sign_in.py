"""Signing in with a browser: a password or a token becomes a session. It knows no page; nothing typed is logged.

Who came in is logged by the id of the grant, which the log of facts knows too; who did not, by the way it was tried.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, Self

from shared.adapters.access_tables import AccessUnavailable, open_engine
from shared.adapters.accounts import Accounts, FirstPassword, FirstPasswordOver
from shared.adapters.credentials import Credentials
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.passwords import PasswordRefused
from shared.adapters.sessions import Begun, Sessions
from shared.adapters.telemetry import Telemetry
from shared.adapters.vouching import NotVouched, Vouching, new_secret
from shared.core.problems import LOG_UNAVAILABLE, Problem

# A password costs 64 MiB and a tenth of a second: one at a time, and a flood is turned away instead of queued.
WAITING_AT_MOST: Final = 16
TOO_MANY: Final = Problem(
    429,
    "too_many_sign_ins",
    "Đang có quá nhiều lượt đăng nhập nên lượt này chưa được xem xét. Hãy thử lại sau ít giây.",
    "Too many people are signing in, so this was not looked at. Try again in a few seconds.",
)

NO_ACCOUNT: Final = Problem(
    403,
    "no_account",
    "Nhà cung cấp danh tính xác nhận bạn, nhưng ở đây chưa có tài khoản mang tên đó, hoặc tài khoản đã bị khóa hay là "
    "của người khác. Hãy nhờ người quản trị.",
    "The identity provider vouches for you, but there is no account of that name here, or it is locked, or somebody "
    "else's. Ask the administrator.",
)

_log: Final = logging.getLogger(__name__)


class SignIn:
    """Begins and ends sessions; what is refused is counted and noted, by the way it came and by nothing else."""

    def __init__(
        self,
        credentials: Credentials,
        accounts: Accounts,
        sessions: Sessions,
        *,
        telemetry: Telemetry,
        provider: Vouching | None = None,
        https: bool = False,
    ) -> None:
        self._credentials = credentials
        self._accounts = accounts
        self._sessions = sessions
        self._telemetry = telemetry
        self._provider = provider
        self._https = https
        self._one_password = asyncio.Lock()
        self._waiting = 0
        telemetry.count("thidua_sign_ins_total", 0, way="account", outcome="refused")  # there before the first

    @classmethod
    def open(
        cls,
        url: str,
        credentials: Credentials,
        *,
        now: Callable[[], datetime],
        telemetry: Telemetry,
        provider: Vouching | None = None,
        https: bool = False,
    ) -> Self:
        """On the access tables at a database URL; `https`: whether people reach the installation so.

        Raises AccessUnavailable.
        """
        engine = open_engine(url)
        accounts, sessions = Accounts(engine, now), Sessions(engine, now)
        return cls(credentials, accounts, sessions, telemetry=telemetry, provider=provider, https=https)

    async def by_password(self, name: str, password: str) -> str | None:
        """A session's secret, or None: no such account, another password, or too many mistakes before.

        Raises Refusal (403 with the code `first_password` where that has to be replaced first, 429, 503).
        """
        return await self._at_the_desk(lambda: self._accounts.grant_opened(name, password))

    async def has_account(self, grant_id: str) -> bool:
        """Whether somebody signs in by an account, whose password is then theirs to change. Raises Refusal (503)."""
        try:
            return bool(await asyncio.to_thread(self._accounts.name_by, grant_id))
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def by_new_password(self, grant_id: str, old: str, new: str) -> str | None:
        """A new session's secret, all others ended, once a person gave the old password and another one; else None.

        Raises Refusal (403, 422 where the new one will not do, 429, 503).
        """
        try:
            name = await asyncio.to_thread(self._accounts.name_by, grant_id)
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        return await self.by_own_password(name, old, new) if name else None

    async def by_own_password(self, name: str, first: str, own: str) -> str | None:
        """A session's secret, once a person's own password took the place of the first one, or of another; else None.

        Raises Refusal (403, 422 where the own one will not do, 429, 503).
        """
        return await self._at_the_desk(lambda: self._accounts.replace_password(name, first, own))

    async def _at_the_desk(self, asked: Callable[[], str | None]) -> str | None:
        """A session by a grant that a password opens, one person at a time. Raises Refusal."""
        if self._waiting >= WAITING_AT_MOST:
            raise Refusal(TOO_MANY)
        self._waiting += 1
        try:
            async with self._one_password:
                grant_id = await asyncio.to_thread(asked)
            return await self._begun("account", grant_id)
        except (FirstPassword, FirstPasswordOver) as error:
            code = "first_password" if isinstance(error, FirstPassword) else "first_password_over"
            self._note("account", code)
            raise Refusal(Problem(403, code, error.vi, str(error))) from None
        except PasswordRefused as refused:
            raise Refusal(Problem(422, "password_refused", refused.vi, str(refused))) from None
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

    @property
    def has_provider(self) -> bool:
        """Whether somebody else may vouch for people."""
        return self._provider is not None

    async def way_to_provider(self) -> tuple[str, str]:
        """A secret for a browser to keep meanwhile, and where to send it. Raises Refusal (404, 503)."""
        if self._provider is None:
            raise Refusal(NOT_FOUND)
        secret = new_secret()
        try:
            return secret, await self._provider.address(secret)
        except NotVouched as error:
            self._note("provider", error.reason)
            raise Refusal(error.problem) from None

    async def by_provider(self, secret: str, answered: Mapping[str, str]) -> str | None:
        """A session's secret, by what the provider had the browser that keeps `secret` bring back.

        Raises Refusal (401, 403, 404, 503).
        """
        if self._provider is None:
            raise Refusal(NOT_FOUND)
        try:
            vouched = await self._provider.vouched(secret, answered)
            grant_id = await asyncio.to_thread(self._accounts.grant_vouched, vouched.account, vouched.person)
        except NotVouched as error:
            self._note("provider", error.reason)
            raise Refusal(error.problem) from None
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        if grant_id is None:
            self._note("provider", "no_account")
            raise Refusal(NO_ACCOUNT)
        try:
            return await self._begun("provider", grant_id)
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def sessions_of(self, grant_id: str, *, here: str) -> list[Begun]:
        """All sessions that stand on a grant; `here` is the secret of the one that asks. Raises Refusal (503)."""
        try:
            return await asyncio.to_thread(lambda: self._sessions.begun_by(grant_id, here=here))
        except AccessUnavailable as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    async def end_session(self, grant_id: str, session_id: str, *, here: str) -> bool:
        """End one of them, or all others where none is named; False where who asks signed in too long ago.

        Raises Refusal (503).
        """
        try:
            return await asyncio.to_thread(lambda: self._sessions.end_of(grant_id, session_id, here=here))
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
        if grant_id is None:
            self._note(way, "wrong")
            return None
        self._telemetry.count("thidua_sign_ins_total", way=way, outcome="let_in")
        secret = await asyncio.to_thread(lambda: self._sessions.begin(grant_id, https=self._https))
        _log.info("signed_in", extra={"way": way, "grant": grant_id})
        return secret

    def _note(self, way: str, reason: str) -> None:
        self._telemetry.count("thidua_sign_ins_total", way=way, outcome="refused")
        _log.warning("sign_in_refused", extra={"way": way, "reason": reason})
