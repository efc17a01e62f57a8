"""What the pages of the administration have in common in every service: where they lie, and how a service stands."""

from datetime import datetime
from typing import Final

from fastapi import Request, Response

from shared.core.envelope import position_of
from shared.core.health import SERVICES, Health, Parked, Refusals
from shared.core.problems import TITLES, Problem
from shared.core.values import Role
from shared.web.admin_texts import ADMIN_WORDS, AdminWords
from shared.web.frame import Frame, Section, Timekeeping
from shared.web.site import Site
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS
from shared.web.wording import Wording

# The pages of the administration by their name in the words; each service serves its own, and they link by address.
HEALTH_PAGES: Final[dict[str, str]] = {service: f"/{service}/pages/health" for service in SERVICES}
ADMIN_PAGES: Final[dict[str, str]] = {
    "front": Section.ADMIN.value,
    **HEALTH_PAGES,
    "tokens": "/admin/tokens",
    "accounts": "/admin/accounts",
    "units": "/admin/units",
    "campaigns": "/admin/campaigns",
    "rules": "/awards/pages/rules",
    "templates": "/notify/pages/templates",
    "failed": "/notify/pages/failed",
}


class HealthPage:
    """How a service stands, as a page."""

    def __init__(self, timekeeping: Timekeeping) -> None:
        self._site = Site("shared.web", ADMIN_WORDS, timekeeping=timekeeping)

    def answer(self, request: Request, health: Health, *, role: Role) -> Response:
        """The page of one service."""
        frame = self._site.frame(request, section=section_of(role), role=role)
        pages = ADMIN_PAGES if frame.reads("administration") else HEALTH_PAGES | {"failed": ADMIN_PAGES["failed"]}
        return self._site.page("health.html", frame, health=health, pages=pages, tables=health_tables(health, frame))

    def problem(self, request: Request, problem: Problem, *, role: Role | None) -> Response:
        """Why that is not told."""
        return self._site.problem(request, problem, role=role)


def section_of(role: Role | None) -> Section:
    """Where a page stands that both administrators and auditors are led to."""
    return Section.ADMIN if role == "admin" else Section.AUDIT


def health_tables(health: Health, frame: Frame) -> tuple[Table, ...]:
    """The parts of a service, its followers, what it has given up, and what it refused."""
    said, say = ADMIN_WORDS[frame.language], WORDINGS[frame.language]
    stands = _parts(health, said, say), _followers(health, said, say)
    gone = _parked(health, said), _refused(health, said, say)
    # Who audits looks for what was given up and refused; who keeps it running, for what does not answer.
    return (*stands, *gone) if frame.reads("administration") else (*gone, *stands)


def _parts(health: Health, said: AdminWords, say: Wording) -> Table:
    headings = (Column(said.part), Column(said.state), Column(said.since))
    rows = [
        (
            words(said.parts.get(part.name, part.name)),
            words(said.answers, tone="good")
            if part.answers
            else words(f"{said.silent} {say.problem(part.why)}" if part.why else said.silent, tone="late"),
            _moment(part.since, say),
        )
        for part in health.parts
    ]
    return Table("parts", said.parts_title, headings, rows)


def _followers(health: Health, said: AdminWords, say: Wording) -> Table:
    figures = (said.position, said.newest, said.behind)
    headings = (Column(said.follower), *(Column(one, figures=True) for one in figures), Column(said.behind_since))
    end = position_of(health.newest, 0)
    rows = [
        (
            words(said.followers.get(one.name, one.name)),
            Cell(one.position, str(one.position)),
            Cell(end, str(end)),
            Cell(one.behind, say.number(one.behind)),
            words(said.up_with_it, tone="good") if one.since is None else _moment(one.since, say),
        )
        for one in health.followers
    ]
    return Table("followers", said.followers_title, headings, rows)


def _parked(health: Health, said: AdminWords) -> Table:
    headings = (Column(said.what), Column(said.service), Column(said.why), Column(said.means), Column(said.to_do))
    rows = [_parked_row(one, health, said) for one in health.parked]
    return Table("parked", said.parked_title, headings, rows, said.nothing_parked)


def _parked_row(one: Parked, health: Health, said: AdminWords) -> tuple[Cell, ...]:
    kind = said.parked[one.kind]
    named = f"{kind.what} {one.about}".strip()
    return (words(named, tone="late"), words(health.service), words(one.cause), words(kind.means), words(kind.to_do))


def _refused(health: Health, said: AdminWords, say: Wording) -> Table:
    headings = (Column(said.what), Column(said.why), Column(said.reason), Column(said.number, figures=True))
    rows = [_refused_row(one, said, say) for one in health.refused]
    return Table("refused", said.refused_title, headings, rows, said.nothing_refused)


def _refused_row(one: Refusals, said: AdminWords, say: Wording) -> tuple[Cell, ...]:
    number = Cell(one.number, say.number(one.number))
    if one.what == "credential":
        why = said.credentials.get(one.reason, one.reason)
        return words(said.presented.format(door=said.doors.get(one.door, one.door))), words(why), words(""), number
    vi, en = TITLES.get(one.status, TITLES[400])
    return words(said.statement), words(vi if say.language == "vi" else en), words(one.reason), number


def _moment(moment: datetime, say: Wording) -> Cell:
    return Cell(moment.isoformat(), say.moment(moment, "Asia/Ho_Chi_Minh"))
