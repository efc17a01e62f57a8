"""The tables of the administration: tokens, accounts, units, as cells in words. They ask nothing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from services.tracking.web.admin.ports import AccountLine
from services.tracking.web.admin.texts import ADMIN_PAGE_WORDS
from shared.core.grants import Grant
from shared.core.lineage import Lineage
from shared.core.values import Date
from shared.web.frame import Frame
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS

FORMS = "/admin/forms"
UNITS = "/admin/units"


class AdminTables:
    """Tables in the words of one request, at its moment."""

    def __init__(self, frame: Frame, now: datetime) -> None:
        self._frame, self._now = frame, now
        self.words = ADMIN_PAGE_WORDS[frame.language]
        self._say = WORDINGS[frame.language]

    def tokens(self, grants: Iterable[Grant]) -> Table:
        """Every token and nkey, the newest first; never the token itself."""
        said = self.words
        headings = said.id, said.role, said.unit, said.person, said.way, said.state, said.made, said.expires, said.used
        columns = tuple(Column(one) for one in (*headings, said.change))
        rows = [self._token(one) for one in sorted(grants, key=lambda one: one.made_at, reverse=True)]
        return Table("tokens", said.tokens, columns, rows, said.no_tokens)

    def _token(self, one: Grant) -> tuple[Cell, ...]:
        said = self.words
        is_over = one.expires_at is not None and one.expires_at <= self._now
        state = words(said.revoked, tone="plain") if one.revoked_at else words(said.in_force, tone="good")
        state = words(said.expired, tone="plain") if is_over and not one.revoked_at else state
        ended = one.revoked_at is not None or is_over
        change = words("") if ended else words(said.revoke, link=self._form("token.revoke", one.id))
        return (
            words(one.id),
            words(self._say.roles[one.role]),
            words(one.unit_id),
            words(one.person_id),
            words(said.ways.get(one.way, one.way)),
            state,
            self._moment(one.made_at),
            self._moment(one.expires_at, none=said.for_ever),
            self._moment(one.last_used_at, none=said.never),
            change,
        )

    def accounts(self, accounts: Iterable[AccountLine]) -> Table:
        """Every account by its name."""
        said = self.words
        headings = said.name, said.role, said.unit, said.person, said.state, said.made, said.used, said.change
        columns = tuple(Column(one) for one in (*headings, said.opened_by))
        return Table("accounts", said.accounts, columns, [self._account(one) for one in accounts], said.no_accounts)

    def _account(self, one: AccountLine) -> tuple[Cell, ...]:
        said, roles = self.words, {str(role): named for role, named in self._say.roles.items()}
        locked = one.locked_at is not None
        turn = (said.unlock, "account.unlock") if locked else (said.lock, "account.lock")
        return (
            words(one.name),
            words(roles.get(one.role, one.role)),
            words(one.unit_id),
            words(one.person_id),
            words(said.locked, tone="late") if locked else words(said.open, tone="good"),
            self._moment(one.made_at),
            self._moment(one.last_used_at, none=said.never),
            words(turn[0], link=self._form(turn[1], one.name)),
            words(said.change_it, link=self._form("account.password", one.name)),
        )

    def units(
        self,
        lineage: Lineage,
        kinds: Mapping[str, str],
        codes: Mapping[str, str],
        parents: Mapping[str, str],
        day: Date,
    ) -> Table:
        """The register on a day, by the ids of units; those that have ended too."""
        said = self.words
        headings = said.unit, said.called, said.kind, said.parent, said.codes, said.state
        rows = [
            (
                words(unit_id, link=self._frame.link(f"{UNITS}/{quote(unit_id, safe='')}")),
                words(self._name(lineage, unit_id, day)),
                words(said.kinds.get(kinds.get(unit_id, ""), kinds.get(unit_id, ""))),
                words(parents.get(unit_id, "")),
                words(codes.get(unit_id, "")),
                self.unit_state(lineage, unit_id, day),
            )
            for unit_id in sorted(lineage.names)
        ]
        return Table("register", said.units, tuple(Column(one) for one in headings), rows, said.no_units)

    def unit_state(self, lineage: Lineage, unit_id: str, day: Date) -> Cell:
        """Whether a unit is there on a day, else how it ended and who goes on."""
        said, ending = self.words, lineage.ended(unit_id, day)
        if ending is None:
            return words(said.there, tone="good")
        heirs = ", ".join(ending.heirs)
        return words(f"{said.endings[ending.how]} {self._say.iso_day(ending.on)} {heirs}".strip(), tone="plain")

    def of_unit(self, unit_id: str, forms: Sequence[str], titles: Mapping[str, str]) -> list[tuple[str, str]]:
        """The forms about one unit: what each link says, and where it lies."""
        return [(titles[name], self._form(name, unit_id)) for name in forms]

    def _name(self, lineage: Lineage, unit_id: str, day: Date) -> str:
        name = lineage.name(unit_id, day)
        return "" if name is None else self._say.text(name)

    def _form(self, name: str, thing: str) -> str:
        return self._frame.link(f"{FORMS}/{name}", as_of="", id=thing)

    def _moment(self, moment: datetime | None, *, none: str = "") -> Cell:
        if moment is None:
            return words(none)
        return Cell(moment.isoformat(timespec="seconds"), self._say.moment(moment, self._frame.time_zone))
