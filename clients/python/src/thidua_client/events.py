"""CloudEvents as Thi Đua takes them, and which door takes which. It knows no connection."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Final, TypeAlias

Event: TypeAlias = Mapping[str, Any]

MOST_EVENTS: Final = 1_000
MOST_BYTES: Final = 8 * 1024 * 1024
_PREFIX, _VERSION = "vn.thidua.", ".v1"
_OF_AWARDS: Final = frozenset(
    {"hold", "nomination", "dossier", "clearance", "public_comment"}
    | {"council", "conflict", "ballot", "minutes", "award"}
)


def new_event(
    type_: str,
    *,
    event_id: str,
    campaign: str,
    time: str,
    data: Mapping[str, Any],
    unit: str = "",
    source: str = "",
) -> dict[str, Any]:
    """A CloudEvent of a type by its short name (`activity.recorded`), stated by a unit, or by another `source`.

    (source, id) names the fact for ever: choose ids that follow from your own records, so that a retry is no new fact.
    """
    return {
        "specversion": "1.0",
        "id": event_id,
        "source": source or f"/units/{unit}",
        "type": type_ if type_.startswith(_PREFIX) else f"{_PREFIX}{type_}{_VERSION}",
        "time": time,
        "campaign": campaign,
        "data": dict(data),
    }


def door_of(event: Event) -> str:
    """The path of the door that takes an event."""
    thing = str(event.get("type", "")).removeprefix(_PREFIX).partition(".")[0]
    return "/awards/events" if thing in _OF_AWARDS else "/tracking/events"


def encoded(event: Event) -> bytes:
    """An event as structured JSON."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def batches(events: Iterable[Event]) -> Iterator[tuple[str, list[bytes]]]:
    """Events in their order, cut so that each batch is for one door and fits one request."""
    for door, run in groupby(events, key=door_of):
        batch: list[bytes] = []
        size = 2
        for body in map(encoded, run):
            if batch and (len(batch) == MOST_EVENTS or size + len(body) + 1 > MOST_BYTES):
                yield door, batch
                batch, size = [], 2
            batch.append(body)
            size += len(body) + 1
        yield door, batch
