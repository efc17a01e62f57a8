"""A seeded mutator: every statement of the catalogue, told as requests that are whole, a little wrong or ruined.

The same seed makes the same requests. It knows no server and does not care what became of a request.
"""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import msgspec

from shared.core.access import STATED_BY
from shared.core.events import OWNERS, PREFIX, REGISTRY, REGISTRY_THINGS, VERSION, thing_of
from shared.core.requests import BATCH, BINARY, STRUCTURED

Event = dict[str, Any]
Place = tuple[Any, Any]  # a list or an object, and the index or name of one of its values

UNIT: Final = "hctc"
GOLDEN: Final = Path(__file__).parents[1] / "golden"
# These end the campaign or the unit that goes on reporting, or a person's data: after them all else would be refused.
ENDING: Final = frozenset(
    {"campaign.closed", "unit.dissolved", "unit.merged", "unit.split", "personal_data.erased", "campaign.amended"}
)
# What the golden facts hold sealed, as a clerk states it.
OPEN: Final[dict[str, Event]] = {
    "household.identified": {"person": {"name": "Bùi Thị Mai", "citizen_id": "017190001234", "address": "Xóm Lác"}},
    "person.assigned": {"name": "Nguyễn Thị Lan"},
    "contribution.received": {"donor": {"kind": "INDIVIDUAL", "id": "nt-01", "name": "Lò Văn Pành"}},
}
# With these something new begins, under an id of its own.
FIRST: Final = frozenset(
    {
        *("activity.recorded", "household.identified", "contribution.received", "funds.disbursed", "report.submitted"),
        *("inspection.conducted", "finding.raised", "obstacle.reported", "unit.established", "person.assigned"),
        *("nomination.opened", "council.convened"),
    }
)
ODD: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 2**53 + 1, 2**63, -(2**63) - 1, 10**40, 1e308, -0.0, 0.1, "", " ", "0", "null"),
    *("x" * 129, "x" * 70_000, "\u0000", "\u202e", "e\u0302\u0323", "\U0001f3e0", "../../etc/passwd", "' OR 1=1 --"),
    *("log.>", "*", "%00", "{{7*7}}", "<script>alert(1)</script>", "2025-02-30", "9999-12-31T23:59:60Z", "registry"),
    *("0001-01-01T00:00:00+14:00", [], {}, [[]], {"": {}}, [None] * 200, {"a": {"b": {"c": {"d": [1]}}}}),
)
TYPES: Final = (STRUCTURED, BATCH, BINARY, "text/plain", "", "application/json; charset=utf-16", "APPLICATION/JSON")
BYTES: Final = (b"\x00", b"\xff", b"\xef\xbb\xbf", b'"', b"\\", b"{", b"[", b"]", b",", b"\\ud800", b"NaN", b"1e999")


class Request(NamedTuple):
    """One request to the door of `owner`, by whoever has this role: how many events it was made of."""

    owner: str
    role: str
    content_type: str
    headers: dict[str, str]
    body: bytes
    events: int


def originals(campaign: str) -> dict[str, Event]:
    """One statement of each type that anybody may make, by its short name, each as it would be recorded if it could."""
    told = {}
    for path in sorted(GOLDEN.glob("*.json")):
        # The golden rules ask for a clause that the golden campaign does not have.
        fact = msgspec.json.decode(path.read_bytes().replace(b"III.1.b5", b"III.1.b4"))
        short = fact["type"].removeprefix(PREFIX).removesuffix(VERSION)
        roles = STATED_BY[short]
        if not roles or short in ENDING:
            continue
        data = fact["data"] | OPEN.get(short, {})
        if "unit" in roles and "unit_id" in data:
            data["unit_id"] = UNIT
        if short == "campaign.launched":
            data["campaign"] = campaign
            del data["law"]
        if short == "ruleset.published":
            data["in_force"] = {"from": "2024-01-01"}
        told[short] = {
            "specversion": "1.0",
            "id": f"original-{short}",
            "source": f"/units/{UNIT}" if "unit" in roles else "/mutated",
            "type": fact["type"],
            "time": fact["time"],
            "campaign": REGISTRY if thing_of(short) in REGISTRY_THINGS else campaign,
            "data": data,
        }
    return told


