"""What a table may leave out, for it follows from the row: when a thing happened, and the id of one never named again.

Pure. The same row comes to the same id whoever sends it and whenever, so that it states one thing; a figure of it may
be edited, and it is still that thing. What is sealed is no part of an id, which stands in the log for everybody.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

import msgspec
from msgspec import NODEFAULT, inspect

from shared.core.definition import Clause
from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.core.open_forms import OPEN_FORMS
from shared.sheets.cells import bare
from shared.sheets.value_words import folded

# The day that says when a thing of the type happened.
DAYS: Final[dict[str, str]] = {
    "activity.recorded": "occurred_on",
    "contribution.received": "received_on",
    "funds.disbursed": "disbursed_on",
    "house.started": "started_on",
    "house.completed": "completed_on",
    "house.handed_over": "handed_over_on",
    "inspection.conducted": "conducted_on",
}
_DIGITS: Final = 16


class MadeId(NamedTuple):
    """The field of an id that may be made, how it begins, and the fields that make two rows tell of one thing."""

    field: str
    prefix: str
    same: tuple[str, ...]


IDS: Final[dict[str, MadeId]] = {
    "activity.recorded": MadeId("activity_id", "HD", ("unit_id", "kind", "title", "occurred_on")),
    "contribution.received": MadeId("contribution_id", "DG", ("unit_id", "donor.kind", "donor.id", "received_on")),
    "obstacle.reported": MadeId("obstacle_id", "VM", ("unit_id", "text")),
}


def with_id(short: str, data: Mapping[str, object], columns: Collection[str]) -> dict[str, object]:
    """The data with an id made for it, where no column of the table holds one: a cell that is empty stays so."""
    made = IDS.get(short)
    if made is None or made.field in columns:
        return dict(data)
    said = [_at(data, path) for path in made.same]
    digest = sha256(msgspec.json.encode((short, said), order="deterministic")).hexdigest()
    return {**data, made.field: f"{made.prefix}-{digest[:_DIGITS]}"}


def day_of(short: str, data: Mapping[str, object]) -> str:
    """The day on which a thing happened, as the data says it; "" where it says none."""
    return str(data.get(DAYS.get(short, ""), ""))


def needed(short: str) -> Iterator[tuple[str, inspect.Type]]:
    """The fields that a table of a type has to have, dotted, without those that may be made."""
    cls = CATALOGUE.get(f"{PREFIX}{short}{VERSION}")
    made = IDS[short].field if short in IDS else ""
    kind = inspect.type_info(OPEN_FORMS.get(cls, cls)) if cls else None
    yield from ((path, kind) for path, kind in _needed(kind, "") if path != made)


def clauses_by_text(clauses: Collection[Clause]) -> dict[str, str]:
    """The id of each clause by itself, and by its folded text where no other clause is called so."""
    said = {(folded(text), one.id) for one in clauses for text in (one.text.vi, one.text.en) if text}
    often = Counter(text for text, _ in said)
    return {text: clause for text, clause in said if often[text] == 1} | {one.id: one.id for one in clauses}


def _needed(kind: inspect.Type | None, prefix: str) -> Iterator[tuple[str, inspect.Type]]:
    struct = bare(kind)
    for field in struct.fields if isinstance(struct, inspect.StructType) else ():
        if field.default is not NODEFAULT or field.default_factory is not NODEFAULT:
            continue
        path = f"{prefix}{field.encode_name}"
        if isinstance(bare(field.type), inspect.StructType):
            yield from _needed(field.type, f"{path}.")
        elif not isinstance(bare(field.type), inspect.VarTupleType | inspect.DictType):
            yield path, field.type


def _at(data: Mapping[str, object], path: str) -> object:
    found: object = data
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
