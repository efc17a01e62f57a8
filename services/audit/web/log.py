"""The log over HTTP, for people: a page of it, and one fact. It knows no figure and no word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Final, NamedTuple, TypeVar

from fastapi import APIRouter, Path, Request, Response
from msgspec import UNSET

from services.audit.domain.errors import ProofRefused
from services.audit.domain.indexing import of_campaign, of_unit
from services.audit.domain.published import Entry, Published
from services.audit.domain.sight import sees
from services.audit.ports import Checkpoints, Findings
from services.audit.tables import queries
from services.audit.tables.queries import Within
from services.audit.web import export, stream
from services.audit.web.asking import KINDS, SHORTS, Asked
from services.audit.web.stream import Names
from services.audit.web.telling import Teller
from services.audit.web.texts import WORDS
from shared.adapters.http import NOT_ALLOWED, NOT_FOUND, NOT_SIGNED_IN, Refusal
from shared.adapters.reading import Reads, View
from shared.adapters.sought import led_on, sought_in
from shared.core.access import Caller, Reach, reach
from shared.core.definition import Text
from shared.core.envelope import Fact, decode_fact
from shared.core.events import REGISTRY
from shared.core.problems import LOG_UNAVAILABLE, bad_fields
from shared.web.downloads import Format, download
from shared.web.frame import TIME_ZONE, Frame, Section, Standpoint, Under
from shared.web.site import Site
from shared.web.texts import WORDINGS

T = TypeVar("T")

LOG: Final = Section.AUDIT.value

Position = Annotated[int, Path(ge=0, lt=10**18)]


class Reader(NamedTuple):
    """Who reads, and how much of the log."""

    caller: Caller
    extent: Reach

    @property
    def groups(self) -> list[list[str]]:
        """The headings under which everything stands that is the caller's to read; none where that is everything."""
        return [] if self.extent is Reach.ALL else [[of_unit(unit_id) for unit_id in self.caller.units]]


def make_log_pages(reads: Reads, site: Site, *, signing: Checkpoints, finding: Findings) -> APIRouter:
    """The routes of the log and of one fact, for whoever may read facts."""
    pages = _Pages(reads, site, signing=signing, finding=finding)
    router = APIRouter(include_in_schema=False)

    @router.get(LOG)
    async def log(request: Request) -> Response:
        return await pages.answer(request, pages.log)

    router.add_api_route(LOG, pages.look, methods=["POST"])

    @router.get(f"{LOG}/{{position}}")
    async def fact(request: Request, position: Position) -> Response:
        return await pages.answer(request, lambda request, view, reader: pages.fact(request, view, reader, position))

    @router.get(f"{LOG}.{{ending}}")
    async def as_file(request: Request, ending: Format) -> Response:
        return await pages.file(request, ending)

    return router


class _Taken(NamedTuple):
    """The log's rows for a file, and where they stand."""

    rows: list[list[str]]
    position: int
    moment: datetime


@dataclass(frozen=True, slots=True)
class _Moment:
    """What every page stands on: the newest checkpoint, the last position it shows, and how things are called."""

    published: Published
    last: int
    names: Names


Draw = Callable[[Request, View, Reader], Response]


