"""The page on which a unit sends a file, over HTTP: tried first, row by row, then recorded. It knows no figure.

Only a file that was tried is recorded: the form knows it again by its mark, and no page repeats what is in it.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from services.tracking.ports import FilesPort
from services.tracking.tables import queries
from services.tracking.web.upload_lacks import asked_of, given_in
from services.tracking.web.upload_texts import UPLOAD_WORDS
from services.tracking.web.uploading import TYPES, File, NoType, OwnColumn, Reader, Row, Sent, TooManyRows
from shared.adapters.browser import uploaded
from shared.adapters.http import NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.core.access import Caller, source_of, why_not_state
from shared.core.definition import Campaign
from shared.core.denials import Denial
from shared.core.problems import Problem
from shared.sheets.columns import LEFT_OUT, LONGEST_NAME, choices_of, may_hold
from shared.sheets.sheet import CannotRead
from shared.sheets.statements import Called
from shared.sheets.unit_columns import called
from shared.web.filling import Entered, first
from shared.web.frame import Frame, Section, Standpoint, Under
from shared.web.site import Site
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS

MAX_BYTES: Final = 1_100_000  # the file, and a form around it
TONES: Final = {"recorded": "good", "duplicate": "plain", "rejected": "late"}
MOST_COLUMNS: Final = 20  # a form has so many fields at most
# What may be chosen of a column beside the fields.
FORGET, PASS_OVER = "?", "-"
ANY_OF_ITS_OWN: Final = "activity.recorded"  # whoever may state this for a unit may send its files


class _Desk(NamedTuple):
    """Who sends a file, of which unit and campaign, and the page around it."""

    caller: Caller
    unit_id: str
    unit_name: str
    campaign: Campaign
    frame: Frame


class _Asked(NamedTuple):
    """A column that a unit is asked about."""

    mark: str
    name: str
    chosen: str
    choices: list[tuple[str, str]]


class _Shown(NamedTuple):
    """What the page shows beside the form."""

    sent: Sent | None = None
    tried: bool = True
    other_file: bool = False
    fault: str = ""
    type_fault: str = ""
    type: str = ""
    given: Mapping[str, str] = {}
    problem: Problem | None = None
    kept: bool = False


def make_upload(reads: Reads, files: FilesPort, site: Site) -> APIRouter:
    """The routes of `/units/{unit_id}/upload`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/units/{unit_id}/upload")
    async def hand_out(request: Request, unit_id: str) -> Response:
        try:
            desk = await _desk(reads, site, request, unit_id)
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        return _page(site, desk, _Shown())

    @router.post("/units/{unit_id}/upload")
    async def take_in(request: Request, unit_id: str) -> Response:
        try:
            desk = await _desk(reads, site, request, unit_id)
        except Refusal as refusal:
            return site.problem(request, refusal.problem)
        try:
            form = await uploaded(request, at_most=MAX_BYTES)
        except Refusal as refusal:
            return _page(site, desk, _Shown(problem=refusal.problem))
        file = File(form.name, form.content, first(form.entered, "type"), given_in(form.entered))
        wants = first(form.entered, "do") == "record"
        try:
            own, kept = await _own(desk.unit_id, files, form.entered)
        except Refusal as refusal:
            return _page(site, desk, _Shown(problem=refusal.problem, type=file.type))
        shown = await _taken(desk, files, file, tried=first(form.entered, "tried") if wants else None, own=own)
        return _page(site, desk, shown._replace(kept=kept))

    return router


async def _own(unit_id: str, files: FilesPort, entered: Entered) -> tuple[Called, bool]:
    """What the unit calls its columns, once what was entered of them is kept; and whether that changed anything.

    Raises Refusal (503).
    """
    said = dict[str, dict[str, str | None]]()
    for column, field in zip(entered.get("column", ()), entered.get("field", ()), strict=False):
        short, _, name = column.partition("/")
        holds = {FORGET: None, PASS_OVER: LEFT_OUT}.get(field, field)
        if short in TYPES and 1 <= len(name) <= LONGEST_NAME and (holds is None or may_hold(holds, short)):
            said.setdefault(short, {})[name] = holds
    before = called(await files.columns_of(unit_id))
    for short, names in said.items():
        await files.keep_columns(unit_id, short, names)
    own = called(await files.columns_of(unit_id)) if said else before
    return own, own != before


