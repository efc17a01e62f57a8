"""A projection that names the types it heeds names all of them: no other fact changes a row of it."""

from pathlib import Path

import pytest

from services.awards.projections import AWARDS
from shared.core.envelope import Fact, decode_fact, decode_some
from shared.core.projecting import Rows

GOLDEN = Path(__file__).parents[1] / "golden"
FACTS = [decode_fact(path.read_bytes()) for path in sorted(GOLDEN.glob("*.json"))]
PASSED_OVER = [fact for fact in FACTS if type(fact.data).wire not in AWARDS.heeds]


@pytest.mark.parametrize("fact", PASSED_OVER, ids=lambda fact: fact.data.short)
def test_a_fact_that_is_passed_over_would_change_nothing(fact: Fact) -> None:
    rows = Rows(AWARDS.tables)

    AWARDS.fold(rows, fact, 1_000)

    assert list(rows.everything()) == []


def test_every_heeded_type_is_in_the_catalogue() -> None:
    wires = {type(fact.data).wire for fact in FACTS}

    assert wires >= AWARDS.heeds > set()


def test_of_a_commit_only_what_is_heeded_is_read() -> None:
    payload = b"\n".join(path.read_bytes().removesuffix(b"\n") for path in sorted(GOLDEN.glob("*.json")))

    read = decode_some(payload, AWARDS.heeds)

    assert read == [fact if type(fact.data).wire in AWARDS.heeds else None for fact in FACTS]
    assert decode_some(payload, {"vn.thidua.nothing.like_it.v1"}) == [None] * len(FACTS)
