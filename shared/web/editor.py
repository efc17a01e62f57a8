"""An editor of a definition as a page: its text, every mistake on its line, what can be done next. It judges nothing.

Nothing that was typed is lost: whichever service answers, and whatever it says, the text stands in the page again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from fastapi import Response

from shared.core.problems import Problem
from shared.core.values import Language
from shared.web.admin import ADMIN_PAGES
from shared.web.admin_texts import ADMIN_WORDS
from shared.web.editor_texts import EDITOR_WORDS
from shared.web.filling import ID, TIME, Entered, first
from shared.web.frame import Frame
from shared.web.site import Site

MAX_BYTES: Final = 1_000_000  # the text, the same as a file, and a form around them


class Mistaken(Protocol):
    """Something wrong with a text, where it stands (counted from 1), in both languages."""

    @property
    def line(self) -> int:
        """The line."""
        ...

    @property
    def column(self) -> int:
        """The column."""
        ...

    @property
    def vi(self) -> str:
        """What is wrong; `en` the same in English."""
        ...

    @property
    def en(self) -> str:
        """What is wrong."""
        ...


class FormWithFile(Protocol):
    """A form that came with a file, or without one."""

    @property
    def entered(self) -> Entered:
        """What was entered, by field."""
        ...

    @property
    def name(self) -> str:
        """The file's name, "" if none was chosen."""
        ...

    @property
    def content(self) -> bytes:
        """Its bytes."""
        ...


class Action(NamedTuple):
    """A button: what it asks for (`do`), what it says, and where it sends the text ("": to this page)."""

    do: str
    text: str
    where: str = ""


class Link(NamedTuple):
    """Something else to open in the editor."""

    text: str
    where: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: the text, what is wanted, and the id and time that the form bears; `unread`: a file of no text."""

    text: str
    do: str
    said: Entered
    unread: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Editor:
    """What the page shows around a text; `good` is said where nothing is wrong."""

    title: str
    lead: str
    actions: Sequence[Action]
    links: Sequence[Link] = ()
    links_title: str = ""
    good: str = ""
    mistakes: Sequence[Mistaken] = ()
    problem: Problem | None = None
    values: Mapping[str, object] = field(default_factory=dict)


class Shown(NamedTuple):
    """A mistake with the line it stands on."""

    line: int
    column: int
    said: str
    text: str


def typed(form: FormWithFile, *, alone_for: str = "") -> Typed:
    """What was typed, or the text of the file that was chosen; the button `alone_for` is for what was typed alone."""
    text, unread = first(form.entered, "text"), False
    if form.name and (not alone_for or first(form.entered, "do") != alone_for):
        try:
            text = form.content.decode("utf-8-sig")
        except UnicodeDecodeError:
            unread = True
    return Typed(text.replace("\r\n", "\n"), first(form.entered, "do"), form.entered, unread)


def editor_answer(
    site: Site, frame: Frame, editor: Editor, text: str, said: Entered, *, template: str = "editor.html"
) -> Response:
    """The page; it is never kept, and not renewed under anybody's hands, so its frame has no standpoint."""
    problem = editor.problem
    status = problem.status if problem else 422 if editor.mistakes else 200
    return site.page(
        template,
        frame,
        status=status,
        editor=editor,
        edited=EDITOR_WORDS[frame.language],
        shown=_shown(editor.mistakes, text, frame.language),
        text=text,
        event_id=first(said, ID),
        event_time=first(said, TIME),
        its=ADMIN_WORDS[frame.language],
        pages=ADMIN_PAGES,
        **editor.values,
    )


def _shown(mistakes: Sequence[Mistaken], text: str, language: Language) -> list[Shown]:
    lines = text.split("\n")
    return [
        Shown(
            one.line,
            one.column,
            one.vi if language == "vi" else one.en,
            lines[one.line - 1] if 0 < one.line <= len(lines) else "",
        )
        for one in mistakes
    ]
