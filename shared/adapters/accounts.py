"""Local accounts: made, locked, and asked whether a password opens one. It never keeps a password.

A first password is drawn here, told once to whoever makes the account or resets it, and opens nothing: its owner
replaces it with one of their own, which alone lets them in (ADR-0047).

An account stands on a grant as a token does. To lock it revokes the grant for good; to unlock it makes a new one, so
that grants only ever begin and end.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final, Self

import msgspec
from sqlalchemy import Engine
from sqlmodel import Session, col, delete, select, update

from shared.adapters.access import Bearing, GrantRefused, check_bearing, grant_row, hash_of
from shared.adapters.access_tables import AccessRow, AccountRow, SessionRow, open_engine, told_as_unavailable
from shared.adapters.passwords import SHIPPED, Hashing, PasswordGiven
from shared.core.errors import ThiDuaError

TRIES: Final = 5  # then whoever tries has to wait, twice as long after each further mistake
FIRST_BAR: Final = timedelta(seconds=30)
LONGEST_BAR: Final = timedelta(minutes=15)
FIRST_FOR: Final = timedelta(days=7)  # as long as a first password may be replaced

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,62}")


class NoSuchAccount(ThiDuaError):
    """There is no account of this name, so nothing was changed. Look it up with `thidua account list`."""

    vi = "Không có tài khoản nào mang tên này nên chưa thay đổi gì. Hãy xem `thidua account list`."


class FirstPassword(ThiDuaError):
    """A first password lets nobody in yet. Choose a password of your own now, and you are signed in."""

    vi = "Mật khẩu được cấp lần đầu chưa mở được tài khoản. Hãy chọn mật khẩu của riêng bạn ngay, rồi bạn được vào."


class FirstPasswordOver(ThiDuaError):
    """A first password is good for seven days, which are over. Ask the administrator for another one."""

    vi = "Mật khẩu được cấp lần đầu chỉ dùng trong bảy ngày, nay đã hết hạn. Hãy nhờ người quản trị cấp lại."


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What may be told of an account: everything but its password's hash."""

    name: str
    grant_id: str
    role: str
    unit_id: str
    person_id: str
    made_at: datetime
    last_used_at: datetime | None
    locked_at: datetime | None


