"""How a client talks, without the talking: requests and pauses go out of a generator, and answers come in.

So the blocking and the async client are the same conversation, and the rules for trying again stand here once.
"""

import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, TypeVar

from thidua_client.answers import Answer, Rejected, Unavailable, answer_in, problem_in
from thidua_client.events import Event, batches, door_of, encoded

STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
LATER: Final = frozenset({429, 502, 503, 504})
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0


@dataclass(frozen=True)
class Ask:
    """A request to make."""

    method: str
    path: str
    content: bytes | None = None
    content_type: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pause:
    """So many seconds to wait."""

    seconds: float


@dataclass(frozen=True)
class Reply:
    """What came back; None in its stead is a connection that broke, or an answer that took too long."""

    status: int
    content: bytes
    retry_after: str = ""


T = TypeVar("T")
Talk: TypeAlias = Generator[Ask | Pause, Reply | None, T]


def sending(event: Event, patience: float) -> Talk[Answer]:
    """Send one event. Raises Rejected, Unavailable."""
    reply = yield from _answered(Ask("POST", door_of(event), encoded(event), STRUCTURED), _pauses(patience), LATER)
    return answer_in(_json(reply))


def sending_many(events: Iterable[Event], patience: float) -> Talk[list[Answer]]:
    """Send events in batches, in their order; patience begins anew with each. Raises Rejected, Unavailable."""
    answers: list[Answer] = []
    for door, bodies in batches(events):
        answers += yield from _batch(door, bodies, _pauses(patience))
    return answers


def reading(path: str, query: Mapping[str, str], patience: float) -> Talk[Any]:
    """Read. Raises Rejected (504: what `after` asked for was not there within ten seconds), Unavailable."""
    reply = yield from _answered(Ask("GET", path, query=query), _pauses(patience), LATER - {504})
    return _json(reply)


def _batch(door: str, bodies: list[bytes], pauses: Iterator[float]) -> Talk[list[Answer]]:
    """A batch; what could not be taken just now is sent again."""
    settled: dict[int, Answer] = {}
    waiting = list(range(len(bodies)))
    while True:
        content = b"[" + b",".join(bodies[place] for place in waiting) + b"]"
        reply = yield from _answered(Ask("POST", door, content, BATCH), pauses, LATER)
        answers = [answer_in(one) for one in _json(reply)["results"]]
        settled |= {
            place: answer
            for place, answer in zip(waiting, answers, strict=True)
            if answer.problem is None or answer.problem.status not in LATER
        }
        waiting = [place for place in waiting if place not in settled]
        if not waiting:
            return [settled[place] for place in range(len(bodies))]
        yield Pause(_next(pauses))


def _answered(ask: Ask, pauses: Iterator[float], later: frozenset[int]) -> Talk[Reply]:
    """The answer that settles it, however often it takes to get it."""
    while True:
        reply = yield ask
        if reply is not None and reply.status not in later:
            if reply.status >= 400:
                raise Rejected(problem_in(_json(reply), reply.status))
            return reply
        pause = _next(pauses)
        asked = float(reply.retry_after) if reply is not None and reply.retry_after.isdecimal() else 0.0
        yield Pause(max(pause, asked))


def _pauses(patience: float) -> Iterator[float]:
    """Longer and longer, until patience ends."""
    pause, waited = _FIRST_PAUSE, 0.0
    while waited < patience:
        yield pause
        waited += pause
        pause = min(pause * 2, _LONGEST_PAUSE)


def _next(pauses: Iterator[float]) -> float:
    for pause in pauses:
        return pause
    raise Unavailable("Nothing settled it in time; send exactly the same again later.")


def _json(reply: Reply) -> Any:
    try:
        return json.loads(reply.content)
    except ValueError:
        raise Rejected(
            problem_in({"detail": "The answer is not Thi Đua's: check the address."}, reply.status)
        ) from None
