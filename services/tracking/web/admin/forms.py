"""The forms of the administration: who is let in, and the units of the register. They judge nothing but emptiness."""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final, get_args

from shared.core import events
from shared.core.events import Data
from shared.core.problems import Fault
from shared.core.values import Role, UnitKind
from shared.web.filling import Entered, Field, Kind, first, pointer_of

SOURCE: Final = "/admin"
UNIT_ID: Final = Field("unit_id", Kind.FIXED)
_EFFECTIVE: Final = (Field("effective_on", Kind.DAY), Field("basis"))
_CORRECTS: Final = Field("corrects", needed=False)
_BEARING: Final = (
    Field("role", Kind.CHOICE, get_args(Role)),
    Field("unit_id", needed=False),
    Field("person_id", needed=False),
)
_ACCOUNT: Final = Field("name", Kind.FIXED)
BY_PROVIDER: Final = "PROVIDER"
OPENED_BY: Final = ("PASSWORD", BY_PROVIDER)

# What changes who is let in, by the name of the form; the first field of those about one thing names it.
ACCESS_FORMS: Final[dict[str, tuple[Field, ...]]] = {
    "token.create": (*_BEARING, Field("days", Kind.WHOLE, needed=False)),
    "token.revoke": (Field("token_id", Kind.FIXED),),
    "account.create": (Field("name"), *_BEARING, Field("opened_by", Kind.CHOICE, OPENED_BY, needed=False)),
    "account.password": (_ACCOUNT,),
    "account.lock": (_ACCOUNT,),
    "account.unlock": (_ACCOUNT,),
}
# What states a fact about a unit, by its short type.
UNIT_FORMS: Final[dict[type[Data], tuple[Field, ...]]] = {
    events.UnitEstablished: (
        Field("unit_id"),
        Field("kind", Kind.CHOICE, get_args(UnitKind)),
        Field("name.vi"),
        Field("name.en", needed=False),
        Field("parent", Kind.CHOICE, needed=False),
        Field("code", needed=False),
        Field("contacts", Kind.LINES, needed=False),
    ),
    events.UnitRenamed: (UNIT_ID, Field("name.vi"), Field("name.en", needed=False), *_EFFECTIVE, _CORRECTS),
    events.UnitMerged: (Field("predecessors", Kind.LINES), Field("successor", Kind.CHOICE), *_EFFECTIVE, _CORRECTS),
    events.UnitSplit: (
        UNIT_ID,
        Field("successors", Kind.LINES),
        Field("holder", Kind.CHOICE, needed=False),
        *_EFFECTIVE,
        _CORRECTS,
    ),
    events.UnitDissolved: (UNIT_ID, *_EFFECTIVE, _CORRECTS),
    events.UnitCodeIssued: (UNIT_ID, Field("code"), *_EFFECTIVE),
    events.UnitCodeClosed: (UNIT_ID, Field("code"), *_EFFECTIVE),
}
UNIT_FACTS: Final[dict[str, type[Data]]] = {data.short: data for data in UNIT_FORMS}
OF_ONE_UNIT: Final = tuple(data.short for data in UNIT_FORMS if data is not events.UnitEstablished)

NEEDS_UNIT: Final = "vai trò unit phải nêu một đơn vị", "the role unit names a unit"
BAD_UNIT: Final = "gồm a-z, 0-9 và '-', ví dụ xa-mai-ha", "is made of a-z, 0-9 and '-', such as xa-mai-ha"
NO_UNIT: Final = "không có đơn vị nào mang mã này trong sổ đơn vị", "is no unit of the register"
BAD_ADDRESS: Final = (
    "mỗi dòng phải là một địa chỉ thư, như vanthu@xa.example.vn",
    "each line must be an address of e-mail, as office@commune.example.vn",
)
BAD_NAME: Final = "gồm a-z, 0-9, '.', '_', '@' và '-'", "is made of a-z, 0-9, '.', '_', '@' and '-'"
BAD_DAYS: Final = "từ 1 đến 3660, hoặc để trống", "from 1 to 3660, or empty"
_UNIT: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}").fullmatch
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._@-]{0,62}").fullmatch
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+").fullmatch
_MAX_DAYS: Final = 3_660


def fields_of(name: str, units: Iterable[str]) -> tuple[Field, ...]:
    """The fields of a form; a unit is chosen among `units`. Raises KeyError where there is no such form."""
    if name in ACCESS_FORMS:
        return ACCESS_FORMS[name]
    known = tuple(units)
    asked = UNIT_FORMS[UNIT_FACTS[name]]
    return tuple(
        Field(one.name, one.kind, known, one.needed) if one.kind is Kind.CHOICE and not one.options else one
        for one in asked
    )


def subject_of(name: str) -> str:
    """The field that says which thing a form is about; "" where it makes a new one."""
    if name == events.UnitMerged.short:
        return "predecessors"
    fields = ACCESS_FORMS.get(name) or UNIT_FORMS[UNIT_FACTS[name]]
    return fields[0].name if fields[0].kind is Kind.FIXED else ""


def faults_in_fact(data: Mapping[str, object]) -> tuple[Fault, ...]:
    """What a form about a unit says that the door would take and nobody could use."""
    usable = all(_ADDRESS(line) for line in _lines(data.get("contacts")))
    return () if usable else (Fault(pointer_of(Field("contacts")), *BAD_ADDRESS),)


def faults_in_access(name: str, said: Entered, units: Collection[str]) -> tuple[Fault, ...]:
    """What a form that lets somebody in says that cannot be, field by field; `units` are those of the register."""
    faults: list[Fault] = []
    typed = {one.name: first(said, one.name).strip() for one in ACCESS_FORMS[name]}

    def wrong(field: str, why: tuple[str, str]) -> None:
        faults.append(Fault(pointer_of(Field(field)), *why))

    if typed.get("unit_id") and not _UNIT(typed["unit_id"]):
        wrong("unit_id", BAD_UNIT)
    elif typed.get("unit_id") and typed["unit_id"] not in units:
        wrong("unit_id", NO_UNIT)
    if typed.get("role") == "unit" and not typed.get("unit_id"):
        wrong("unit_id", NEEDS_UNIT)
    if name == "account.create" and typed["name"] and not _NAME(typed["name"].lower()):
        wrong("name", BAD_NAME)
    if typed.get("days") and not (typed["days"].isdecimal() and 1 <= int(typed["days"][:5]) <= _MAX_DAYS):
        wrong("days", BAD_DAYS)
    return tuple(faults)


def as_stated(data: Mapping[str, object]) -> dict[str, object]:
    """The data of the event: an address a line is a contact."""
    stated = dict(data)
    if isinstance(stated.get("contacts"), list):
        stated["contacts"] = [{"email": line, "language": "vi"} for line in _lines(stated["contacts"])]
    return stated


def _lines(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
