"""A long log in one file: verified with nothing else, as an auditor would, and one fact of it proven. In a process."""

import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import pairwise, repeat
from pathlib import Path
from typing import IO, Final

import msgspec

from benchmarks.apart import answer, apart
from benchmarks.campaign import CAMPAIGN, ESTABLISHED, REGULARS, people
from benchmarks.statements import RECORDED_AT, history, told
from deploy.local.proving import prove_from_file
from deploy.local.verifying import verify_file
from services.audit.domain.bundle import About, Packing, piece_of
from services.audit.domain.checkpoints import Checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey
from services.audit.domain.tree import Frontier, leaf_hash
from shared.core.decider import fact_of
from shared.core.envelope import encode_fact, position_of
from shared.core.events import REGISTRY
from shared.core.log import Commit

COMMIT: Final = 500
REGISTRY_FACTS: Final = (*ESTABLISHED, *people(0, REGULARS))
KEY: Final = SignerKey("benchmark.example/log", KeyKind.NOTE, b"b" * 32)


class Verify(msgspec.Struct, frozen=True):
    """One of `write` and `verify`, on a bundle that is to hold so many facts of the campaign."""

    piece: str
    path: str
    facts: int


def measure(facts: int, *, runs: int) -> list[dict[str, float]]:
    """Of each run `verify_events_per_s`, `verify_peak_mb` and `prove_ms`. Raises PieceFailed."""
    with tempfile.TemporaryDirectory(prefix="thidua.") as folder:
        path = str(Path(folder) / "log.bundle")
        apart("benchmarks.verify", Verify("write", path, facts))
        return [apart("benchmarks.verify", Verify("verify", path, facts)) for _ in range(runs)]


def _payloads(facts: int) -> Iterator[tuple[str, bytes]]:
    registry = (fact_of(told(data), recorded_at=RECORDED_AT, registry_at=0) for data in REGISTRY_FACTS)
    yield REGISTRY, b"\n".join(map(encode_fact, registry))
    yield from zip(repeat(CAMPAIGN), history(facts, size=COMMIT), strict=False)


def _write(job: Verify) -> dict[str, float]:
    """As the export does: once through the log for what is signed, once for the file."""
    tree, begins = Frontier(), list[int]()
    with tempfile.TemporaryFile(prefix="thidua.") as log:
        for _, payload in _payloads(job.facts):
            tree.extend(map(leaf_hash, payload.split(b"\n")))
            begins.append(log.tell())
            log.write(payload)
        commits = _commits(log, [*begins, log.tell()])
        with Path(job.path).open("wb") as file:
            _pack(file, tree, commits, ends=position_of(len(begins), payload.count(b"\n")))
    return {}


def _commits(log: IO[bytes], begins: Sequence[int]) -> Iterator[Commit]:
    log.seek(0)
    for number, (begin, end) in enumerate(pairwise(begins), start=1):
        campaign = REGISTRY if number == 1 else CAMPAIGN
        yield Commit(number, campaign, "tracking", f"commit-{number}", log.read(end - begin))


def _pack(file: IO[bytes], tree: Frontier, commits: Iterator[Commit], *, ends: int) -> None:
    packing = Packing(About(KEY.name, 1_000, ends, 0, tree.size, tree.size))
    checkpoint = sign_checkpoint(Checkpoint(KEY.name, tree.size, tree.root()), KEY)
    file.write(packing.head(keys=[str(KEY.verifier())], checkpoints=[checkpoint]))
    leaf = 0
    for commit in commits:
        piece = piece_of(commit, leaf=leaf)
        if piece is not None:
            file.write(packing.take(piece))
            leaf += piece.length
    file.write(packing.tail())


def _verify(job: Verify) -> dict[str, float]:
    begun = time.perf_counter()
    proven = verify_file(Path(job.path), keys=[str(KEY.verifier())], advance=lambda _: None)
    seconds = time.perf_counter() - begun
    # Both processes at once; what they share is counted twice.
    peak_kb = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    begun = time.perf_counter()
    prove_from_file(Path(job.path), position_of(proven.ends // 2_000, COMMIT // 2), keys=proven.keys)
    return {
        "verify_events_per_s": proven.facts / seconds,
        "verify_peak_mb": peak_kb * 1_024 / 1e6,
        "prove_ms": (time.perf_counter() - begun) * 1_000,
    }


if __name__ == "__main__":
    pieces = {"write": _write, "verify": _verify}
    answer(Verify, lambda job: pieces[job.piece](job))
