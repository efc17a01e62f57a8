"""The districts of a campaign as tiles, each about where it lies. It knows no markup, colour or wording.

Where they lie is known of the province whose campaign ships with the package; others stand in the order of their names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.tracking.web.overview import UnitLine
from shared.core.definition import Text
from shared.core.plain_words import plain

# Column and row of each district of Hòa Bình until 30/06/2025, by what its name ends with: as on a map, roughly.
PLACES: Final[Mapping[str, tuple[int, int]]] = {
    "da bac": (1, 0),
    "hoa binh": (2, 0),
    "luong son": (3, 0),
    "mai chau": (0, 1),
    "tan lac": (1, 1),
    "cao phong": (2, 1),
    "kim boi": (3, 1),
    "lac son": (1, 2),
    "yen thuy": (2, 2),
    "lac thuy": (3, 2),
}
COLUMNS: Final = 4
SIDE, HEIGHT, GAP = 100, 76, 6
SHADES: Final = 5
LONGEST: Final = 13  # letters of a name on one line of a tile


@dataclass(frozen=True, slots=True)
class Tile:
    """A district: its figures, its place in the drawing, and how dark it is, from 0 to SHADES - 1."""

    unit_id: str
    name: Text
    lines: Mapping[str, Sequence[str]]
    done: int
    staying: int
    x: int
    y: int
    shade: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """All of them, and how large the drawing is."""

    tiles: tuple[Tile, ...]
    width: int
    height: int
    side: int = SIDE
    height_of_one: int = HEIGHT


def tile_map(districts: Sequence[UnitLine]) -> TileMap:
    """Those that are known where they lie, the others below them."""
    known = {one.unit_id: place for one in districts if (place := _place(one.name)) is not None}
    if len(set(known.values())) < len(known):  # two of one name: nobody knows which lies there
        known = {}
    below = max((row for _, row in known.values()), default=-1) + 1
    others = sorted((one for one in districts if one.unit_id not in known), key=lambda one: plain(one.name.vi))
    places = known | {one.unit_id: (number % COLUMNS, below + number // COLUMNS) for number, one in enumerate(others)}
    in_order = sorted(districts, key=lambda one: (places[one.unit_id][1], places[one.unit_id][0]))
    rows = max((row for _, row in places.values()), default=-1) + 1
    return TileMap(
        tuple(_tile(one, *places[one.unit_id]) for one in in_order),
        COLUMNS * (SIDE + GAP) - GAP,
        max(rows * (HEIGHT + GAP) - GAP, 0),
    )


def _tile(one: UnitLine, column: int, row: int) -> Tile:
    shade = min(int(one.houses.share * (SHADES - 1)), SHADES - 1)
    lines = {"vi": _lines(one.name.vi), "en": _lines(one.name.en or one.name.vi)}
    return Tile(
        one.unit_id,
        one.name,
        lines,
        one.houses.done,
        one.houses.staying,
        column * (SIDE + GAP),
        row * (HEIGHT + GAP),
        shade,
    )


def _place(name: Text) -> tuple[int, int] | None:
    words = plain(name.vi)
    return next((place for ending, place in PLACES.items() if words.endswith(ending)), None)


def _lines(name: str) -> list[str]:
    """A name on two lines at most."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= LONGEST or not lines[-1] or len(lines) == 2:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
