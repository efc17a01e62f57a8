"""Showing checkpoints to a witness: its answer is believed, an objection stops everything, silence stops nothing."""

from collections.abc import Callable
from typing import Final, NamedTuple

import pytest

from services.audit.domain.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey, cosign
from services.audit.domain.tiles import tile_content, tiles_of
from services.audit.domain.witnessing import Accepted, judge, parse_request
from services.audit.handlers.growing import Objection
from services.audit.handlers.showing import BACKOFF_SECONDS, Showing, Silent
from shared.core.errors import ThiDuaError
from tests.unit.audit.naive import LEAVES, mth, node_of

LOG: Final = SignerKey("log.example", KeyKind.NOTE, b"l" * 32)
WITNESS: Final = SignerKey("witness.example", KeyKind.COSIGNATURE, b"w" * 32)
IMPOSTOR: Final = SignerKey("witness.example", KeyKind.COSIGNATURE, b"i" * 32)


class Replied(NamedTuple):
    status: int
    body: bytes


class Remembering:
    """A witness that judges as ours does, without a socket."""

    url = "http://witness.example"

    def __init__(self, remembered: Checkpoint | None, *, signer: SignerKey = WITNESS) -> None:
        self.remembered = remembered
        self.asked = 0
        self.away = False
        self._signer = signer

    def add_checkpoint(self, request: bytes) -> Replied:
        self.asked += 1
        if self.away:
            raise ThiDuaError("nobody there")
        asked = parse_request(request)
        assert asked is not None
        judgement = judge(asked, keys=[LOG.verifier()], remembered=self.remembered)
        if not isinstance(judgement, Accepted):
            told = f"{judgement.remembered}\n".encode() if judgement.remembered is not None else b"no\n"
            return Replied(judgement.status, told)
        self.remembered = judgement.checkpoint
        return Replied(200, cosign(judgement.checkpoint.body(), self._signer, at=1_750_000_000).encode())


class Stored:
    """The tiles of the first 1,200 leaves, at any size."""

    def read(self, path: str) -> bytes | None:
        for size in (3, 5, 9):
            for tile in tiles_of(size):
                if tile.path() == path:
                    return tile_content(tile, node_of(LEAVES))
        return None

    def put(self, path: str, content: bytes) -> None: ...

    def sync(self) -> None: ...

    def widths(self, folder: str) -> list[int]:
        raise AssertionError(folder)  # what is shown is found at its own size

    def drop(self, paths: object) -> None: ...


def tree(size: int, *, mark: bytes = b"") -> Checkpoint:
    return Checkpoint(LOG.name, size, mth([mark * 32, *LEAVES[1:size]] if mark else LEAVES[:size]))


def shown(witness: Remembering, *, now: Callable[[], float] = lambda: 0.0, heard: list[str] | None = None) -> Showing:
    answers: list[str] = [] if heard is None else heard
    return Showing(witness, Stored(), keys=[WITNESS.verifier()], on_answer=answers.append, now=now)


@pytest.mark.parametrize("remembered", [None, tree(3), tree(9)])
def test_the_witness_is_told_from_where_it_remembers(remembered: Checkpoint | None) -> None:
    heard: list[str] = []
    note = sign_checkpoint(tree(9), LOG)

    cosigned = shown(Remembering(remembered), heard=heard).show(tree(9), note)

    opened = open_checkpoint(cosigned, log_key=LOG.verifier(), witness_keys=[WITNESS.verifier()])
    assert [one.key for one in opened.cosigned] == [WITNESS.verifier()]
    assert heard == ["cosigned"]


@pytest.mark.parametrize(
    ("remembered", "code"),
    [(tree(9), "witness_ahead"), (tree(5, mark=b"x"), "witness_differs"), (tree(3, mark=b"x"), "witness_differs")],
)
def test_a_witness_that_remembers_something_else_stops_everything(remembered: Checkpoint, code: str) -> None:
    heard: list[str] = []
    note = sign_checkpoint(tree(5), LOG)

    with pytest.raises(Objection) as refused:
        shown(Remembering(remembered), heard=heard).show(tree(5), note)

    assert refused.value.problem.code == code
    assert heard == ["refused"]


def test_nobody_waits_for_a_witness_that_was_silent_a_moment_ago() -> None:
    moments = iter([0.0, 0.0, 1.0, BACKOFF_SECONDS + 1])
    witness = Remembering(None)
    witness.away = True
    showing = shown(witness, now=lambda: next(moments))
    note = sign_checkpoint(tree(5), LOG)

    for _ in range(2):
        with pytest.raises(Silent, match="nobody there"):
            showing.show(tree(5), note)
    witness.away = False
    cosigned = showing.show(tree(5), note)

    assert witness.asked == 3  # once in vain, then once to be told what is remembered, and once more
    assert cosigned.startswith(note)


def test_a_cosignature_by_another_key_is_not_taken() -> None:
    note = sign_checkpoint(tree(5), LOG)

    with pytest.raises(Silent):
        shown(Remembering(None, signer=IMPOSTOR)).show(tree(5), note)


def test_a_witness_that_does_not_know_the_log_is_as_good_as_silent() -> None:
    stranger = SignerKey("stranger.example", KeyKind.NOTE, b"s" * 32)
    checkpoint = Checkpoint(stranger.name, 5, mth(LEAVES[:5]))

    with pytest.raises(Silent, match="404"):
        shown(Remembering(None)).show(checkpoint, sign_checkpoint(checkpoint, stranger))