def beginning(told: dict[str, Event]) -> list[list[Event]]:
    """What has to be stated before all else, in this order: whom the statements speak of, and the campaign's launch."""
    units = [{"unit_id": one, "kind": "DIVISION", "name": {"vi": one}} for one in _named(told, "unit_id")]
    person = told["person.assigned"]["data"]
    persons = [{**person, "person_id": one, "unit_id": UNIT} for one in _named(told, "person_id")]
    return [
        [{**told["unit.established"], "id": f"unit-{n}", "data": data} for n, data in enumerate(units)],
        [{**told["person.assigned"], "id": f"person-{n}", "data": data} for n, data in enumerate(persons)],
        [told["campaign.launched"], told["ruleset.published"]],
    ]


def _named(told: dict[str, Event], ending: str) -> list[str]:
    """All ids of units, or of persons, anywhere in the statements."""
    places = [place for event in told.values() for place in _places(event["data"])]
    named = {at[key] for at, key in places if isinstance(key, str) and key.endswith(ending) and at[key]}
    return sorted(named | ({"vpubnd"} if ending == "unit_id" else set()))


class Mutator:
    """Makes requests without end, out of statements that are right."""

    def __init__(self, seed: str, told: dict[str, Event]) -> None:
        self.seed = seed
        self._random = Random(seed)
        self._told = told
        self.made = 0  # requests
        self._number = 0  # events
        self._earlier: list[tuple[str, Event]] = []

    def for_http(self) -> Request:
        """A request in any of the three modes, of any role."""
        self.made += 1
        short = self._random.choice(list(self._told))
        role, owner = min(STATED_BY[short]), OWNERS[thing_of(short)]
        chance = self._random.random()
        if chance < 0.2:
            mates = [one for one in self._told if role in STATED_BY[one] and OWNERS[thing_of(one)] == owner]
            events = [self._event(self._random.choice(mates)) for _ in range(self._random.randint(0, 20))]
            request = Request(owner, role, BATCH, {}, self._bytes(events), len(events))
        elif chance < 0.4:
            headers, body = _binary(self._event(short))
            request = Request(owner, role, BINARY, headers, self._ruined(body), 1)
        else:
            request = Request(owner, role, STRUCTURED, {}, self._bytes(self._event(short)), 1)
        return self._oddly_asked(request)

    def for_nats(self) -> Request:
        """A request of the unit, alone or an array."""
        self.made += 1
        own = [one for one in self._told if "unit" in STATED_BY[one]]
        events = [self._event(self._random.choice(own)) for _ in range(self._random.randint(0, 20))]
        is_batch = self._random.random() < 0.2
        said = events if is_batch else self._event(self._random.choice(own))
        return Request("tracking", "unit", "", {}, self._bytes(said), len(events) if is_batch else 1)

    def _event(self, short: str) -> Event:
        """One event: now and then an earlier one again, as it was or changed; else a new one, often with faults."""
        alike = [event for name, event in self._earlier if name == short]
        if alike and self._random.random() < 0.15:
            event = deepcopy(self._random.choice(alike))
            for _ in range(self._random.randint(0, 1)):
                self._spoil(event)
            return event
        self._number += 1
        event = deepcopy(self._told[short])
        event["id"] = f"{self.seed}-{self._number}"
        if self._random.random() < (0.8 if short in FIRST else 0.1):  # else it is about a thing that is there already
            event["data"][next(iter(event["data"]))] = f"{self.seed}-{self._number}"
        for _ in range(self._random.choice((0, 0, 1, 1, 1, 2))):
            self._spoil(event)
        self._earlier = [*self._earlier[-200:], (short, deepcopy(event))]
        return event

    def _spoil(self, event: Event) -> None:
        places = _places(event)
        if places:
            self._random.choice(SPOILING)(self._random, event, self._random.choice(places))

    def _bytes(self, said: object) -> bytes:
        return self._ruined(msgspec.json.encode(said))

    def _ruined(self, body: bytes) -> bytes:
        """The body, or in one case of six the body with some bytes cut, doubled, changed or put in."""
        if self._random.random() > 1 / 6:
            return body
        at = self._random.randrange(len(body) + 1)
        until = min(len(body), at + self._random.choice((0, 1, 1, 10, 1_000)))
        within = self._random.choice((b"", self._random.choice(BYTES), self._random.randbytes(3), body[at:until] * 2))
        return body[:at] + within + body[until:]

    def _oddly_asked(self, request: Request) -> Request:
        """The request, or in one case of twenty the request under another content type or with strange headers."""
        chance = self._random.random()
        if chance < 0.03:
            return request._replace(content_type=self._random.choice(TYPES))
        if chance < 0.06:
            text = quote(str(self._random.choice(ODD))[:500], safe="{}<>';=,*")
            return request._replace(headers={**request.headers, self._random.choice(HEADERS): text})
        return request


