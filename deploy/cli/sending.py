"""A file's rows sent in batches, each row counted by what became of it; or only looked at, without any door."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from deploy.cli.edits import Edits
from deploy.cli.files import RejectedFile
from deploy.cli.remote import Problem, Result
from deploy.cli.sent_before import Said, SentBefore, said_in
from deploy.cli.sent_so_far import Reached, SentSoFar
from deploy.cli.terminal import language, notice, progress, told
from shared.core.draft import TOO_LARGE
from shared.core.envelope import MAX_FACT_BYTES, Statement
from shared.core.forms import normal_form, read_statement
from shared.core.problems import Problem as CoreProblem
from shared.core.problems import problem_body, problem_of
from shared.core.requests import MAX_BATCH, MAX_BODY_BYTES
from shared.sheets.cells import Cell
from shared.sheets.sheet import Sheet, event_of_row
from shared.sheets.statements import CannotState, Event, Speech


@dataclass
class Tally:
    """How many rows of a file were recorded, known already, corrected and rejected, and what was there before."""

    recorded: int = 0
    duplicate: int = 0
    rejected: int = 0
    corrected: int = 0
    vanished: list[Said] = field(default_factory=list)

    def at(self, row: int, kept_bytes: int) -> Reached:
        """The same, as what was reached with a row."""
        return Reached(row, self.recorded, self.duplicate, self.rejected, self.corrected, kept_bytes)


@dataclass(frozen=True, slots=True)
class Entry:
    """A row, and the event it became, or why it became none."""

    number: int
    cells: tuple[Cell, ...]
    event: Event | None
    reason: str = ""


def send_file(
    path: Path, sheet: Sheet, speech: Speech, *, edits: Edits, so_far: SentSoFar
) -> tuple[Tally, Path | None]:
    """Send every row, from where a broken run stopped; rejected ones go to the file returned, None if there are none.

    Raises Failed, OSError.
    """
    reached, said = so_far.reached(), dict[Said, None]()
    tally = Tally(reached.recorded, reached.duplicate, reached.rejected, reached.corrected)
    with (
        RejectedFile(path, sheet.header, sheet.type, goes_on=reached.kept_bytes) as rejected,
        progress(path.name, sheet.about) as advance,
    ):
        for batch in batches(_not_sent(entries(sheet, speech), reached.row, said)):
            for entry, status, reason in _sent(batch, edits):
                setattr(tally, status, getattr(tally, status) + 1)
                if reason:
                    rejected.add(entry.cells, reason)
                advance(entry.number)
            so_far.remember(tally.at(batch[-1].number, rejected.flush()))
    so_far.forget()
    before = SentBefore(path)
    tally.vanished = before.vanished(said)
    try:
        before.remember(said)
    except OSError as error:  # all is recorded; only the next time cannot tell what vanished
        notice(f"{before.path}: {error.strerror}", f"{before.path}: {error.strerror}")
    return tally, rejected.path if tally.rejected else None


def outcomes(sheet: Sheet, speech: Speech, edits: Edits) -> Iterator[tuple[Entry, str, str]]:
    """What became of each row, in order: recorded, duplicate, corrected or rejected, and then why. Raises Failed."""
    yield from sent(entries(sheet, speech), edits)


def _not_sent(rows: Iterable[Entry], reached: int, said: dict[Said, None]) -> Iterator[Entry]:
    """The rows after one; what each speaks of is noted of all."""
    for entry in rows:
        if entry.event is not None:
            said[said_in(entry.event.body)] = None
        if entry.number > reached:
            yield entry


def sent(rows: Iterable[Entry], edits: Edits) -> Iterator[tuple[Entry, str, str]]:
    """The same of rows that are events already. Raises Failed."""
    for batch in batches(rows):
        yield from _sent(batch, edits)


def entries(sheet: Sheet, speech: Speech) -> Iterator[Entry]:
    """Each row as what is sent, or with the reason why it cannot be."""
    speech = replace(speech, type=speech.type or sheet.type)
    for number, cells in sheet.rows:
        try:
            event = event_of_row(sheet, cells, speech)
        except CannotState as error:
            yield Entry(number, cells, None, told(error.vi, error.en))
            continue
        yield entry_of(number, event, cells)


def entry_of(number: int, event: Event, cells: tuple[Cell, ...] = ()) -> Entry:
    """An event ready to be sent, unless it is larger than any door takes."""
    if len(event.body) > MAX_FACT_BYTES:
        return Entry(number, cells, None, _reason(problem_of(TOO_LARGE)))
    return Entry(number, cells, event)


def batches(rows: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Rows in their order, cut so that each batch fits one request."""
    batch: list[Entry] = []
    size = 0
    for row in rows:
        own = len(row.event.body) + 1 if row.event else 0
        if batch and (len(batch) == MAX_BATCH or size + own > MAX_BODY_BYTES - 2):
            yield batch
            batch, size = [], 0
        batch.append(row)
        size += own
    if batch:
        yield batch


def checked(entry: Entry, now: datetime) -> str:
    """Why an event would be refused whatever the facts so far are; "" if it would not."""
    if entry.event is None:
        return entry.reason
    found = read_statement(normal_form(entry.event.body), now=now)
    return "" if isinstance(found, Statement) else _reason(found)


def _sent(batch: list[Entry], edits: Edits) -> Iterator[tuple[Entry, str, str]]:
    results: dict[int, Result] = {}
    posted = [(entry.number, entry.event) for entry in batch if entry.event is not None]
    for owner, run in groupby(posted, key=lambda pair: pair[1].owner):
        numbers, events = zip(*run, strict=True)
        bodies = [event.body for event in events]
        results |= zip(numbers, edits.settled(bodies, edits.remote.post(owner, bodies)), strict=True)
    for entry in batch:
        result = results.get(entry.number)
        if result is None:
            yield entry, "rejected", entry.reason
        else:
            yield entry, result.status, _why(entry, result) if result.status == "rejected" else ""


def _why(entry: Entry, result: Result) -> str:
    if entry.event is None or entry.event.speaker_known or result.problem.status != 403:
        return result.problem.reason
    return f"{result.problem.reason} {told('Nếu do một đơn vị báo: --unit.', 'If a unit states this: --unit.')}"


def _reason(problem: CoreProblem) -> str:
    return msgspec.convert(problem_body(problem, language()), Problem).reason
