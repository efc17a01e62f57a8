"""A form as a page: handed out, or given back with what was entered and what is wrong with it. It knows no door.

Nothing that was typed is lost, and the page is never kept, nor renewed under the hands of whoever fills it in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fastapi import Response

from shared.core.problems import Problem
from shared.web.filling import ID, TIME, Entered, Field, fault_of, first
from shared.web.frame import Frame
from shared.web.site import Site


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

    `carried` goes along unseen, for the service to compare what was entered with.
    """

    title: str
    fields: Sequence[Field]
    words: FormWords
    options: Mapping[str, str]
    back: str
    carried: Mapping[str, str] = field(default_factory=dict)


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
