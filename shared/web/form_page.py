"""A form as a page: handed out, or given back with what was entered and what is wrong with it. It knows no door.

Nothing that was typed is lost, and the page is never kept, nor renewed under the hands of whoever fills it in.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Protocol

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from shared.core.problems import Problem
from shared.web.filling import ID, TIME, Entered, Field, fault_of, first
from shared.web.frame import Frame
from shared.web.site import Site

BEGUN: Final = "begun"
AT_MOST: Final = timedelta(hours=12)
_SHORT: Final = re.compile(r"\b[a-z_]+\.[a-z_]+\b")
_BEGUN: Final = re.compile(r"(form-[0-9a-f]{32})~([0-9T:.+Z-]{20,40})")


class FormWords(Protocol):
    """The sentences around every form in one language; `labels` and `hints` by the name of the field."""

    @property
    def send(self) -> str:
        """What the button says; `cancel` leads back, `choose` stands where nothing is chosen yet."""
        ...

    @property
    def labels(self) -> Mapping[str, str]:
        """What is asked for."""
        ...

    @property
    def hints(self) -> Mapping[str, str]:
        """How it is filled in."""
        ...


@dataclass(frozen=True, slots=True)
class Form:
    """What a form asks for under a title; `options` names what can be chosen, `back` is where one goes without it.

    `carried` goes along unseen, for the service to compare what was entered with. `suggested` are values that may be
    picked for a field of text, by its name, each with what it is called; others may be typed. `about` says of whom it
    speaks, `note` what recording it means, `facts` what people call each kind of fact, by its short name.
    """

    title: str
    fields: Sequence[Field]
    words: FormWords
    options: Mapping[str, str]
    back: str
    carried: Mapping[str, str] = field(default_factory=dict)
    suggested: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    about: str = ""
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)

    def in_words(self, said: str) -> str:
        """What a door answers, with each kind of fact called as people call it: programs know it by its short name."""
        return _SHORT.sub(lambda one: f"“{self.facts[one[0]]}”" if one[0] in self.facts else one[0], said)


def begun_in(request: Request, *, now: str) -> tuple[str, str] | None:
    """The id and the time of the form that an address stands for; None where a new one is to be begun.

    So whoever goes back to a form that was sent finds the same one: sent again, it states the same thing. An address
    that was kept for long, or that somebody made up about another time, stands for none.
    """
    found = _BEGUN.fullmatch(request.query_params.get(BEGUN, "").replace(" ", "+"))
    if found is None:
        return None
    try:
        age = datetime.fromisoformat(now) - datetime.fromisoformat(found[2])
    except (TypeError, ValueError):
        return None
    return (found[1], found[2]) if timedelta(0) <= age <= AT_MOST else None


def begin_anew(frame: Frame, begun: tuple[str, str]) -> Response:
    """To the address of a form that is begun now."""
    return RedirectResponse(frame.here(begun="~".join(begun)), 303, {"Cache-Control": "no-store"})


def form_answer(site: Site, frame: Frame, form: Form, said: Entered, *, problem: Problem | None = None) -> Response:
    """The form with what was entered, and what is wrong with it."""
    faults = problem.faults if problem else ()
    response = site.page(
        "form.html",
        frame,
        status=problem.status if problem else 200,
        form=form,
        fields=[(one, said.get(one.name, ()), fault_of(one, faults)) for one in form.fields],
        event_id=first(said, ID),
        event_time=first(said, TIME),
        problem=problem,
        elsewhere=[one for one in faults if not any(fault_of(asked, [one]) for asked in form.fields)],
    )
    if problem and problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem and problem.status in (429, 503):
        response.headers["Retry-After"] = "2"
    return response
