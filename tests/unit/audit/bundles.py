"""A small log for tests of bundles, signed twice and witnessed, and its bundle; bundles taken apart and sealed anew."""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from typing import Final

from deploy.local.folding import States
from services.audit.domain.bundle import About, Definition, Packing, Piece, piece_of, subtrees_beside
from services.audit.domain.checkpoints import Checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey, cosign
from services.audit.domain.sections import END, MAGIC, Section, Writer, read_sections
from services.audit.domain.tree import Frontier, inclusion_path, leaf_hash
from services.audit.domain.verification import Proven, verify_form, verify_hashes
from shared.core.envelope import encode_fact, position_of
from shared.core.events import ActivityRecorded, Data
from shared.core.log import Commit
from tests import examples

ORIGIN: Final = "thidua.example/log"
LOG_KEY: Final = SignerKey(ORIGIN, KeyKind.NOTE, b"l" * 32)
WITNESS_KEY: Final = SignerKey("witness.example", KeyKind.COSIGNATURE, b"w" * 32)
FORGER_KEY: Final = SignerKey(ORIGIN, KeyKind.NOTE, b"f" * 32)
KEYS: Final = (str(LOG_KEY.verifier()), str(WITNESS_KEY.verifier()))
SEEN_AT: Final = 1_750_000_000


def activity(number: int) -> ActivityRecorded:
    return ActivityRecorded(
        activity_id=f"HD-{number}",
        unit_id="hctc",
        clause="III.1.b4",
        kind="inspection_conducted",
        title="Kiểm tra",
        quantity=1.0,
        measure="cuộc",
        occurred_on=examples.TODAY,
    )


CONTENTS: Final[tuple[tuple[Data, ...], ...]] = (
    examples.REGISTRY_FACTS,
    (examples.LAUNCHED, examples.RULE_SET),
    (activity(1), activity(2), activity(3)),
    (examples.HOUSEHOLD,),
    (examples.VERIFIED, examples.APPROVED, activity(4)),
)


def commits_of(contents: Sequence[Sequence[Data]] = CONTENTS) -> list[Commit]:
    """One commit for each group of data, of the campaign that its facts name."""
    commits = []
    for number, content in enumerate(contents, start=1):
        facts = [examples.fact(data) for data in content]
        campaign, owner = facts[0].campaign, facts[0].data.owner
        payload = b"\n".join(encode_fact(fact) for fact in facts)
        commits.append(Commit(number, campaign, owner, f"commit-{number}", payload))
    return commits


def lines_of(commits: Sequence[Commit]) -> list[bytes]:
    return [line for commit in commits for line in commit.payload.split(b"\n")]


def checkpoint_of(
    lines: Sequence[bytes], *, key: SignerKey = LOG_KEY, witness: SignerKey | None = WITNESS_KEY
) -> bytes:
    """The checkpoint over these leaves, cosigned if there is a witness."""
    tree = Frontier()
    tree.extend(leaf_hash(line) for line in lines)
    checkpoint = Checkpoint(ORIGIN, tree.size, tree.root())
    cosigned = cosign(checkpoint.body(), witness, at=SEEN_AT) if witness else ""
    return sign_checkpoint(checkpoint, key) + cosigned.encode()


def pieces_of(commits: Sequence[Commit]) -> list[Piece]:
    pieces: list[Piece] = []
    for commit in commits:
        leaf = pieces[-1].leaf + pieces[-1].length if pieces else 0
        piece = piece_of(commit, leaf=leaf)
        assert piece is not None
        pieces.append(piece)
    return pieces


def bundle_of(
    commits: Sequence[Commit],
    *,
    checkpoints: Sequence[bytes],
    keys: Sequence[str] = KEYS,
    handovers: Sequence[bytes] = (),
) -> bytes:
    """The bundle of a whole log, under these checkpoints."""
    pieces, leaves = pieces_of(commits), len(lines_of(commits))
    ends = position_of(pieces[-1].number, pieces[-1].length - 1)
    packing = Packing(About(ORIGIN, 1_000, ends, 0, leaves, leaves))
    head = packing.head(keys=keys, checkpoints=checkpoints, handovers=handovers)
    return b"".join([head, *map(packing.take, pieces), packing.tail()])


def signed_bundle(commits: Sequence[Commit] | None = None, *, signed_at: Sequence[int] = (11,)) -> bytes:
    """The bundle of the small log, signed after its third commit and at its end."""
    held = commits_of() if commits is None else commits
    lines = lines_of(held)
    return bundle_of(held, checkpoints=[checkpoint_of(lines[:size]) for size in (*signed_at, len(lines))])


@cache
def long_log() -> list[Commit]:
    """1,215 facts: more than four tiles of leaves, in commits of other sizes."""
    groups = [[activity(number) for number in range(first, first + 60)] for first in range(100, 1_300, 60)]
    return commits_of([*CONTENTS, *groups])


def leaf_numbers(commits: list[Commit]) -> Iterator[tuple[int, int, bytes]]:
    """Leaf number, position and line of every fact."""
    leaf = 0
    for commit in commits:
        for place, line in enumerate(commit.payload.split(b"\n")):
            yield leaf, position_of(commit.number, place), line
            leaf += 1


@cache
def part(begins: int, ends: int) -> bytes:
    """The bundle of the facts between two positions of the long log, under the checkpoint of the whole."""
    commits = long_log()
    lines = lines_of(commits)
    held = [(leaf, position) for leaf, position, _ in leaf_numbers(commits) if begins <= position <= ends]
    first, beyond = held[0][0], held[-1][0] + 1
    about = About(ORIGIN, held[0][1], held[-1][1], first, beyond - first, len(lines))
    node = partial(_node, [leaf_hash(line) for line in lines])
    launch = [
        Definition(leaf, line, tuple(inclusion_path(leaf, len(lines), node)))
        for leaf, _, line in leaf_numbers(commits)
        if leaf < first and (b".launched." in line or b".published." in line)
    ]
    nodes = [node(*subtree) for subtree in subtrees_beside(about)]
    packing = Packing(about)
    parts = [packing.head(keys=KEYS, nodes=nodes, checkpoints=[checkpoint_of(lines)], definitions=launch)]
    leaf = 0
    for commit in commits:
        piece = piece_of(commit, leaf=leaf, begins=begins, ends=ends)
        leaf += commit.payload.count(b"\n") + 1
        if piece is not None:
            parts.append(packing.take(piece))
    return b"".join([*parts, packing.tail()])


def _node(leaves: list[bytes], level: int, index: int) -> bytes:
    tree = Frontier()
    tree.extend(leaves[index << level : (index + 1) << level])
    return tree.root()


def verify(bundle: bytes, *, keys: Sequence[str] = KEYS) -> Proven:
    """What `thidua audit verify --bundle` does, in one process."""
    proven = verify_hashes(BytesIO(bundle), keys=keys, advance=lambda _: None)
    verify_form(BytesIO(bundle), States().take if proven.first == 0 else None)
    return proven


def sections_of(bundle: bytes) -> list[Section]:
    return list(read_sections(BytesIO(bundle)))


def resealed(sections: Sequence[tuple[str, bytes]]) -> bytes:
    """A bundle of these sections with all its lengths, hashes and the end made to fit, as a careful forger would."""
    writer = Writer()
    return b"".join(
        [MAGIC, *(writer.section(name, content) for name, content in sections if name != END), writer.end()]
    )
