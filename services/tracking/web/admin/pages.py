"""The administration's pages over HTTP: the front, tokens, accounts and the register of units. They change nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.tables import queries
from services.tracking.tables.rows import Unit
from services.tracking.web.admin.form_texts import ADMIN_FORM_WORDS
from services.tracking.web.admin.forms import OF_ONE_UNIT
from services.tracking.web.admin.ports import AdmissionsPort
from services.tracking.web.admin.tables import UNITS, AdminTables
from services.tracking.web.admin.texts import ADMIN_PAGE_WORDS
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.core.health import Health
from shared.core.lineage import day_in_country
from shared.core.problems import Fault, bad_fields
from shared.core.values import Role
from shared.web.admin import ADMIN_PAGES, health_tables
from shared.web.admin_texts import ADMIN_WORDS
from shared.web.downloads import Format, download
from shared.web.frame import Frame, Section, Standpoint
from shared.web.site import Site
from shared.web.tables import Table, rows_of, words
from shared.web.texts import WORDINGS

TOKENS: Final = "/admin/tokens"
ACCOUNTS: Final = "/admin/accounts"
_FORMATS: Final = {one.value for one in Format}
_BAD_FORMAT: Final = Fault("/format", "phải là csv hoặc xlsx", "must be csv or xlsx")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its template, its frame, its table if it can be taken along, and what else the template is given."""

    template: str
    frame: Frame
    table: Table | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class AdminRim:
    """From a request to a page for administrators. Who is let in is known as of now alone, so `as_of` leads back."""

    def __init__(self, reads: Reads, site: Site) -> None:
        self._reads = reads
        self._site = site

    async def now(self, request: Request, draw: Callable[[Frame, View], Drawn]) -> Response:
        """A page as of now, whatever moment is asked for. Raises Refusal."""
        if "as_of" in request.query_params:
            return RedirectResponse(self._site.frame(request).here(as_of=""), 303)
        return await self.at(request, draw)

    async def at(self, request: Request, draw: Callable[[Frame, View], Drawn]) -> Response:
        """A page as of the moment that is asked for. Raises Refusal."""
        caller, _ = await self._reads.allowed(request, "administration")

        def make(view: View) -> tuple[Drawn, View]:
            stand = Standpoint(view.moment, view.position)
            frame = self._site.frame(request, stand, section=Section.ADMIN, role=caller.role)
            return draw(frame, view), view

        drawn, view = await self._reads.view(request, make)
        ending = request.query_params.get("format")
        if ending is not None and drawn.table is not None:
            if ending not in _FORMATS:
                raise Refusal(bad_fields(_BAD_FORMAT))
            name, rows = f"{drawn.table.name}-{view.position}", rows_of(drawn.table)
            return await download(name, rows, as_=Format(ending), position=view.position, made=view.moment)
        shared = {"its": ADMIN_WORDS[drawn.frame.language], "pages": ADMIN_PAGES, "one": drawn.table}
        return self._site.answer(self._site.drawn(drawn.template, drawn.frame, **shared, **drawn.values), drawn.frame)

    async def told(self, request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
        """The answer, or what was refused as a page."""
        role: Role | None = None
        try:
            caller = await self._reads.caller(request)
            role = caller.role if caller else None
            await self._reads.allowed(request, "administration")
            return await answer()
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=role)


