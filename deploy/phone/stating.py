"""One submission as the events it states, by a mapping. Pure: it knows no server, no door and no clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import msgspec

from deploy.phone.mapping import EventMap
from deploy.phone.mapping import Mapping as FormMapping
from deploy.phone.memory import Said
from deploy.phone.submissions import Submission
from shared.core.events import CATALOGUE
from shared.sheets.cells import Cell
from shared.sheets.statements import CannotState, Event, Speech

ANY: Final = "*"


@dataclass(frozen=True, slots=True)
class Statement:
    """An event that a submission states, or the row that could not become one, and why in both languages."""

    said: Said
    event: Event | None
    why: tuple[str, str] = ("", "")


def is_of(mapping: FormMapping, submission: Submission) -> bool:
    """Whether a submission is one that this mapping speaks of."""
    return _stands(mapping.only, submission)


def stated(mapping: FormMapping, submission: Submission) -> Iterator[tuple[str, EventMap]]:
    """What a submission states, each under an id of its own that an edit does not change."""
    before = dict[str, int]()
    for event in mapping.events:
        number = before[event.short] = before.get(event.short, 0) + 1
        if _stands(event.when, submission):
            yield f"{event.short}/{submission.instance}" + (f"/{number}" if number > 1 else ""), event


def attachments(event: EventMap, submission: Submission) -> list[str]:
    """The files that an event's evidence names, as the answers call them."""
    answers = (submission.answer(question) for question in event.evidence)
    return [answer for answer in answers if isinstance(answer, str) and answer.strip()]


def arrived(files: Mapping[str, str], name: str) -> str:
    """What the server calls a file that an answer names; "" if it has not arrived."""
    # A server may write blanks in a file's name otherwise than the phone did.
    return next((called for called in (name, name.replace(" ", "_")) if called in files), "")


def event_of(
    event_id: str, event: EventMap, submission: Submission, *, evidence: Mapping[str, str], speech: Speech
) -> Statement:
    """The event with the evidence that is there, as hashes by the files' names."""
    cells: dict[str, Cell] = {field: _cell(value) for field, value in event.values.items()}
    cells |= {field: _cell(submission.answer(question)) for field, question in event.fields.items()}
    for place, (name, digest) in enumerate(evidence.items()):
        cells |= {f"evidence.{place}.name": name, f"evidence.{place}.sha256": digest}
    row = {"type": event.short, "id": event_id, "time": _cell(submission.answer(event.time)), **cells}
    try:
        made = speech.from_row(row)
    except CannotState as error:
        return Statement((event.short, ""), None, (error.vi, error.en))
    return Statement((event.short, _thing(made.body)), made)


def _thing(body: bytes) -> str:
    event = msgspec.json.decode(body)
    return str(event["data"].get(CATALOGUE[event["type"]].first_id, ""))


def _stands(wanted: Mapping[str, str], submission: Submission) -> bool:
    return all(
        _cell(submission.answer(question)) not in ("", ANY) if answer == ANY else _said(submission, question) == answer
        for question, answer in wanted.items()
    )


def _said(submission: Submission, question: str) -> str:
    return str(_cell(submission.answer(question)))


def _cell(answer: object) -> Cell:
    """An answer as a table's cell: what is no text, number or truth, such as a place on the map, is read as text."""
    match answer:
        case None:
            return ""
        case str() | int() | float():
            return answer
        case _:
            return msgspec.json.encode(answer).decode()
