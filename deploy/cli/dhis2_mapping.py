"""Which of our figures is which data element of DHIS2: read from YAML, with line and column of every mistake. Pure."""

import re
from typing import Final, Literal, TypeAlias, get_args

import msgspec

from shared.core.values import ActivityKind
from shared.rules.checking import closest
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, load, step

# A figure of a unit up to the end of the period, or what came to it within.
Measure: TypeAlias = Literal["until", "within"]

HOUSES: Final = ("identified", "approved", "withdrew", "started", "completed", "handed_over", "quality_passed")
FUNDS: Final = ("received_vnd", "disbursed_vnd")
OF_ACTIVITIES: Final = ("count", "quantity", "verified")
OF_CLAUSES: Final = ("count", "verified")
# What a unit reported on the period, and the sums of that with all units below it.
REPORTED: Final = ("report", "consolidated")
_SCHEME: Final = re.compile(r"uid|code|name|attribute:[A-Za-z0-9]{11}", re.IGNORECASE).fullmatch
_FORMS: Final = (
    "houses.STEP, funds.NAME, activities.KIND.count|quantity|verified, clauses.ID.count|verified, report.NAME or "
    "consolidated.NAME"
)


class Schemes(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """By which of their properties DHIS2's objects are named here; `uid` where nothing is said."""

    data_element: str = ""
    org_unit: str = ""
    category_option_combo: str = ""
    data_set: str = ""


class Element(msgspec.Struct, frozen=True, rename="camel"):
    """One figure, and where it goes; names as in DHIS2."""

    figure: str
    data_element: str
    category_option_combo: str = ""
    attribute_option_combo: str = ""
    measure: Measure = "until"


class Dhis2Mapping(msgspec.Struct, frozen=True, rename="camel"):
    """Our figures of our units as data values; `orgUnits` maps a unit's id to theirs."""

    org_units: dict[str, str]
    data_values: tuple[Element, ...]
    campaign: str = ""
    data_set: str = ""
    schemes: Schemes = Schemes()


def read_mapping(text: str) -> Dhis2Mapping | tuple[Mistake, ...]:
    """The mapping that a YAML text is, or every mistake in it."""
    page = load(text)
    if page.mistakes:
        return tuple(sorted(page.mistakes))
    mapping = fitted(page, Dhis2Mapping, page.value, "")
    if not page.mistakes:
        _check(page, mapping)
    return tuple(sorted(page.mistakes)) if page.mistakes else mapping


def path_of(figure: str) -> tuple[str, ...]:
    """The steps to a figure in an answer of ours: names may have dots of their own. Empty where it is none."""
    group, _, rest = figure.partition(".")
    name, _, last = rest.rpartition(".")
    known = (
        (group == "houses" and rest in HOUSES)
        or (group == "funds" and rest in FUNDS)
        or (group == "activities" and name in get_args(ActivityKind) and last in OF_ACTIVITIES)
        or (group == "clauses" and name and last in OF_CLAUSES)
        or (group in REPORTED and rest)
    )
    if not known:
        return ()
    return (group, name, last) if group in ("activities", "clauses") else (group, rest)


def _check(page: Page, mapping: Dhis2Mapping) -> None:
    for name, value in msgspec.to_builtins(mapping.schemes).items():
        if not _SCHEME(value):
            page.complain(
                step("/schemes", name),
                "hãy viết uid, code, name hoặc attribute:ID",
                "write uid, code, name, attribute:ID",
            )
    for pointer, missing in (("/orgUnits", not mapping.org_units), ("/dataValues", not mapping.data_values)):
        if missing:
            page.complain(pointer, "còn trống; hãy viết ít nhất một", "is empty; write at least one")
    places = dict[tuple[str, str, str], int]()
    for number, element in enumerate(mapping.data_values):
        at = step("/dataValues", number)
        if not path_of(element.figure):
            near_vi, near_en = closest(
                element.figure, [f"houses.{one}" for one in HOUSES] + [f"funds.{f}" for f in FUNDS]
            )
            page.complain(
                step(at, "figure"),
                f"không có số liệu {element.figure!r}{near_vi}; các dạng: {_FORMS}",
                f"there is no figure {element.figure!r}{near_en}; the forms are {_FORMS}",
            )
        elif element.measure == "within" and element.figure.partition(".")[0] in REPORTED:
            page.complain(
                step(at, "measure"),
                "báo cáo vốn đã là của kỳ; hãy bỏ measure",
                "a report is of the period anyhow; leave measure out",
            )
        place = (element.data_element, element.category_option_combo, element.attribute_option_combo)
        if place in places:
            page.complain(
                at,
                f"cùng chỗ với mục thứ {places[place] + 1}, nên số sau sẽ đè số trước; hãy bỏ một",
                f"goes to the same place as entry {places[place] + 1}, so one would overwrite the other; remove one",
            )
        places.setdefault(place, number)
