"""The server's own files, changed byte by byte: it gives back exactly the old facts, or the change is found.

Never is the log silently shorter or another. What is tried is counted and printed (`pytest -s`).
"""

import asyncio
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from deploy.local.folding import States
from deploy.nats.provision import provision
from deploy.nats.server import NatsServer, ServerDidNotStart
from services.audit.domain.bundle import piece_of
from services.audit.domain.findings import Wrong
from services.audit.domain.form import FormCheck
from services.audit.domain.tree import Frontier, leaf_hash
from services.audit.domain.trust import Signed
from services.audit.domain.walk import Walk
from shared.adapters.jetstream import JetStreamLog
from shared.core.envelope import encode_fact
from shared.core.errors import ThiDuaError
from shared.core.log import Commit
from tests import examples

SEED, AT_ONCE, ANSWER_SECONDS = 450, 4, 8.0
CHANGES = {"a block": 90, "a block, its index gone": 90, "the index": 20, "what describes the log": 20}
T = TypeVar("T")


def contents() -> list[list[bytes]]:
    """Facts in commits of several sizes, as `tracking` commits them."""
    activities = [examples.ACTIVITY for _ in range(60)]
    facts = [
        examples.fact(msgspec.structs.replace(activity, activity_id=f"HD-{number}"))
        for number, activity in enumerate(activities)
    ]
    registry = [examples.fact(data) for data in examples.REGISTRY_FACTS]
    launch = [examples.fact(examples.LAUNCHED), examples.fact(examples.RULE_SET)]
    groups = [registry, launch, *(facts[first : first + 4] for first in range(0, 60, 4))]
    return [[encode_fact(fact) for fact in group] for group in groups]


async def commit_all(server: NatsServer, groups: Sequence[Sequence[bytes]]) -> None:
    await provision(server.url, seed=server.seeds["provision"])
    log = await JetStreamLog.connect(server.url, user="tracking", seed=server.seeds["tracking"])
    last: dict[str, int] = {}
    for number, lines in enumerate(groups):
        campaign = "registry" if number == 0 else examples.CAMPAIGN
        last[campaign] = await log.commit(
            b"\n".join(lines),
            campaign=campaign,
            owner="tracking",
            expect=last.get(campaign, 0),
            commit_id=f"commit-{number}",
        )
    await log.close()


async def commits_of(server: NatsServer) -> list[Commit]:
    log = await JetStreamLog.connect(server.url, user="audit", seed=server.seeds["audit"], patience=ANSWER_SECONDS)
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return [commit async for commits in log.read() for commit in commits]
    finally:
        await log.close()


def check(commits: Sequence[Commit], signed: Signed) -> None:
    """As `thidua audit verify` reads a log. Raises Wrong."""
    walk, form = Walk(Frontier(), [signed], begins=1_000), FormCheck(States().take)
    for commit in commits:
        piece = piece_of(commit, leaf=walk.tree.size)
        assert piece is not None
        walk.take(piece, [leaf_hash(line) for line in piece.lines()])
        form.take(piece)
    if not walk.held:
        raise Wrong(signed.place, "nhật ký ngắn hơn phần đã ký", "the log is shorter than what was signed")


class Recorded:
    """A stopped server's folder, what it held, and the checkpoint over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with_server(folder, lambda server: asyncio.run(commit_all(server, contents())))
        self.commits = with_server(folder, lambda server: asyncio.run(commits_of(server)))
        tree = Frontier()
        tree.extend(leaf_hash(line) for lines in contents() for line in lines)
        self.signed = Signed(tree.size, tree.root(), ("log",))

    def outcome(self, folder: Path) -> str:
        """What becomes of a changed copy: "healed", or how the change is found."""
        try:
            commits = with_server(folder, lambda server: asyncio.run(commits_of(server)))
            check(commits, self.signed)
        except ServerDidNotStart:
            return "the server does not start"
        except TimeoutError:
            return "the server does not answer"
        except ThiDuaError as error:
            return f"found: {type(error).__name__}"
        return "healed" if commits == self.commits else "SILENTLY OTHER"


def with_server(folder: Path, use: Callable[[NatsServer], T]) -> T:
    """Start a server on a folder, and end it afterwards: cleanly, so that it writes its index."""
    server = NatsServer(folder)
    server.start()
    try:
        return use(server)
    finally:
        server.stop()


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    return Recorded(tmp_path_factory.mktemp("recorded"))


def log_files(folder: Path, what: str) -> list[Path]:
    """The files of the log that a kind of change is made in."""
    (stream,) = (folder / "nats" / "store").rglob("streams/LOG")
    found = {
        "a block": (stream / "msgs").glob("*.blk"),
        "a block, its index gone": (stream / "msgs").glob("*.blk"),
        "the index": (stream / "msgs").glob("index.db"),
        "what describes the log": stream.glob("meta.*"),
    }[what]
    return sorted(found)


def change(folder: Path, what: str, draw: random.Random) -> None:
    """Change one byte, anywhere."""
    file = draw.choice(log_files(folder, what))
    content = bytearray(file.read_bytes())
    content[draw.randrange(len(content))] ^= 1 << draw.randrange(8)
    file.write_bytes(content)
    if what == "a block, its index gone":
        for index in log_files(folder, "the index"):
            index.unlink()


def test_no_changed_byte_of_the_servers_files_gives_another_log(recorded: Recorded, tmp_path: Path) -> None:
    draw = random.Random(SEED)
    tried = [(what, draw.getrandbits(32)) for what, times in CHANGES.items() for _ in range(times)]

    def one(number: int) -> tuple[str, str]:
        what, seed = tried[number]
        folder = tmp_path / str(number)
        shutil.copytree(recorded.folder, folder)
        change(folder, what, random.Random(seed))
        outcome = recorded.outcome(folder)
        shutil.rmtree(folder)
        return what, outcome

    assert recorded.outcome(copied(recorded.folder, tmp_path / "untouched")) == "healed"
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = Counter(pool.map(one, range(len(tried))))

    for (what, outcome), times in sorted(outcomes.items()):
        sys.stdout.write(f"\n{what}: {times} {outcome}")
    assert sum(outcomes.values()) >= 200
    assert not [outcome for outcome in outcomes if outcome[1] == "SILENTLY OTHER"]


def test_a_log_that_was_deleted_and_made_again_with_other_content_is_found(recorded: Recorded, tmp_path: Path) -> None:
    groups = contents()
    forged = {
        "one fact changed": [*groups[:5], [line.replace(b"HD-", b"HX-") for line in groups[5]], *groups[6:]],
        "the end lost": groups[:-1],
        "the beginning lost": groups[1:],
        "two commits exchanged": [*groups[:5], groups[6], groups[5], *groups[7:]],
        "one commit doubled": [*groups, groups[-1]],
        "emptied": [],
    }

    outcomes = {}
    for what, other in forged.items():
        folder = copied(recorded.folder, tmp_path / what)
        shutil.rmtree(folder / "nats" / "store")
        with_server(folder, lambda server, other=other: asyncio.run(commit_all(server, other)))  # type: ignore[misc]
        outcomes[what] = recorded.outcome(folder)

    assert set(outcomes.values()) == {"found: Wrong"}, outcomes


def copied(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to)
    return to
