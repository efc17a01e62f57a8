"""Audit over a real log: what it signs, serves and proves, and to whom."""

from pathlib import Path

from services.audit.domain.notes import VerifierKey
from services.audit.domain.tiles import decode_entries
from services.audit.domain.tlog_proof import check_proof, parse_proof
from services.audit.domain.tree import Frontier, leaf_hash
from tests.integration.audit.auditing import Auditing, checkpoint, own_facts, readiness, ready
from tests.integration.conftest import NewNats


async def test_an_empty_log_is_signed_too(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        answer = await client.get("/audit/checkpoint")

    assert auditing.signed(answer.content).size == 0
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-position"] == "0"


async def test_every_fact_is_a_leaf_in_the_order_of_the_log(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    lines = own_facts(700)
    tree = Frontier()
    tree.extend(map(leaf_hash, lines))

    async with auditing.running() as client:
        await auditing.commit(lines[:300])
        await auditing.commit(lines[300:301])
        await auditing.commit(lines[301:])
        signed = auditing.signed(await checkpoint(client, after=3_398))
        first = await client.get("/audit/tile/0/000")
        last = await client.get("/audit/tile/0/002.p/188")
        above = await client.get("/audit/tile/1/000.p/2")

    assert (signed.size, signed.root) == (700, tree.root())
    assert first.content == b"".join(map(leaf_hash, lines[:256]))
    assert last.content == b"".join(map(leaf_hash, lines[512:]))
    assert len(above.content) == 64
    assert first.headers["content-type"] == "application/octet-stream"
    assert "immutable" in first.headers["cache-control"]
    assert first.headers["x-position"] == "3398"


async def test_a_receipt_verifies_with_nothing_but_the_fact_and_the_public_key(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    lines = own_facts(5)

    async with auditing.running() as client:
        number = await auditing.commit(lines)
        answer = await client.get(f"/audit/proofs/{number * 1_000 + 3}")
        keys = (await client.get("/audit/keys")).text.split("\n")

    proof = parse_proof(answer.content)
    assert answer.status_code == 200
    assert check_proof(lines[3], proof, log_key=VerifierKey.parse(keys[0])).checkpoint.size == 5
    assert proof.index == 3


async def test_a_fact_is_read_byte_for_byte_by_its_unit_and_by_auditors_alone(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    lines = own_facts(2)
    path = "/audit/events/1001"

    async with auditing.running() as client:
        await auditing.commit(lines)
        own = await client.get(path, headers=auditing.token("unit", unit_id="hctc"))
        auditor = await client.get(path, headers=auditing.token("auditor"))
        others = [
            (await client.get(path, headers=headers)).status_code
            for headers in (auditing.token("unit", unit_id="dist-1"), auditing.token("secretary"), {})
        ]

    assert own.content == auditor.content == lines[1]
    assert own.headers["x-leaf-index"] == "1"
    assert others == [403, 403, 401]


async def test_bundles_of_facts_are_for_auditors_and_hash_tiles_for_everybody(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    lines = own_facts(3)

    async with auditing.running() as client:
        await auditing.commit(lines)
        await checkpoint(client, after=1_002)
        whole = await client.get("/audit/tile/entries/000.p/3", headers=auditing.token("auditor"))
        part = await client.get("/audit/tile/entries/000.p/2", headers=auditing.token("auditor"))
        refused = [
            (await client.get("/audit/tile/entries/000.p/3", headers=headers)).status_code
            for headers in (auditing.token("unit", unit_id="hctc"), {})
        ]

    assert decode_entries(whole.content, width=3) == lines
    assert decode_entries(part.content, width=2) == lines[:2]
    assert refused == [403, 401]


async def test_what_is_not_there_is_not_found(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await auditing.commit(own_facts(3))
        await checkpoint(client, after=1_002)
        found = [
            (await client.get(f"/audit/{path}")).status_code
            for path in ("tile/0/000.p/4", "tile/0/000", "tile/0/0", "tile/00/000.p/3", "proofs/1003", "proofs/999999")
        ]

    assert found == [404] * 6


async def test_a_restart_goes_on_where_it_was_and_touches_no_full_tile(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await auditing.commit(own_facts(600))
        await checkpoint(client, after=1_599)
    full = auditing.folder / "tree" / "tile" / "0" / "001"
    before = full.stat()

    async with auditing.running() as client:
        at_once = auditing.signed((await client.get("/audit/checkpoint")).content).size
        await auditing.commit(own_facts(600, start=600))
        later = auditing.signed(await checkpoint(client, after=2_599)).size

    assert (at_once, later) == (600, 1_200)
    assert (full.stat().st_ino, full.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert not (auditing.folder / "tree" / "tile" / "0" / "002.p" / "88").exists()


async def test_tiles_that_were_damaged_or_lost_are_made_anew_from_the_log(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    lines = own_facts(600)
    async with auditing.running() as client:
        await auditing.commit(lines)
        await checkpoint(client, after=1_599)
    tiles = auditing.folder / "tree" / "tile"
    (tiles / "0" / "000").write_bytes(b"\0" * 8_192)
    (tiles / "entries" / "001").unlink()
    (auditing.folder / "tree" / "commits").write_bytes(b"")

    async with auditing.running() as client:
        await auditing.commit(own_facts(1, start=600))
        await checkpoint(client, after=2_000)
        await readiness(client, until=ready)
        mended = await client.get("/audit/tile/0/000")
        bundle = await client.get("/audit/tile/entries/001", headers=auditing.token("auditor"))

    assert mended.content == b"".join(map(leaf_hash, lines[:256]))
    assert decode_entries(bundle.content, width=256) == lines[256:512]
