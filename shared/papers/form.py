"""A form of figures as its content: sections of columns and rows. It knows neither a page nor the log."""

from typing import NamedTuple, TypeAlias

Cell: TypeAlias = str | int


class Section(NamedTuple):
    """A block of a form: its title, its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Form(NamedTuple):
    """A whole form: its number and what prescribes it, its title, what it is of, and the campaign's name.

    `name` is what a file and its sheet are called.
    """

    name: str
    number: str
    basis: str
    title: str
    of: str
    campaign: str
    sections: tuple[Section, ...]
    notes: tuple[str, ...]
