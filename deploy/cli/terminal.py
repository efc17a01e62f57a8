"""What a command says and in which language: tables, notices, progress, failures. It knows no command."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from shared.core.values import Language


class Failed(Exception):
    """A command could not do what it was asked: one line that says what happened and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(told(vi, en))


def language() -> Language:
    """Vietnamese where the environment's locale says so, else English."""
    locale = next((found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := os.environ.get(name))), "")
    return "vi" if locale.lower().startswith("vi") else "en"


def told(vi: str, en: str) -> str:
    """The text in the language of who reads it."""
    return vi if language() == "vi" else en


def on_terminal() -> bool:
    """Whether a person reads stdout; if not there are no boxes, colours or bars."""
    return sys.stdout.isatty()


def say(line: str) -> None:
    """One line on stdout, at once."""
    typer.echo(line)
    sys.stdout.flush()


def notice(vi: str, en: str) -> None:
    """A remark beside the answer, on stderr."""
    typer.echo(told(vi, en), err=True)


def one_line(text: str) -> str:
    """A text without line breaks."""
    return " ".join(text.split())


def table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table; where nobody watches, one row a line, without a heading, its cells parted by tabs."""
    if not on_terminal():
        for row in rows:
            say("\t".join(one_line(str(cell)) or "-" for cell in row))
        return
    first, *others = columns
    drawn = Table(Column(first, no_wrap=True), *(Column(name, overflow="fold") for name in others))
    for row in rows:
        drawn.add_row(*(str(cell) for cell in row))
    Console().print(drawn)


def moment(time: datetime | None) -> str:
    """A time as a table shows it, in UTC; nothing where there is none."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if time else ""


@contextmanager
def progress(what: str, total: int | None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere; the function given moves it to a place."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, disable=not on_terminal(), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda place: bar.update(task, completed=place)
