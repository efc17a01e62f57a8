"""What a log may not hold whatever its hashes say: each kind of disorder is found at its position."""

from collections.abc import Sequence

import pytest

from deploy.local.folding import States
from services.audit.domain.bundle import Piece
from services.audit.domain.findings import Wrong
from services.audit.domain.form import FormCheck
from shared.core.envelope import Fact, encode_fact
from shared.core.values import Owner
from tests import examples

REGISTRY = [examples.fact(data) for data in examples.REGISTRY_FACTS]
LAUNCHED = examples.fact(examples.LAUNCHED)
ACTIVITY = examples.fact(examples.ACTIVITY)


def piece(number: int, *lines: bytes | Fact, campaign: str = examples.CAMPAIGN, owner: Owner = "tracking") -> Piece:
    """A commit of these facts."""
    written = [line if isinstance(line, bytes) else encode_fact(line) for line in lines]
    return Piece(number, 0, 0, len(written), owner, campaign, f"commit-{number}", b"\n".join(written))


def place_of(pieces: Sequence[Piece]) -> str:
    """Where the first thing wrong is found."""
    check = FormCheck(States().take)
    for one in pieces[:-1]:
        check.take(one)
    with pytest.raises(Wrong) as found:
        check.take(pieces[-1])
    return found.value.place


BEGINNING = [piece(1, *REGISTRY, campaign="registry"), piece(2, LAUNCHED)]


def test_a_log_in_order_passes() -> None:
    check = FormCheck(States().take)

    for one in [*BEGINNING, piece(3, ACTIVITY)]:
        check.take(one)


@pytest.mark.parametrize(
    ("third", "place"),
    [
        (piece(3, b"{}"), "position 3000"),
        (piece(3, ACTIVITY, b'{"type":"vn.thidua.nothing.happened.v1"}'), "position 3001"),
        (piece(3, b"\xff"), "position 3000"),
        (piece(3, ACTIVITY, ACTIVITY), "position 3001"),
        (piece(3, LAUNCHED), "position 3000"),
        (piece(3, ACTIVITY, campaign="other"), "position 3000"),
        (piece(3, ACTIVITY, owner="awards"), "position 3000"),
        (piece(3, encode_fact(ACTIVITY).replace(b"activity/HD", b"activity/XX")), "position 3000"),
        (piece(3, encode_fact(ACTIVITY).replace(b'"actor"', b'"registryat":"3000","actor"')), "position 3000"),
        (piece(3, examples.fact(examples.VERIFIED)), "position 3000"),
        (piece(3, ACTIVITY)._replace(id="commit-1"), "position 3000"),
    ],
    ids=["empty", "unknown", "bytes", "twice", "again", "campaign", "owner", "subject", "ahead", "order", "commit"],
)
def test_what_is_out_of_form_or_order_is_named_by_its_position(third: Piece, place: str) -> None:
    assert place_of([*BEGINNING, third]) == place
