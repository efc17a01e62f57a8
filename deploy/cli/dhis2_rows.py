"""Our figures as DHIS2's data values: one row for each unit, element and period, read from a running installation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import msgspec

from deploy.cli.dhis2_mapping import REPORTED, Dhis2Mapping, Element, path_of
from deploy.cli.remote import NotThere, Remote, decoded
from deploy.cli.terminal import Failed
from shared.core.forms import FORMS
from shared.core.lineage import COUNTRY

Value: TypeAlias = int | float | bool

_MOMENT: Final = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A month, quarter or year as reports name it: what DHIS2 calls it, and its first and last moment here."""

    name: str
    code: str
    begins: datetime
    ends: datetime

    @classmethod
    def named(cls, name: str) -> "Period":
        """`2025-03`, `2025-Q1` or `2025`. Raises Failed."""
        if not FORMS["period"][0](name):
            raise Failed(
                f"{name!r} không phải kỳ báo cáo: hãy viết 2025-03, 2025-Q1 hoặc 2025.",
                f"{name!r} is no period: write 2025-03, 2025-Q1 or 2025.",
            )
        year, _, part = name.partition("-")
        if part.startswith("Q"):
            first, months = 3 * int(part[1]) - 2, 3
        else:
            first, months = (int(part), 1) if part else (1, 12)
        after = first + months
        begins = datetime(int(year), first, 1, tzinfo=COUNTRY)
        ends = datetime(int(year) + (after > 12), after - 12 if after > 12 else after, 1, tzinfo=COUNTRY)
        return cls(name, name.replace("-", ""), begins, ends - _MOMENT)


@dataclass(frozen=True, slots=True)
class Row:
    """One data value, and whose figure it is; `value` is None where there is no such figure of the unit."""

    unit_id: str
    org_unit: str
    period: Period
    element: Element
    value: Value | None

    def as_data_value(self) -> dict[str, str]:
        """As DHIS2 takes it."""
        found = {
            "dataElement": self.element.data_element,
            "period": self.period.code,
            "orgUnit": self.org_unit,
            "categoryOptionCombo": self.element.category_option_combo,
            "attributeOptionCombo": self.element.attribute_option_combo,
            "value": written(self.value),
        }
        return {name: text for name, text in found.items() if text}


class _Line(msgspec.Struct, frozen=True):
    unit_id: str
    report: dict[str, Any] | None
    consolidated: dict[str, Any]


class _Lines(msgspec.Struct, frozen=True):
    units: list[_Line]


def written(value: Value | None) -> str:
    """A figure as DHIS2 reads it: 3 and not 3.0, `true` and not `True`; nothing where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if float(value).is_integer() else repr(value)


def rows_of(remote: Remote, mapping: Dhis2Mapping, campaign: str, periods: Sequence[Period]) -> list[Row]:
    """Every row, period by period. Raises Failed."""
    base = f"/tracking/campaigns/{quote(campaign, safe='')}"
    return [row for period in periods for row in _of_period(remote, mapping, base, period)]


def _of_period(remote: Remote, mapping: Dhis2Mapping, base: str, period: Period) -> Iterator[Row]:
    elements = mapping.data_values
    now = _units(remote, base, mapping.org_units, period.ends) if any(_is_counted(one) for one in elements) else {}
    within = any(one.measure == "within" for one in elements)
    before = _units(remote, base, mapping.org_units, period.begins - _MOMENT) if within else {}
    told = _reports(remote, base, period) if any(not _is_counted(one) for one in elements) else {}
    for unit_id, org_unit in mapping.org_units.items():
        for element in elements:
            path = path_of(element.figure)
            value = _found(now.get(unit_id, {}) if _is_counted(element) else told.get(unit_id, {}), path)
            if value is not None and element.measure == "within":
                value -= _found(before.get(unit_id, {}), path) or 0
            yield Row(unit_id, org_unit, period, element, value)


def _units(remote: Remote, base: str, units: Mapping[str, str], until: datetime) -> dict[str, dict[str, Any]]:
    """The figures of each unit as recorded by a moment; none of a unit or campaign that was not there yet."""
    moment = until.isoformat(timespec="milliseconds")
    paths = {unit_id: f"{base}/units/{quote(unit_id, safe='')}" for unit_id in units}
    return {unit_id: remote.look_up(path, as_of=moment) or {} for unit_id, path in paths.items()}


def _reports(remote: Remote, base: str, period: Period) -> dict[str, dict[str, Any]]:
    """What units reported on a period as it stands now, late reports and corrections included."""
    try:
        lines = decoded(remote.read(f"{base}/reports", period=period.name), _Lines).units
    except NotThere:
        raise Failed(
            f"Đợt thi đua không có báo cáo kỳ {period.name}: hãy chọn kỳ báo cáo của đợt, hoặc bỏ các mục report.",
            f"The campaign has no reports on {period.name}: choose a period on which its units report, or leave out "
            "the figures of reports.",
        ) from None
    return {
        line.unit_id: {
            "report": (line.report or {}).get("figures", {}),
            "consolidated": line.consolidated.get("figures", {}),
        }
        for line in lines
    }


def _is_counted(element: Element) -> bool:
    return element.figure.partition(".")[0] not in REPORTED


def _found(answer: Mapping[str, Any], path: Sequence[str]) -> Value | None:
    found: Any = answer
    for name in path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found if isinstance(found, int | float) else None
