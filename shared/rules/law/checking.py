"""What is wrong with a campaign's `law:` section: a table or entry that there is not, or a value of the wrong form."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, TypeAlias, get_args

from shared.core import forms
from shared.core.access import ROLES
from shared.core.problems import Fault
from shared.core.values import Paper
from shared.rules.law.entries import Scalar
from shared.rules.law.law import HOLIDAYS, SHARE, URGED_ROLES, WHEN, Overrides, Priority
from shared.rules.law.tables import TABLES

Form: TypeAlias = tuple[Callable[[Scalar], bool], str, str]

_PAPERS: Final = frozenset(get_args(Paper))
_MOST: Final = 1_000
_OTHER_ROLES: Final = ROLES - URGED_ROLES
_is_slug: Final = forms.FORMS["slug"][0]


def _is_whole(least: int, most: int) -> Callable[[Scalar], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_times(value: Scalar) -> bool:
    return type(value) in (int, float) and 0 < float(value) <= _MOST


def _is_listed(value: Scalar) -> bool:
    return isinstance(value, str) and all(paper in _PAPERS for paper in value.split())


_SHARE: Final[Form] = (
    lambda value: isinstance(value, str) and SHARE(value) is not None,
    "phải có dạng 'at least 2/3 of ALL_MEMBERS' hoặc 'more than 1/2 of PRESENT'",
    "must look like 'at least 2/3 of ALL_MEMBERS' or 'more than 1/2 of PRESENT'",
)
_TIMES: Final[Form] = (_is_times, "phải là số lớn hơn 0", "must be a number above 0")
_DAYS: Final[Form] = (_is_whole(1, 250), "phải là số ngày làm việc, từ 1", "must be a number of working days, from 1")


def _may_be_told(value: str) -> bool:
    """A unit's id, or a role that notices are addressed to."""
    return bool(_is_slug(value)) and value not in _OTHER_ROLES


FORMS: Final[dict[str, Form]] = {
    "papers": (
        _is_listed,
        f"phải là các giấy tờ cách nhau bằng dấu cách: {', '.join(get_args(Paper))}",
        f"must be papers with spaces between them: {', '.join(get_args(Paper))}",
    ),
    "clearances": (
        lambda value: isinstance(value, str) and value.isprintable(),
        "phải là mã các cơ quan cách nhau bằng dấu cách",
        "must be the ids of bodies with spaces between them",
    ),
    "public_comment_days": (_is_whole(0, 250), "phải là số ngày làm việc, từ 0", "must be working days, from 0"),
    "quorum": _SHARE,
    "votes_for": _SHARE,
    "rounds": (_is_whole(1, 100), "phải là số nguyên từ 1 đến 100", "must be a whole number from 1 to 100"),
    "own_unit": (
        lambda value: value in ("MAY_VOTE", "MAY_NOT_VOTE"),
        "phải là MAY_VOTE hoặc MAY_NOT_VOTE",
        "must be MAY_VOTE or MAY_NOT_VOTE",
    ),
    "priorities": (
        lambda value: value in get_args(Priority),
        f"phải là {', '.join(get_args(Priority))}",
        f"must be one of {', '.join(get_args(Priority))}",
    ),
    "women_share": _SHARE,
    "coefficients": _TIMES,
    "factors": _TIMES,
    "base_salary_vnd": (_is_whole(1, 10**9), "phải là số đồng, lớn hơn 0", "must be whole đồng, above 0"),
    "working_days": _DAYS,
    "feedback_days": _DAYS,
    "urging": (
        lambda value: isinstance(value, str) and WHEN(value) is not None,
        "phải có dạng '3 WORKING_DAYS AFTER', '90 DAYS BEFORE' hoặc NEVER",
        "must look like '3 WORKING_DAYS AFTER', '90 DAYS BEFORE' or NEVER",
    ),
    "urged": (
        lambda value: isinstance(value, str) and _may_be_told(value),
        f"phải là mã của một đơn vị, hoặc {', '.join(sorted(URGED_ROLES))}",
        f"must be a unit's id, or {', '.join(sorted(URGED_ROLES))}",
    ),
    "recipients": (
        lambda value: isinstance(value, str) and bool(value.split()) and all(map(_may_be_told, value.split())),
        f"phải là mã các đơn vị, hoặc {', '.join(sorted(URGED_ROLES))}, cách nhau bằng dấu cách",
        f"must be ids of units, or {', '.join(sorted(URGED_ROLES))}, with blanks between",
    ),
    HOLIDAYS: (
        lambda value: value in ("HOLIDAY", "WORKING"),
        "phải là HOLIDAY hoặc WORKING",
        "must be HOLIDAY or WORKING",
    ),
}
_BY_DAY: Final = frozenset({HOLIDAYS, "base_salary_vnd"})


def law_faults(overrides: Overrides) -> Iterator[Fault]:
    """Everything wrong with a `law:` section; pointers begin at it."""
    for table, entries in overrides.items():
        if table not in FORMS:
            yield Fault(
                f"/{table}",
                f"không có bảng này; các bảng là {', '.join(FORMS)}",
                f"there is no such table; the tables are {', '.join(FORMS)}",
            )
        else:
            yield from _entry_faults(table, entries)


def _entry_faults(table: str, entries: Mapping[str, Scalar]) -> Iterator[Fault]:
    is_good, vi, en = FORMS[table]
    for key, value in entries.items():
        if table in _BY_DAY and not _is_day(key):
            yield Fault(
                f"/{table}/{key}",
                "tên mục phải là một ngày, dạng NĂM-THÁNG-NGÀY",
                "must be entered under a day, YYYY-MM-DD",
            )
        elif table not in _BY_DAY and key not in TABLES[table]:
            listed = ", ".join(TABLES[table])
            yield Fault(
                f"/{table}/{key}",
                f"không có mục này; các mục là {listed}",
                f"there is no such entry; they are {listed}",
            )
        elif not is_good(value):
            yield Fault(f"/{table}/{key}", vi, en)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
