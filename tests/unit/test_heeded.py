"""A projection that names the types it heeds names all of them: no other fact changes a row of it."""

from pathlib import Path

import pytest

from services.awards.projections import AWARDS
from services.notify.projections import NOTIFY
from shared.core.envelope import Fact, decode_fact, decode_some
from shared.core.projecting import Projection, Rows

GOLDEN = Path(__file__).parents[1] / "golden"
FACTS = [decode_fact(path.read_bytes()) for path in sorted(GOLDEN.glob("*.json"))]
HEEDING = pytest.mark.parametrize("projection", [AWARDS, NOTIFY], ids=lambda projection: projection.name)


@HEEDING
@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.data.short)
def test_a_fact_that_is_passed_over_would_change_nothing(projection: Projection, fact: Fact) -> None:
    rows = Rows(projection.tables)

    projection.fold(rows, fact, 1_000)

    assert type(fact.data).wire in projection.heeds or list(rows.everything()) == []


@HEEDING
def test_every_heeded_type_is_in_the_catalogue(projection: Projection) -> None:
    wires = {type(fact.data).wire for fact in FACTS}

    assert wires >= projection.heeds > set()


def test_of_a_commit_only_what_is_heeded_is_read() -> None:
    payload = b"\n".join(path.read_bytes().removesuffix(b"\n") for path in sorted(GOLDEN.glob("*.json")))

    read = decode_some(payload, AWARDS.heeds)

    assert read == [fact if type(fact.data).wire in AWARDS.heeds else None for fact in FACTS]
    assert decode_some(payload, {"vn.thidua.nothing.like_it.v1"}) == [None] * len(FACTS)


def test_where_everything_is_heeded_everything_is_read() -> None:
    payload = b"\n".join(path.read_bytes().removesuffix(b"\n") for path in sorted(GOLDEN.glob("*.json")))

    read = decode_some(payload, {type(fact.data).wire for fact in FACTS})

    assert read == FACTS
