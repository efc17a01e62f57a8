"""Kill -9 of audit, again and again under load: what it signed always agrees, and in the end covers every fact."""

import asyncio
import os
import signal
import subprocess
from itertools import count, islice, pairwise
from pathlib import Path

import httpx

from services.audit.domain.checkpoints import Checkpoint, open_checkpoint
from services.audit.domain.notes import VerifierKey
from services.audit.domain.tiles import Tile, node_from_tiles
from services.audit.domain.tlog_proof import check_proof, parse_proof
from services.audit.domain.tree import check_consistency, consistency_path
from shared.adapters.audit_files import read_printed
from shared.core.envelope import encode_fact
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.installation import THIDUA, Running, installation, post_until_answered
from tests.waiting import wait_until

BATCH, KILLS = 20, 5


def test_what_was_signed_always_agrees_and_in_the_end_covers_every_fact(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        last = asyncio.run(_report_while_killing(running))
        wait_until(lambda: httpx.get(f"{running.url}/audit/keys", timeout=120).status_code == 200)
        newest = httpx.get(f"{running.url}/audit/checkpoint", params={"after": last}, timeout=120).content
        proof = httpx.get(f"{running.url}/audit/proofs/{last}", timeout=120).content
        facts = dict(asyncio.run(running.facts()))
        key = VerifierKey.parse(httpx.get(f"{running.url}/audit/keys").text.split("\n")[0])
        checkpoints = _opened([*read_printed(tmp_path / "audit" / "checkpoints.txt"), newest], key)

    _agree(checkpoints, tmp_path / "audit" / "tree")
    assert checkpoints[-1].size >= len([position for position in facts if position <= last])
    assert check_proof(encode_fact(facts[last]), parse_proof(proof), log_key=key).log_key == key
    assert len({checkpoint.size for checkpoint in checkpoints}) > KILLS


def test_an_installation_whose_signing_waits_for_a_person_works_all_the_same(tmp_path: Path) -> None:
    with installation(tmp_path) as running:
        running.stop()
        (tmp_path / "audit" / "keys" / "signing.key").unlink()
        running.start()
        told = httpx.get(f"{running.url}/readyz", headers={"accept-language": "en"}).json()
        taken = asyncio.run(_launched(running))

        decided = subprocess.run(
            [THIDUA, "audit", "accept-restored", "--data", str(tmp_path), "--basis", "the key is lost"],
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        wait_until(lambda: httpx.get(f"{running.url}/readyz", timeout=120).status_code == 200)
        note = httpx.get(f"{running.url}/audit/checkpoint", params={"after": taken}, timeout=120).content

    assert "there is no keys/signing.key" in told["why"]["audit.checkpoints"]
    assert open_checkpoint(note, log_key=VerifierKey.parse(decided.stdout.strip())).checkpoint.size > 0


async def _launched(running: Running) -> int:
    """The position of the last fact of the launch."""
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        results = [await post_until_answered(client, running.token("admin"), events) for events in launch()]
    position: int = results[-1][-1]["position"]
    return position


async def _report_while_killing(running: Running) -> int:
    """The greatest position that was acknowledged."""
    positions: list[int] = []
    async with httpx.AsyncClient(base_url=running.url, timeout=120) as client:
        for events in launch():
            await post_until_answered(client, running.token("admin"), events)

        async def caller(unit: str) -> None:
            bearer = running.token("unit", unit)
            numbers = count()
            while not killing.done():
                batch = [activity(unit, number) for number in islice(numbers, BATCH)]
                results = await post_until_answered(client, bearer, batch)
                positions.extend(result["position"] for result in results)

        killing = asyncio.create_task(asyncio.to_thread(_kill_again_and_again, running))
        await asyncio.gather(killing, *map(caller, UNITS[:2]))
    return max(positions)


def _kill_again_and_again(running: Running) -> None:
    """Each time after it has signed something new: wherever that finds it."""
    checkpoint = running.data / "audit" / "checkpoint"
    for _ in range(KILLS):
        _wait_for_another(checkpoint)
        os.kill(running.children()["audit"], signal.SIGKILL)
        wait_until(lambda: "audit" in running.children())


def _wait_for_another(checkpoint: Path) -> None:
    before = checkpoint.read_bytes()
    wait_until(lambda: checkpoint.read_bytes() != before)


def _opened(notes: list[bytes], key: VerifierKey) -> list[Checkpoint]:
    return sorted((open_checkpoint(note, log_key=key).checkpoint for note in notes), key=lambda one: one.size)


def _agree(checkpoints: list[Checkpoint], tree: Path) -> None:
    """Each is continued by the next, by the tiles of the last."""

    def read(tile: Tile) -> bytes:
        return (tree / tile.path()).read_bytes()

    newest = checkpoints[-1].size
    for old, new in pairwise(checkpoints):
        path = consistency_path(old.size, new.size, node_from_tiles(read, newest))
        check_consistency(old_size=old.size, old_root=old.root, new_size=new.size, new_root=new.root, path=path)