async def _taken(desk: _Desk, files: FilesPort, file: File, *, tried: str | None, own: Called) -> _Shown:
    """What became of a file; it is recorded if it is the one that was `tried` (None: it is to be tried)."""
    its = UPLOAD_WORDS[desk.frame.language]
    if not file.name:
        return _Shown(fault=its.no_file, type=file.type)
    reader = Reader(WORDINGS[desk.frame.language], campaign=desk.campaign, unit_id=desk.unit_id, own=own)
    records = tried is not None and tried == file.mark
    try:
        sent = await (reader.recorded if records else reader.rehearsed)(file, files, desk.caller)
    except CannotRead as error:
        return _Shown(fault=error.vi if desk.frame.language == "vi" else error.en, type=file.type)
    except TooManyRows:
        return _Shown(fault=its.too_many, type=file.type)
    except NoType:
        return _Shown(type_fault=its.no_type)
    if isinstance(sent, Problem):
        return _Shown(problem=sent, type=file.type)
    if not sent.rows:
        return _Shown(fault=its.no_rows, type=file.type)
    other = tried is not None and not records
    return _Shown(sent, tried=not records, other_file=other, type=file.type, given=file.given)


def _page(site: Site, desk: _Desk, shown: _Shown) -> Response:
    """The form, and what became of the file that was sent; it is never kept."""
    frame, its, sent = desk.frame, UPLOAD_WORDS[desk.frame.language], shown.sent
    summary = ""
    if sent is not None:
        counts = {name: sent.counted(name) for name in ("recorded", "duplicate", "rejected")}
        summary = (its.tried if shown.tried else its.done).format(name=sent.name, **counts)
    problem = shown.problem
    response = site.page(
        "upload.html",
        frame,
        status=problem.status if problem else 400 if shown.fault or shown.type_fault else 200,
        its=its,
        name=desk.unit_name,
        back=frame.link(f"/units/{quote(desk.unit_id, safe='')}", as_of=""),
        types=[(short, its.types.get(short, short)) for short in TYPES],
        rows=_table(frame, sent.rows if sent else ()),
        summary=summary,
        columns=[_asked(frame, one) for one in (sent.columns if sent else ())[:MOST_COLUMNS]],
        lacks=asked_of(frame, desk.campaign, shown.type, sent.lacks if sent else (), shown.given),
        **shown._asdict(),
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked(frame: Frame, column: OwnColumn) -> _Asked:
    """A column with what it may be said to hold, in the page's language."""
    its, place = UPLOAD_WORDS[frame.language], 0 if frame.language == "vi" else 1
    fields = [(path, names[place] if len(names) > place else path) for path, names in choices_of(column.type)]
    choices = [(FORGET, its.column_unknown), (PASS_OVER, its.column_passed_over), *fields]
    chosen = FORGET if column.field is None else column.field or PASS_OVER
    return _Asked(f"{column.type}/{column.name}", column.name, chosen, choices)


def _table(frame: Frame, rows: tuple[Row, ...]) -> Table:
    its = UPLOAD_WORDS[frame.language]
    cells = [
        (
            Cell(row.number, str(row.number)),
            words(row.what),
            words(its.outcomes[row.outcome], tone=TONES[row.outcome]),
            Cell(row.position, str(row.position), link=f"/audit/proofs/{row.position}")
            if row.position
            else words(row.why),
        )
        for row in rows
    ]
    columns = tuple(Column(one) for one in (its.row, its.what, its.outcome, its.why))
    return Table("rows", its.report, columns, cells)


async def _desk(reads: Reads, site: Site, request: Request, unit_id: str) -> _Desk:
    """Who asks, for which unit of which campaign. Raises Refusal (401, 403, 404)."""
    caller = await reads.caller(request)
    if caller is None:
        raise Refusal(NOT_SIGNED_IN)
    denial = why_not_state(caller, ANY_OF_ITS_OWN, source=source_of(unit_id), unit_id=unit_id)
    if isinstance(denial, Denial):
        raise Refusal(Problem(403, denial.code, denial.vi, denial.en))
    asked = request.query_params.get("campaign", "")

    def make(view: View) -> _Desk:
        found = [one for one in queries.campaigns(view.session) if asked in ("", one.campaign)]
        if len(found) != 1:
            raise Refusal(NOT_FOUND)
        under = Under.of(found[0])
        stand = Standpoint(view.moment, view.position)
        frame = site.frame(request, stand, section=Section.UNITS, role=caller.role, under=under)
        name = queries.lineage_of(view.session).name(unit_id, frame.today.isoformat())
        return _Desk(caller, unit_id, WORDINGS[frame.language].text(name) if name else unit_id, found[0], frame)

    return await reads.view(request, make)