def make_admin_pages(rim: AdminRim, admissions: AdmissionsPort, look: Callable[[], Awaitable[Health]]) -> APIRouter:
    """The routes `/admin`, `/admin/tokens`, `/admin/accounts` and `/admin/units`; `look` says how tracking stands."""
    router = APIRouter(include_in_schema=False)

    @router.get(Section.ADMIN.value)
    async def front(request: Request) -> Response:
        async def answer() -> Response:
            health, tokens, accounts = await look(), await admissions.tokens(), await admissions.accounts()
            open_accounts = sum(one.locked_at is None for one in accounts)

            def draw(frame: Frame, view: View) -> Drawn:
                in_force = [one for one in tokens if one.revoked_at is None]
                living = sum(one.expires_at is None or one.expires_at > admissions.now() for one in in_force)
                figures = {TOKENS: living, ACCOUNTS: open_accounts}
                has_units = any(one.unit_id for one in tokens) or any(one.unit_id for one in accounts)
                return _front(frame, view, health, figures=figures, has_units=has_units)

            return await rim.now(request, draw)

        return await rim.told(request, answer)

    @router.get(TOKENS)
    async def tokens(request: Request) -> Response:
        async def answer() -> Response:
            found = await admissions.tokens()
            return await rim.now(
                request, lambda frame, _: _tokens(AdminTables(frame, admissions.now()).tokens(found), frame)
            )

        return await rim.told(request, answer)

    @router.get(ACCOUNTS)
    async def accounts(request: Request) -> Response:
        async def answer() -> Response:
            found = await admissions.accounts()
            return await rim.now(
                request, lambda frame, _: _accounts(AdminTables(frame, admissions.now()).accounts(found), frame)
            )

        return await rim.told(request, answer)

    @router.get(UNITS)
    async def units(request: Request) -> Response:
        return await rim.told(request, lambda: rim.at(request, _units))

    @router.get(UNITS + "/{unit_id}")
    async def one_unit(request: Request, unit_id: str) -> Response:
        return await rim.told(request, lambda: rim.at(request, lambda frame, view: _unit(frame, view, unit_id)))

    return router


def _front(frame: Frame, view: View, health: Health, *, figures: Mapping[str, int], has_units: bool) -> Drawn:
    said = ADMIN_PAGE_WORDS[frame.language]
    lineage, day = queries.lineage_of(view.session), day_in_country(view.moment)
    there = sum(lineage.ended(unit_id, day) is None for unit_id in lineage.names)
    launched = len(queries.campaigns(view.session))
    glance = (
        (said.tokens_in_force, figures[TOKENS], TOKENS),
        (said.accounts_open, figures[ACCOUNTS], ACCOUNTS),
        (said.units_there, there, UNITS),
        (said.campaigns, launched, Section.OVERVIEW.value),
    )
    begin = "campaign" if not launched else "" if has_units else "unit"
    values = {"glance": glance, "begin": begin, "health": health, "tables": health_tables(health, frame)}
    return Drawn("admin.html", frame, None, values)


def _tokens(table: Table, frame: Frame) -> Drawn:
    return _listed(table, frame, make=ADMIN_PAGE_WORDS[frame.language].make_one, form="token.create")


def _accounts(table: Table, frame: Frame) -> Drawn:
    return _listed(table, frame, make=ADMIN_PAGE_WORDS[frame.language].new_account, form="account.create")


def _units(frame: Frame, view: View) -> Drawn:
    session = view.session
    parents = {one.unit_id: one.parent for one in queries.units(session)}
    table = AdminTables(frame, view.moment).units(
        queries.lineage_of(session),
        queries.unit_kinds(session),
        queries.codes(session),
        parents,
        day_in_country(view.moment),
    )
    return _listed(table, frame, make=ADMIN_PAGE_WORDS[frame.language].new_unit, form="unit.established")


def _listed(table: Table, frame: Frame, *, make: str, form: str) -> Drawn:
    values = {"make": make, "form": form, "recorded_at": dict(frame.query).get("after", "")}
    return Drawn("admin_list.html", frame, table, values)


def _unit(frame: Frame, view: View, unit_id: str) -> Drawn:
    """One unit of the register. Raises Refusal (404)."""
    said, tables = ADMIN_PAGE_WORDS[frame.language], AdminTables(frame, view.moment)
    lineage, day = queries.lineage_of(view.session), day_in_country(view.moment)
    row, name = view.session.get(Unit, unit_id), lineage.name(unit_id, day)
    if row is None or name is None:
        raise Refusal(NOT_FOUND)
    codes, parent = " ".join(queries.codes_of(view.session, unit_id)), lineage.name(row.parent, day)
    pairs = (
        (said.called, words(name.vi)),
        (said.called + " (en)", words(name.en)),
        (said.kind, words(said.kinds.get(row.kind, row.kind))),
        (said.parent, words(WORDINGS[frame.language].text(parent) if parent else row.parent)),
        (said.codes, words(codes)),
        (said.state, tables.unit_state(lineage, unit_id, day)),
    )
    forms = tables.of_unit(unit_id, OF_ONE_UNIT, ADMIN_FORM_WORDS[frame.language].titles)
    asked = dict(frame.query).get("after", "")
    values = {"unit_id": unit_id, "called": name, "pairs": pairs, "forms": forms, "recorded_at": asked}
    return Drawn("admin_unit.html", frame, None, values)
