"""How the pages of templates are drawn: the list, and the editor with what stands in its fields. They ask nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, get_args

from fastapi import Request, Response

from services.notify.domain.checking import MOST_BODY, MOST_SUBJECT
from services.notify.domain.shelf import shipped
from services.notify.domain.templates import Slot, Template
from services.notify.domain.text_templates import LET_THROUGH
from services.notify.domain.topics import TOPICS
from services.notify.domain.variables import CALLED, VARIABLES
from services.notify.tables.templates import Preview
from services.notify.web.editing.shown import Line, Version
from services.notify.web.editing.texts import WORDS
from services.notify.web.editing.texts import Words as EditorWords
from shared.core.problems import Fault, Problem
from shared.core.values import Channel, Language, Medium, Role
from shared.web.admin import ADMIN_PAGES
from shared.web.admin_texts import ADMIN_WORDS
from shared.web.filling import Entered, first
from shared.web.frame import Frame, Section, Standpoint, Timekeeping
from shared.web.site import Site
from shared.web.tables import Cell, Column, Table, words
from shared.web.texts import WORDINGS

PATH: Final = ADMIN_PAGES["templates"]
MOST: Final = 20  # versions of one template at once
CHANGED: Final = "changed"
CHECK, TRY, PUBLISH, RESTORE, SAME = "check", "try", "publish", "restore", "same"
TOLD: Final = frozenset({PUBLISH, RESTORE, SAME})  # what an address may have the page say
FIELDS: Final = ("subject", "body", "reason", "address")
FORMS: Final = (
    "{% if … %}…{% elif … %}…{% else %}…{% endif %}",
    "{% for … in … %}…{% endfor %}",
    "==",
    "!=",
    "and",
    "or",
    "not",
    *(f"| {name}" for name in LET_THROUGH),
)


class Draft(NamedTuple):
    """What stands in the fields; `seen` is where the words stood that were in force when the page was drawn.

    A letter that is tried out goes to `address`, which is kept nowhere.
    """

    subject: str
    body: str
    reason: str = ""
    seen: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What the editor is drawn with; `told` is what was done, `older` where the next versions begin."""

    slot: Slot
    draft: Draft
    role: Role | None = None
    now: Version | None = None
    versions: Sequence[Version] = ()
    older: str = ""
    previews: Sequence[Preview] = ()
    stand: Standpoint | None = None
    problem: Problem | None = None
    told: str = ""


def draft_of(template: Template, *, seen: int) -> Draft:
    """The fields as a template fills them in."""
    return Draft(template.subject, template.body, seen=str(seen))


def draft_in(said: Entered) -> Draft:
    """The fields as somebody filled them in; browsers end lines their own way."""
    body = first(said, "body").replace("\r\n", "\n")
    return Draft(first(said, "subject"), body, first(said, "reason"), first(said, "seen"), first(said, "address"))


def path_of(slot: Slot) -> str:
    """Where the editor of a template lies."""
    return f"{PATH}/{slot.topic}/{slot.language}/{slot.medium}"


class Pages:
    """Both pages; `channels` are those through which anything can be told here."""

    def __init__(self, channels: frozenset[Channel], timekeeping: Timekeeping) -> None:
        self._channels = channels
        self._site = Site("services.notify.web", WORDS, timekeeping=timekeeping)

    def frame(self, request: Request, stand: Standpoint | None = None, *, role: Role | None = None) -> Frame:
        """What stands around the page that a request asks for."""
        section = Section.ADMIN if role == "admin" else Section.AUDIT
        return self._site.frame(request, stand, section=section, role=role)

    def listed(self, frame: Frame, lines: Sequence[Line], *, which: str) -> Response:
        """The list; `which` is "vi LETTER" or the like, or CHANGED."""
        said = WORDS[frame.language]
        views = [
            (f"{language} {medium}", f"{said.languages[language]}, {said.media[medium]}")
            for language in get_args(Language)
            for medium in get_args(Medium)
        ]
        return self._site.page(
            "templates.html",
            frame,
            views=[*views, (CHANGED, said.changed)],
            which=which,
            listed=_table(frame, lines, which),
            its=ADMIN_WORDS[frame.language],
            pages=ADMIN_PAGES,
            path=PATH,
        )

    def editor(self, request: Request, seen: Seen) -> Response:
        """One template: its fields, how notices would read, and what it was before."""
        frame, slot, problem = self.frame(request, seen.stand, role=seen.role), seen.slot, seen.problem
        response = self._site.page(
            "template.html",
            frame,
            status=problem.status if problem else 200,
            slot=slot,
            called=TOPICS[slot.topic].called,
            seen=seen,
            draft=seen.draft,
            ships=shipped(slot),
            faults=_by_field(problem.faults if problem else ()),
            variables=[(name, CALLED[name]) for name in VARIABLES[slot.topic]],
            forms=FORMS,
            most={"subject": MOST_SUBJECT, "body": MOST_BODY},
            tries="email" in self._channels and slot.medium == "LETTER",
            edits=frame.reads("administration") and not frame.as_of,
            here=frame.link(path_of(slot), as_of=""),
            its=ADMIN_WORDS[frame.language],
            pages=ADMIN_PAGES,
            path=PATH,
        )
        if problem and problem.status == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        if problem and problem.status in (429, 503):
            response.headers["Retry-After"] = "2" if problem.status == 503 else "600"
        return response

    def refused(self, request: Request, problem: Problem, *, role: Role | None) -> Response:
        """Why there is no page."""
        return self._site.problem(request, problem, role=role)


def _by_field(faults: Sequence[Fault]) -> Mapping[str, list[Fault]]:
    """All that is wrong, by the name of the field."""
    return {name: found for name in FIELDS if (found := [one for one in faults if one.pointer == f"/{name}"])}


def _table(frame: Frame, lines: Sequence[Line], which: str) -> Table:
    said = WORDS[frame.language]
    headings = (said.topic, said.which, said.words, said.version, said.by, said.when)
    shown = headings if which == CHANGED else (said.topic, *headings[2:])
    rows = [_row(frame, line, said, which) for line in lines]
    return Table("templates", said.title, tuple(Column(one) for one in shown), rows, said.nothing_changed)


def _row(frame: Frame, line: Line, said: EditorWords, which: str) -> tuple[Cell, ...]:
    say, change = WORDINGS[frame.language], line.change
    called = words(say.text(TOPICS[line.slot.topic].called), link=frame.link(path_of(line.slot)))
    about = words(f"{said.languages[line.slot.language]}, {said.media[line.slot.medium]}")
    rest = (
        words(said.ships, tone="plain") if line.ships else words(said.ours, tone="ask"),
        words(line.version),
        words(say.who(change.changed_by) if change else said.none_yet),
        words(say.iso_moment(change.at, frame.time_zone) if change else "–"),
    )
    return (called, about, *rest) if which == CHANGED else (called, *rest)