HEADERS: Final = ("accept-language", "traceparent", "tracestate", "ce-id", "ce-time", "ce-data", "ce-", "ce-subject")


def _places(value: Any) -> list[Place]:
    """Everywhere in a JSON value where another value stands."""
    match value:
        case dict():
            here: list[Place] = [(value, key) for key in value]
        case list():
            here = [(value, index) for index in range(len(value))]
        case _:
            return []
    return here + [place for inner, key in list(here) for place in _places(inner[key])]


def _drop(_random: Random, _event: Event, place: Place) -> None:
    del place[0][place[1]]


def _put_odd(random: Random, _event: Event, place: Place) -> None:
    place[0][place[1]] = deepcopy(random.choice(ODD))


def _wrap(random: Random, _event: Event, place: Place) -> None:
    value = place[0][place[1]]
    place[0][place[1]] = random.choice(([value], [value] * 2, {"value": value}, str(value)))


def _swap(random: Random, event: Event, place: Place) -> None:
    other = random.choice(_places(event))
    place[0][place[1]], other[0][other[1]] = deepcopy(other[0][other[1]]), deepcopy(place[0][place[1]])


def _nudge(random: Random, _event: Event, place: Place) -> None:
    """A value of the same kind, a little different: most of these are still right."""
    match place[0][place[1]]:
        case bool() as said:
            place[0][place[1]] = not said
        case int() | float() as number:
            place[0][place[1]] = number + random.choice((1, -1, 0.5, number))
        case str() as text:
            at = random.randrange(len(text) + 1)
            place[0][place[1]] = text[:at] + random.choice(("x", "ế", "0", " ", "-", "\n")) + text[at:]
        case _:
            pass


def _add(random: Random, event: Event, _place: Place) -> None:
    random.choice((event, event["data"] if isinstance(event.get("data"), dict) else event))[
        random.choice(("colour", "subject", "recordedat", "unit_id", "data_base64", "", "persons"))
    ] = deepcopy(random.choice(ODD))


def _rename(random: Random, _event: Event, place: Place) -> None:
    if isinstance(place[0], dict):
        place[0][random.choice((str(place[1]).upper(), f"{place[1]} ", "data"))] = place[0].pop(place[1])


def _retype(random: Random, event: Event, _place: Place) -> None:
    event["type"] = f"{PREFIX}{random.choice(sorted(STATED_BY))}{random.choice((VERSION, VERSION, '.v2', ''))}"


def _of_another(random: Random, event: Event, _place: Place) -> None:
    event["source"] = random.choice(
        ("/units/da-bac", f"/units/{UNIT}/", "/units/", "/", "units/hctc", f"/units/{UNIT}")
    )


SPOILING: Final[tuple[Callable[[Random, Event, Place], None], ...]] = (
    *(_drop, _put_odd, _put_odd, _wrap, _swap, _nudge, _nudge, _nudge, _add, _rename, _retype, _of_another),
)


def _binary(event: Event) -> tuple[dict[str, str], bytes]:
    """An event in binary mode, as far as its attributes can be headers at all."""
    headers = {
        f"ce-{name}": quote(str(value)[:4_000], safe="!#$&'()*+,-./:;<=>?@[]^_`{|}~")
        for name, value in event.items()
        if name != "data" and name.isalnum() and name.isascii()
    }
    return headers, msgspec.json.encode(event.get("data"))
