"""The first text of a campaign's definition, made of a few answers, so that nobody begins on an empty page. Pure.

It is a definition without mistakes, with remarks on what may be changed and added before it is launched.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import Final

import msgspec

from shared.core.values import UnitKind

_LONGEST_ID: Final = 63
_NAMELESS: Final = "dot-thi-dua"
# What a unit is, by how its name begins; the first that fits.
_KINDS: Final[tuple[tuple[str, UnitKind], ...]] = (
    ("xa ", "COMMUNE"),
    ("phuong ", "COMMUNE"),
    ("thi tran ", "COMMUNE"),
    ("dac khu ", "COMMUNE"),
    ("huyen ", "DISTRICT"),
    ("thi xa ", "DISTRICT"),
    ("thanh pho ", "DISTRICT"),
    ("quan ", "DISTRICT"),
    ("tinh ", "PROVINCE"),
    ("phong ", "DIVISION"),
    ("van phong ", "OFFICE"),
    ("so ", "OFFICE"),
    ("hoi ", "ORGANISATION"),
    ("doan ", "ORGANISATION"),
    ("mat tran ", "ORGANISATION"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Beginning:
    """What has to be known of a campaign before its definition can be written."""

    name: str
    basis: str
    starts_on: date
    ends_on: date
    contents: tuple[str, ...]
    units: tuple[str, ...]
    at_least: int = 3


def definition_of(beginning: Beginning) -> str:
    """The definition as YAML, with remarks; whoever has done `at_least` activities is suggested."""
    starts_on, ends_on = beginning.starts_on.isoformat(), beginning.ends_on.isoformat()
    clauses = "\n".join(
        f'  - {{id: "{place}", subject: COLLECTIVE, kind: criterion, text: {{vi: {_said(content)}}}}}'
        for place, content in enumerate(beginning.contents, start=1)
    )
    ids = unit_ids(beginning.units)
    units = "\n".join(
        f"  - {{id: {_said(ids[name])}, kind: {kind_of(name)}, name: {{vi: {_said(name)}}}}}"
        for name in dict.fromkeys(beginning.units)
    )
    label = _said(f"Có ít nhất {beginning.at_least} hoạt động")
    return f"""\
# Dòng bắt đầu bằng # là ghi chú · lines that begin with # are remarks.
campaign: {_said(slug(beginning.name) or _NAMELESS)}  # mã của đợt, không bao giờ đổi · its id, never changes
name: {{vi: {_said(beginning.name)}}}
launch_level: AGENCY  # AGENCY (cơ quan, đơn vị, xã), PROVINCE (tỉnh) hoặc · or PRIME_MINISTER
legal_basis: [{_said(beginning.basis)}]
starts_on: {starts_on}
ends_on: {ends_on}
time_zone: Asia/Ho_Chi_Minh
# Nội dung thi đua: mỗi hoạt động được báo cáo dưới một mục · what activities are reported under.
clauses:
{clauses}
# Đơn vị tham gia; mã không bao giờ đổi · who takes part; an id never changes.
units:
{units}
# Báo cáo định kỳ, nếu có · periodic reports, if there are any:
# reporting: {{period: MONTHLY, due_days: 5}}
# Khi nào một tập thể được gợi ý khen thưởng · when a collective is suggested for an award.
rule_sets:
  - id: quy-tac
    in_force: {{from: {starts_on}}}
    legal_basis: ["Luật Thi đua, khen thưởng 06/2022/QH15"]
    cards:
      - id: KHEN-TAP-THE
        award: AGENCY_COMMENDATION
        subject: COLLECTIVE
        require:
          all:
            - {{id: hoat-dong, label: {{vi: {label}}}, when: "activities_total() >= {beginning.at_least}"}}
            # Điều kiện khác, ví dụ · another condition, for example:
            # - {{id: kiem-tra, label: {{vi: "Có 2 cuộc kiểm tra"}}, when: "count('inspection_conducted') >= 2"}}
"""


def slug(name: str) -> str:
    """A name as an id: `Xã Hiền Lương` is `xa-hien-luong`; "" where no letter or digit can be kept."""
    plain = unicodedata.normalize("NFD", name.replace("Đ", "D").replace("đ", "d")).lower()
    kept = (one if one.isascii() and one.isalnum() else " " for one in plain if not unicodedata.combining(one))
    return "-".join("".join(kept).split())[:_LONGEST_ID].strip("-")


def unit_ids(names: tuple[str, ...]) -> dict[str, str]:
    """An id for each unit, made of its name; units whose names come to the same are counted."""
    ids: dict[str, str] = {}
    for name in names:
        if name not in ids:
            wanted, taken = slug(name) or "don-vi", set(ids.values())
            numbered = (f"{wanted[: _LONGEST_ID - 4]}-{number}" for number in count(2))
            ids[name] = next(one for one in chain((wanted,), numbered) if one not in taken)
    return ids


def kind_of(name: str) -> UnitKind:
    """What kind of unit this is, as its name says in Vietnamese."""
    plain = slug(name).replace("-", " ") + " "
    return next((kind for beginning, kind in _KINDS if plain.startswith(beginning)), "AFFILIATED_UNIT")


def _said(text: str) -> str:
    """A text as YAML takes it on one line, without what cannot be printed."""
    line = "".join(one for one in " ".join(text.split()) if one.isprintable())
    return msgspec.json.encode(unicodedata.normalize("NFC", line)).decode()
