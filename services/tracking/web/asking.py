"""One request for a page of tracking: who asks, at which moment, of which campaign; answered as a page or a file.

It knows neither what a page shows nor who may see what of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final, Literal
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from services.tracking.tables import queries
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.form_wording import FormWords
from services.tracking.web.overview import Rollup
from services.tracking.web.record_texts import RECORD_WORDS
from services.tracking.web.record_wording import RecordWords
from shared.adapters.http import NOT_FOUND, Refusal
from shared.adapters.reading import Reads, View
from shared.adapters.sought import led_away, led_on, sought_in
from shared.core.access import Caller, Readable
from shared.core.definition import Campaign
from shared.core.problems import Fault, bad_fields
from shared.core.values import Role
from shared.web.frame import Frame, Section, Standpoint, Under
from shared.web.site import Site
from shared.web.table_files import table_file
from shared.web.tables import Table
from shared.web.texts import WORDINGS
from shared.web.wording import Wording

TYPED: Final = "q"  # the field of words in every list's form
_NO_DAY: Final = Fault("/on", "phải là một ngày, ví dụ 2025-05-14", "must be a day such as 2025-05-14")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a page: who asks, at which moment, of which campaign, in whose words, and for what it looks."""

    view: View
    caller: Caller
    campaign: Campaign
    frame: Frame
    words: RecordWords
    say: Wording
    wanted: str = ""

    @property
    def today(self) -> date:
        """The day of the moment asked about."""
        return self.frame.today

    @property
    def rollup(self) -> Rollup:
        """Under which unit figures stand."""
        return Rollup.SUCCESSOR if self.value("view") == Rollup.SUCCESSOR.value else Rollup.RECORDED

    @property
    def as_viewed(self) -> Literal["recorded", "successor"]:
        """The same as the reads call it."""
        return "successor" if self.rollup is Rollup.SUCCESSOR else "recorded"

    @property
    def form_words(self) -> FormWords:
        """The words of the forms."""
        return FORM_WORDS[self.frame.language]

    def value(self, name: str) -> str:
        """What the address says under a name."""
        return dict(self.frame.query).get(name, "")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: its template, its tables by name, and what else the template is given."""

    template: str
    frame: Frame
    tables: tuple[Table, ...]
    values: Mapping[str, object] = field(default_factory=dict)


class Rim:
    """From a request to a page, or to one of its tables as a file. Nothing is kept: pages differ by who asks."""

    def __init__(self, reads: Reads, site: Site) -> None:
        self._reads = reads
        self._site = site

    async def show(
        self, request: Request, what: Readable, section: Section, draw: Callable[[Asked], Drawn]
    ) -> Response:
        """The page that `draw` makes, for those who may read `what`; what is refused is told as a page too."""
        role: Role | None = None
        try:
            caller = await self._reads.caller(request)
            role = caller.role if caller else None
            caller, _ = await self._reads.allowed(request, what)
            if (away := led_away(request, TYPED)) is not None:
                return away

            def make(view: View) -> Drawn | Response:
                asked = self._asked(request, view, caller, section)
                if asked is None:
                    return RedirectResponse(self._site.frame(request).link(Section.OVERVIEW.value), 303)
                if asked.value("on"):
                    return RedirectResponse(asked.frame.here(on="", as_of=_end_of(asked)), 303)
                return draw(asked)

            drawn = await self._reads.view(request, make)
            if isinstance(drawn, Response):
                return drawn
            if "format" in request.query_params:
                return await table_file(drawn.tables, request.query_params, drawn.frame)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem, role=role)
        tables = {table.name: table for table in drawn.tables}
        html = self._site.drawn(drawn.template, drawn.frame, tables=tables, **drawn.values)
        return self._site.answer(html, drawn.frame)

    async def look(self, request: Request) -> Response:
        """What a list's form looks for, at an address that does not say it."""
        try:
            return await led_on(request, TYPED)
        except Refusal as refusal:
            return self._site.problem(request, refusal.problem)

    def _asked(self, request: Request, view: View, caller: Caller, section: Section) -> Asked | None:
        """The request, of the campaign it names or the only one; None where one must be chosen on the overview first.

        Raises Refusal (404).
        """
        name = request.query_params.get("campaign", "")
        campaigns = [one for one in queries.campaigns(view.session) if name in ("", one.campaign)]
        if name and not campaigns:
            raise Refusal(NOT_FOUND)
        if len(campaigns) != 1:
            return None
        stand, under = Standpoint(view.moment, view.position), Under.of(campaigns[0])
        frame = self._site.frame(request, stand, section=section, role=caller.role, under=under)
        language = frame.language
        words, say = RECORD_WORDS[language], WORDINGS[language]
        return Asked(view, caller, campaigns[0], frame, words, say, wanted=sought_in(request))


def campaign_asked(request: Request, view: View) -> Campaign:
    """The campaign that a form is opened for, or the only one. Raises Refusal (404)."""
    name = request.query_params.get("campaign", "")
    found = [one for one in queries.campaigns(view.session) if name in ("", one.campaign)]
    if len(found) != 1:
        raise Refusal(NOT_FOUND)
    return found[0]


def _end_of(asked: Asked) -> str:
    """The last moment of the day that was chosen, by the campaign's clocks. Raises Refusal (400)."""
    try:
        day = date.fromisoformat(asked.value("on"))
    except ValueError as error:
        raise Refusal(bad_fields(_NO_DAY)) from error
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(asked.campaign.time_zone)).isoformat()
