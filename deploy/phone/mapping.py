"""The mapping of a phone form: which server and form, and which question fills which field of which event. Pure.

It is a YAML text; mistakes are found with line and column before anything is asked for.
"""

from collections.abc import Iterator
from typing import Final, Literal

import msgspec

from deploy.phone.submissions import BUILT_IN
from shared.core import access
from shared.core.definition import Shape
from shared.core.events import CATALOGUE, PREFIX, REGISTRY_THINGS, VERSION, thing_of
from shared.rules.checking import closest
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, load, step
from shared.sheets.columns import paths_of

MOST_CHARACTERS: Final = 200_000
REASON: Final = "Sửa trên biểu mẫu điện thoại"


class Server(Shape, frozen=True):
    """Where the form is: at Kobo its asset's uid, at ODK Central its project's number and its own id."""

    kind: Literal["kobo", "odk"]
    url: str
    form: str
    project: int = 0


class EventMap(Shape, frozen=True):
    """One event that a submission states: its fields from answers, or with a fixed value.

    It is stated when the answers in `when` stand as they are written there (`*`: are given at all).
    """

    type: str
    fields: dict[str, str]
    values: dict[str, str | int | float | bool] = msgspec.field(default_factory=dict)
    when: dict[str, str] = msgspec.field(default_factory=dict)
    time: str = "_submitted"
    evidence: tuple[str, ...] = ()

    @property
    def short(self) -> str:
        """The type's short name."""
        return self.type.removeprefix(PREFIX).removesuffix(VERSION)


class Mapping(Shape, frozen=True):
    """A form, and what its submissions state.

    `only` passes over submissions with other answers; `optional` are questions that the form need not have any more.
    """

    server: Server
    events: tuple[EventMap, ...]
    campaign: str = ""
    unit: str = ""
    reason: str = REASON
    only: dict[str, str] = msgspec.field(default_factory=dict)
    optional: tuple[str, ...] = ()

    @property
    def form(self) -> str:
        """The form and its server in one line."""
        place = f"{self.server.project}/{self.server.form}" if self.server.kind == "odk" else self.server.form
        return f"{self.server.kind} {self.server.url.rstrip('/')} {place}"

    def asked(self) -> Iterator[tuple[str, str]]:
        """Each question that is asked for, and the pointer of where it stands in the mapping."""
        for name in self.only:
            yield name, step("/only", name)
        for number, event in enumerate(self.events):
            at = step("/events", number)
            for field, question in event.fields.items():
                yield question, step(f"{at}/fields", field)
            for name in event.when:
                yield name, step(f"{at}/when", name)
            yield event.time, f"{at}/time"
            for place, question in enumerate(event.evidence):
                yield question, step(f"{at}/evidence", place)


def read_mapping(text: str) -> tuple[Mapping | None, Page]:
    """The mapping that a text holds; None if the page has mistakes."""
    if len(text) > MOST_CHARACTERS:
        return None, Page(mistakes=[Mistake(1, 1, "tệp quá dài", "the file is too long")])
    page = load(text)
    if page.mistakes:
        return None, page
    mapping = fitted(page, Mapping, page.value, "")
    if not page.mistakes:
        _check(page, mapping)
    return (None if page.mistakes else mapping), page


def lost(mapping: Mapping, page: Page, questions: frozenset[str]) -> list[Mistake]:
    """The questions of a mapping that its form does not have, each where it stands."""
    found = dict[str, Mistake]()
    for question, pointer in mapping.asked():
        if question in questions or question in BUILT_IN or question in mapping.optional or question in found:
            continue
        near_vi, near_en = closest(question, sorted(questions))
        found[question] = Mistake(
            *page.values_at.get(pointer, (1, 1)),
            f"biểu mẫu không (còn) có câu hỏi {question!r}{near_vi}; hãy sửa ánh xạ, hoặc ghi câu hỏi vào optional",
            f"the form does not (any more) have the question {question!r}{near_en}; correct the mapping, or list it "
            "under `optional`",
        )
    return sorted(found.values())


def _check(page: Page, mapping: Mapping) -> None:
    server = mapping.server
    if "@" in server.url.partition("://")[2].partition("/")[0]:
        page.complain(
            "/server/url",
            "không ghi mật khẩu trong tệp này; hãy đặt trong biến môi trường",
            "no password stands in this file; put it into the environment",
        )
    elif server.url and not server.url.startswith(("https://", "http://")):
        page.complain("/server/url", "phải bắt đầu bằng https://", "must begin with https://")
    if server.kind == "odk" and server.project < 1:
        page.complain("/server", "ODK Central cần số project", "ODK Central needs the project's number")
    if not mapping.events:
        page.complain("", "cần ít nhất một sự kiện trong events", "at least one event is needed in `events`")
    for number, event in enumerate(mapping.events):
        _check_event(page, event, step("/events", number))


def _check_event(page: Page, event: EventMap, at: str) -> None:
    short = event.short
    stated = sorted(name for name in access.STATED_BY if _by_units(name))
    if short not in stated:
        near_vi, near_en = closest(short, stated)
        page.complain(
            f"{at}/type",
            f"không có loại sự kiện {event.type!r} do đơn vị báo{near_vi}",
            f"there is no event type {event.type!r} that a unit states{near_en}",
        )
        return
    known = [path.replace("*", str(place)) for path in paths_of(short) for place in range(9 if "*" in path else 1)]
    maps = [f"{path}." for path in ("figures", "checks")]
    for where in ("fields", "values"):
        for field in getattr(event, where):
            if field not in known and not field.startswith(tuple(maps)):
                near_vi, near_en = closest(field, known)
                page.complain_of_name(
                    step(f"{at}/{where}", field),
                    f"{short} không có trường {field!r}{near_vi}",
                    f"{short} has no field {field!r}{near_en}",
                )
    if event.evidence and "evidence.*.sha256" not in set(paths_of(short)):
        page.complain(f"{at}/evidence", f"{short} không mang minh chứng", f"{short} carries no evidence")


def _by_units(short: str) -> bool:
    cls = CATALOGUE.get(f"{PREFIX}{short}{VERSION}")
    stated = access.STATED_BY.get(short, frozenset())
    return (
        cls is not None and cls.owner == "tracking" and stated >= access.UNIT and thing_of(short) not in REGISTRY_THINGS
    )