class _Pages:
    """From a request to a page, for whoever may read facts."""

    def __init__(self, reads: Reads, site: Site, *, signing: Checkpoints, finding: Findings) -> None:
        self._reads = reads
        self._site = site
        self._signing = signing
        self._finding = finding

    async def answer(self, request: Request, draw: Draw) -> Response:
        """The page, or why it is not shown to this reader."""
        return await self._seen(request, draw)

    async def look(self, request: Request) -> Response:
        """What the form looks for, at an address that does not say what was typed."""
        try:
            return await led_on(request, "thing")
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem)

    async def file(self, request: Request, ending: Format) -> Response:
        """What the log shows as a file, or why it is not handed over."""
        taken = await self._seen(request, self._taken)
        if isinstance(taken, Response):
            return taken
        return await download("so-cai", taken.rows, as_=ending, position=taken.position, made=taken.moment)

    async def _seen(self, request: Request, draw: Callable[[Request, View, Reader], T]) -> T | Response:
        caller: Caller | None = None
        try:
            caller = await self._reads.caller(request)
            extent = reach(caller, "facts")
            if caller is None or extent is Reach.NOTHING:
                return self._closed(request, caller)
            reader = Reader(caller, extent)
            return await self._reads.view_of_all(request, lambda view: draw(request, view, reader))
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=caller.role if caller else None)

    def log(self, request: Request, view: View, reader: Reader) -> Response:
        """The log, filtered, a page of it."""
        asked = Asked.of(dict(request.query_params), typed=sought_in(request))
        moment = self._moment(view)
        frame = self._frame(request, view, reader, moment)
        found = self._found(view, reader, moment, asked, frame=frame, most=stream.MOST)
        return self._site.page(
            "log.html",
            frame,
            status=400 if asked.faults else 200,
            asked=asked,
            stream=found,
            names=moment.names,
            tell=self._teller(frame, moment.names),
            **_choices(frame, moment.names),
            own=reader.extent is Reach.OWN,
            here=_Here(frame, asked),
        )

    def _taken(self, request: Request, view: View, reader: Reader) -> _Taken:
        """What the log shows as rows; filters that cannot be right are refused. Raises Refusal (400)."""
        asked = Asked.of(dict(request.query_params), typed=sought_in(request))
        if asked.faults:
            raise Refusal(bad_fields(*asked.faults))
        moment = self._moment(view)
        frame = self._frame(request, view, reader, moment)
        found = self._found(view, reader, moment, asked, frame=frame, most=export.MOST)
        words, say = WORDS[frame.language], WORDINGS[frame.language]
        rows = export.table(found.shown if found else (), self._teller(frame, moment.names), words, say)
        return _Taken(rows, moment.last, view.moment)

    def fact(self, request: Request, view: View, reader: Reader, position: int) -> Response:
        """One fact: its sentence, its line, its proof. Raises Refusal (403, 404)."""
        moment = self._moment(view)
        if position > moment.last:
            raise Refusal(NOT_FOUND)
        entry = self._entry(position, moment.published)
        fact = decode_fact(entry.line)
        if not sees(reader.caller, reader.extent, fact):
            raise Refusal(NOT_ALLOWED)
        frame = self._frame(request, view, reader, moment)
        groups = [[of_campaign(one) for one in moment.names.ids], *reader.groups]
        return self._site.page(
            "fact.html",
            frame,
            one=stream.shown(position, fact, frame.time_zone),
            rests_on=stream.rests_on(fact),
            line=entry.line.decode(),
            leaf=entry.leaf,
            cause="" if fact.causationid is UNSET else fact.causationid,
            tell=self._teller(frame, moment.names),
            here=_Here(frame, Asked.of({})),
            earlier=next(iter(queries.newest(view.session, groups, Within(1, position - 1), most=1)), 0),
            later=next(iter(queries.oldest(view.session, groups, Within(position + 1, moment.last), most=1)), 0),
        )

    def _found(
        self, view: View, reader: Reader, moment: _Moment, asked: Asked, *, frame: Frame, most: int
    ) -> stream.Stream | None:
        """What is asked for, as far as the reader may see it; None where nothing can be looked for."""
        if asked.faults or not moment.last:
            return None
        return stream.stream_of(
            view.session,
            [*asked.headings(moment.names.ids), *reader.groups],
            stream.within(view.session, asked, last=moment.last, time_zone=frame.time_zone),
            asked,
            most=most,
            facts_at=lambda positions: self._facts(positions, moment.published),
            time_zone=frame.time_zone,
        )

    def _facts(self, positions: Sequence[int], published: Published) -> list[Fact]:
        try:
            return [decode_fact(entry.line) for entry in self._finding.entries(positions, published)]
        except ProofRefused as error:
            raise Refusal(LOG_UNAVAILABLE) from error

    def _moment(self, view: View) -> _Moment:
        published = self._signing.published
        if published is None:
            raise Refusal(LOG_UNAVAILABLE)
        last = min(view.position, self._finding.end(published))
        return _Moment(published, last, stream.names_at(view.session, last))

    def _entry(self, position: int, published: Published) -> Entry:
        try:
            entry = self._finding.entry(position, published)
        except ProofRefused as error:
            raise Refusal(LOG_UNAVAILABLE) from error
        if entry is None:
            raise Refusal(NOT_FOUND)
        return entry

    def _frame(self, request: Request, view: View, reader: Reader, moment: _Moment) -> Frame:
        frame = self._site.frame(
            request, Standpoint(view.moment, moment.last), section=Section.AUDIT, role=reader.caller.role
        )
        asked = dict(frame.query).get("campaign", "")
        known = [one for one in moment.names.campaigns if asked in ("", one.campaign)]
        if len(known) != 1:
            return frame
        one = known[0]
        return replace(frame, under=Under(one.campaign, Text(one.vi, one.en), one.time_zone or TIME_ZONE))

    def _teller(self, frame: Frame, names: Names) -> Teller:
        return Teller(WORDS[frame.language].telling, WORDINGS[frame.language], names.units)

    def _closed(self, request: Request, caller: Caller | None) -> Response:
        """The log is not this reader's to read; what is open to everybody is said instead."""
        problem = NOT_SIGNED_IN if caller is None else NOT_ALLOWED
        frame = self._site.frame(request, section=Section.AUDIT, role=caller.role if caller else None)
        response = self._site.page("closed.html", frame, status=problem.status, problem=problem)
        if caller is None:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response


def _choices(frame: Frame, names: Names) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer, each as it stands in the address and as people read it, in order of the latter."""
    words, say = WORDS[frame.language], WORDINGS[frame.language]
    return {
        "kinds": sorted(((short, words.telling.told[short].label) for short in SHORTS), key=_by_text),
        "units": sorted(((unit_id, say.text(name)) for unit_id, name in names.units.items()), key=_by_text),
        "roles": sorted((*say.roles.items(), *words.actors.items()), key=_by_text),
        "campaigns": [
            *((one.campaign, say.text(Text(one.vi, one.en))) for one in names.campaigns),
            (REGISTRY, words.registry),
        ],
    }


def _by_text(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


class _Here:
    """Addresses of the log, with the filters that are set."""

    def __init__(self, frame: Frame, asked: Asked) -> None:
        self._frame = frame
        self._filters = asked.filters

    def page(self, **place: int) -> str:
        """Another page of what is shown."""
        return self._frame.link(LOG, **self._filters, **{name: str(value) for name, value in place.items() if value})

    def file(self, ending: str) -> str:
        """What is shown as a file, from its newest fact on."""
        return self._frame.link(f"{LOG}.{ending}", **self._filters)

    def about(self, kind: str, name: str) -> str:
        """Everything about a thing."""
        return self._frame.link(LOG, thing=f"{kind}/{name}") if kind in KINDS else self._frame.link(LOG, thing=name)

    def fact(self, position: int) -> str:
        """One fact."""
        return self._frame.link(f"{LOG}/{position}")

    @property
    def plain(self) -> str:
        """The log without a filter."""
        return self._frame.link(LOG, campaign="")