class Accounts:
    """The accounts, as `thidua account` and the sign-in page use them, whether the services run or not.

    A hash keeps the cost it was made at; `hashing` is what new ones are made by.
    """

    def __init__(self, engine: Engine, now: Callable[[], datetime], hashing: Hashing = SHIPPED) -> None:
        self._engine = engine
        self._now = now
        self._hashing = hashing

    @classmethod
    def open(cls, url: str, now: Callable[[], datetime], hashing: Hashing = SHIPPED) -> Self:
        """Open the tables at a database URL, and make them if there are none. Raises AccessUnavailable."""
        return cls(open_engine(url), now, hashing)

    def create(self, name: str, bearing: Bearing) -> tuple[str, str]:
        """Make an account; the id of its grant and its first password. Raises GrantRefused, AccessUnavailable."""
        drawn, kept = self._hashing.of_drawn()
        return self._made(name, bearing, kept, first_until=self._now() + FIRST_FOR), drawn

    def create_for_provider(self, name: str, bearing: Bearing) -> str:
        """Make an account that opens by a provider's word alone; the id of its grant.

        Raises GrantRefused, AccessUnavailable.
        """
        return self._made(name, bearing, self._hashing.of_none(), first_until=None)

    def _made(self, name: str, bearing: Bearing, kept: str, *, first_until: datetime | None) -> str:
        check_bearing(bearing)
        name = name.lower()
        if not _NAME.fullmatch(name):
            raise GrantRefused(
                "Tên tài khoản có 1 đến 63 ký tự a-z, 0-9, '.', '_', '@' và '-'. Hãy chọn tên khác.",
                "An account's name has 1 to 63 of a-z, 0-9, '.', '_', '@' and '-'. Choose another name.",
            )
        with told_as_unavailable(), Session(self._engine) as session:
            if session.get(AccountRow, name) is not None:
                raise GrantRefused(
                    "Đã có tài khoản mang tên này. Hãy chọn tên khác, hoặc dùng `thidua account password`.",
                    "There is an account of this name. Choose another, or use `thidua account password`.",
                )
            grant_id = self._grant(session, bearing)
            session.add(AccountRow(name=name, grant_id=grant_id, password=kept, first_until=first_until))
            session.commit()
        return grant_id

    def list_accounts(self) -> list[Account]:
        """All accounts by name, locked ones too. Raises AccessUnavailable."""
        both = select(AccountRow, AccessRow).where(col(AccountRow.grant_id) == col(AccessRow.id))
        with told_as_unavailable(), Session(self._engine) as session:
            return [_told(account, grant) for account, grant in session.exec(both.order_by(col(AccountRow.name)))]

    def lock(self, name: str) -> None:
        """Let nobody in by it from now on; again changes nothing. Raises NoSuchAccount, AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            account, grant = _found(session, name)
            grant.revoked_at = grant.revoked_at or self._now()
            _end_sessions(session, account.grant_id)
            session.commit()

    def unlock(self, name: str) -> None:
        """Let a locked account in again, one that has to wait at once, and whom a provider vouches for next.

        Raises NoSuchAccount, AccessUnavailable.
        """
        with told_as_unavailable(), Session(self._engine) as session:
            account, grant = _found(session, name)
            if grant.revoked_at is not None:
                bearing = Bearing(role=grant.role, unit_id=grant.unit_id, person_id=grant.person_id)
                account.grant_id = self._grant(session, bearing)
            account.failures, account.barred_until, account.vouched = 0, None, None
            session.commit()

    def reset_password(self, name: str) -> str:
        """Give an account another first password, which is returned, and end its sessions.

        Raises NoSuchAccount, AccessUnavailable.
        """
        drawn, kept = self._hashing.of_drawn()
        with told_as_unavailable(), Session(self._engine) as session:
            account, _ = _found(session, name)
            _give(session, account, kept, first_until=self._now() + FIRST_FOR)
            session.commit()
        return drawn

    def replace_password(self, name: str, old: str, new: str) -> str | None:
        """Have a person's own password take the place of the old or first one, and end the account's sessions.

        The grant of the account, None if the old one opens nothing. Raises PasswordRefused, FirstPasswordOver,
        AccessUnavailable.
        """
        with told_as_unavailable(), Session(self._engine) as session:
            found = self._fitting(session, name, old)
            if found is None:
                return None
            account, grant = found
            if account.first_until is not None and self._hashing.matches(account.password, new):
                raise PasswordGiven
            about = (account.name, grant.role, grant.unit_id, grant.person_id)
            _give(session, account, self._hashing.of_password(new, about=about), first_until=None)
            session.commit()
            return grant.id

    def grant_opened(self, name: str, password: str) -> str | None:
        """The grant of the account that this name and password open, else None; it takes the same time for any name.

        After some mistakes an account opens to nobody for a while. Raises FirstPassword, FirstPasswordOver,
        AccessUnavailable.
        """
        with told_as_unavailable(), Session(self._engine) as session:
            found = self._fitting(session, name, password)
            if found is not None and found[0].first_until is not None:
                raise FirstPassword
            return None if found is None else found[1].id

    def _fitting(self, session: Session, name: str, password: str) -> tuple[AccountRow, AccessRow] | None:
        """The account that a password fits, unless it is locked or barred; mistakes are counted.

        Raises FirstPasswordOver.
        """
        moment = self._now()
        account = session.get(AccountRow, name.strip().lower())
        fits = self._hashing.matches(self._hashing.nobodys if account is None else account.password, password)
        if account is None or (account.barred_until is not None and moment < account.barred_until):
            return None
        account.failures = 0 if fits else account.failures + 1
        account.barred_until = bar_after(account.failures, moment)
        session.commit()
        grant = session.get(AccessRow, account.grant_id)
        if not fits or grant is None or grant.revoked_at is not None:
            return None
        if account.first_until is not None and moment >= account.first_until:
            raise FirstPasswordOver
        return account, grant

    def name_by(self, grant_id: str) -> str:
        """The name of the account that stands on a grant, "" if none does. Raises AccessUnavailable."""
        with told_as_unavailable(), Session(self._engine) as session:
            return session.exec(select(AccountRow.name).where(col(AccountRow.grant_id) == grant_id)).first() or ""

    def grant_vouched(self, name: str, person: str) -> str | None:
        """The grant of the account of this name, for the person whom a provider vouches for; None if there is none.

        `person` is the provider's own name of somebody, which it never gives to another. The first one who comes is
        whose the account is from then on; None for any other, and for a locked account. Raises AccessUnavailable.
        """
        whose = sha256(person.encode()).hexdigest()
        first = update(AccountRow).where(col(AccountRow.name) == name, col(AccountRow.vouched).is_(None))
        with told_as_unavailable(), Session(self._engine) as session:
            account = session.get(AccountRow, name)
            grant = None if account is None else session.get(AccessRow, account.grant_id)
            if account is None or grant is None or grant.revoked_at is not None:
                return None
            if account.vouched is None:
                session.exec(first.values(vouched=whose))  # two may come at once: the database says who was first
                session.commit()
                session.refresh(account)
            return grant.id if account.vouched == whose else None

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _grant(self, session: Session, bearing: Bearing) -> str:
        grant_id = secrets.token_hex(6)
        # Nobody is recognised by this hash: who comes in by an account comes with a session.
        row = grant_row(grant_id, bearing, "account", hash_of(f"account {grant_id}"), made_at=self._now())
        session.add(row)
        return grant_id


def bar_after(failures: int, moment: datetime) -> datetime | None:
    """Until when an account opens to nobody after so many mistakes in a row, the last one at this moment."""
    if failures < TRIES:
        return None
    doublings = min(failures - TRIES, 16)  # else the time would outgrow what can be computed
    return moment + min(FIRST_BAR * (1 << doublings), LONGEST_BAR)


def _found(session: Session, name: str) -> tuple[AccountRow, AccessRow]:
    account = session.get(AccountRow, name.lower())
    grant = None if account is None else session.get(AccessRow, account.grant_id)
    if account is None or grant is None:
        raise NoSuchAccount
    return account, grant


def _give(session: Session, account: AccountRow, kept: str, *, first_until: datetime | None) -> None:
    """Another password for an account; whoever is in by the one before is so no more."""
    account.password, account.first_until = kept, first_until
    account.failures, account.barred_until = 0, None
    _end_sessions(session, account.grant_id)


def _end_sessions(session: Session, grant_id: str) -> None:
    session.exec(delete(SessionRow).where(col(SessionRow.grant_id) == grant_id))


def _told(account: AccountRow, grant: AccessRow) -> Account:
    return Account(
        name=account.name,
        grant_id=grant.id,
        role=grant.role,
        unit_id=grant.unit_id,
        person_id=grant.person_id,
        made_at=grant.made_at,
        last_used_at=grant.last_used_at,
        locked_at=grant.revoked_at,
    )
