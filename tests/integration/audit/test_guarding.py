"""Audit never signs two checkpoints that disagree: old copies, other logs, witnesses, keys that are gone."""

import shutil
from pathlib import Path

from deploy.local.installation import Installation
from deploy.local.signing_keys import accept_restored, rotate
from services.audit.domain.checkpoints import open_checkpoint
from services.audit.domain.keys import handed_over
from services.audit.domain.notes import VerifierKey, open_note
from shared.adapters.audit_files import read_printed
from tests.integration.audit.auditing import (
    Auditing,
    another_than,
    checkpoint,
    own_facts,
    readiness,
    ready,
    refused,
    witnessing,
)
from tests.integration.conftest import NewNats


async def test_a_log_that_ends_before_what_was_signed_is_refused(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await auditing.commit(own_facts(5))
        before = await checkpoint(client, after=1_004)
    auditing.server = await new_nats()
    await auditing.commit(own_facts(4))

    async with auditing.running() as client:
        answer = await readiness(client, until=refused)
        served = await checkpoint(client)

    assert "an older copy of it seems to have been restored" in answer["why"]["checkpoints"]
    assert served == before


async def test_another_log_is_refused_even_when_it_is_longer(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await auditing.commit(own_facts(300))
        before = await checkpoint(client, after=1_299)
    auditing.server = await new_nats()
    await auditing.commit(own_facts(400, start=1))

    async with auditing.running() as client:
        answer = await readiness(client, until=refused)
        again = await checkpoint(client)

    assert "are not those that were signed" in answer["why"]["checkpoints"]
    assert again == before == auditing.files.checkpoint()


async def test_after_a_person_accepted_it_the_log_goes_on_under_another_name(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await auditing.commit(own_facts(5))
        before = auditing.signed(await checkpoint(client, after=1_004))
    old_key = VerifierKey.parse(auditing.files.public_keys()[-1])
    auditing.server = await new_nats()
    await auditing.commit(own_facts(4))

    async with auditing.running() as client:
        await readiness(client, until=refused)
        new_key, aside = accept_restored(Installation(tmp_path), basis="the disk of 12 May is gone")
        await readiness(client, until=ready)
        after = auditing.signed(await checkpoint(client, after=1_003))

    assert (after.origin, after.size) == (f"{before.origin}/2", 4)
    assert handed_over(auditing.files.handovers(), old_key)[-1] == VerifierKey.parse(new_key)
    assert [open_checkpoint(note, log_key=old_key).checkpoint for note in read_printed(aside / "checkpoints.txt")][
        -1
    ] == before
    assert "the disk of 12 May is gone" in (tmp_path / "audit" / "decisions.jsonl").read_text()


async def test_an_older_copy_of_the_whole_machine_is_refused_because_the_witness_remembers(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path / "now")
    async with auditing.running() as client:
        await auditing.commit(own_facts(5))
        await checkpoint(client, after=1_004)
    shutil.copytree(auditing.folder, tmp_path / "image")
    with witnessing(tmp_path / "witness", keys=auditing.files.public_keys()) as witness:
        async with auditing.running(witness_url=witness.url, witness_key=witness.key) as client:
            await auditing.commit(own_facts(3, start=5))
            seen = await checkpoint(client, after=2_002)
        shutil.rmtree(auditing.folder)
        shutil.copytree(tmp_path / "image", auditing.folder)
        auditing.server = await new_nats()
        await auditing.commit(own_facts(5))
        await auditing.commit(own_facts(3, start=50))

        async with auditing.running(witness_url=witness.url, witness_key=witness.key) as client:
            answer = await readiness(client, until=refused)
        async with auditing.running() as client:  # leaving the witness out does not help
            still = await readiness(client, until=refused)

    opened = open_checkpoint(
        seen,
        log_key=VerifierKey.parse(auditing.files.public_keys()[0]),
        witness_keys=[VerifierKey.parse(witness.key)],
    )
    assert [one.key.name for one in opened.cosigned] == [VerifierKey.parse(witness.key).name]
    assert "The witness has seen a checkpoint over 8 facts" in answer["why"]["checkpoints"]
    assert "The witness has seen a checkpoint over 8 facts" in still["why"]["checkpoints"]
    assert auditing.signed(auditing.files.checkpoint()).size == 5


async def test_without_an_answer_of_the_witness_checkpoints_go_on_and_are_cosigned_later(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path / "now")
    async with auditing.running() as client:
        await checkpoint(client)
    keys = auditing.files.public_keys()
    with witnessing(tmp_path / "witness", keys=keys) as witness:
        async with auditing.running(witness_url=witness.url, witness_key=witness.key) as client:
            await auditing.commit(own_facts(2))
            cosigned = await checkpoint(client, after=1_001)
            witness.kill()
            await auditing.commit(own_facts(2, start=2))
            alone = await checkpoint(client, after=2_001)
            with witnessing(tmp_path / "witness", keys=keys, port=witness.port):
                again = await another_than(alone, client)

    assert cosigned.count("—".encode()) == 2
    assert alone.count("—".encode()) == 1
    assert again.startswith(alone)
    assert open_note(again, [VerifierKey.parse(witness.key)]).text.split("\n")[1] == "4"


async def test_after_a_restart_nothing_is_signed_before_the_witness_has_answered(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path / "now")
    async with auditing.running() as client:
        await auditing.commit(own_facts(2))
        before = await checkpoint(client, after=1_001)
    keys = auditing.files.public_keys()
    with witnessing(tmp_path / "witness", keys=keys) as witness:
        pass

    async with auditing.running(witness_url=witness.url, witness_key=witness.key) as client:
        await auditing.commit(own_facts(2, start=2))
        answer = await readiness(client, until=refused)
        meanwhile = await checkpoint(client)
        with witnessing(tmp_path / "witness", keys=keys, port=witness.port):
            await readiness(client, until=ready)
            after = auditing.signed(await checkpoint(client, after=2_001))

    assert "has not answered since the start" in answer["why"]["checkpoints"]
    assert meanwhile == before
    assert after.size == 4


async def test_a_new_key_signs_at_once_and_the_old_one_has_handed_over(tmp_path: Path, new_nats: NewNats) -> None:
    auditing = Auditing(await new_nats(), tmp_path)

    async with auditing.running() as client:
        await auditing.commit(own_facts(2))
        before = await checkpoint(client, after=1_001)
        first = VerifierKey.parse(auditing.files.public_keys()[0])
        second = VerifierKey.parse(rotate(Installation(tmp_path), basis="a year has passed"))
        after = await another_than(before, client)
        told = (await client.get("/audit/keys")).text

    assert open_checkpoint(before, log_key=first).checkpoint == open_checkpoint(after, log_key=second).checkpoint
    assert handed_over(auditing.files.handovers(), first) == [first, second]
    assert told.startswith(f"{first}\n{second}\n")
    assert (tmp_path / "audit" / "keys" / "signing.key").stat().st_mode & 0o777 == 0o600


async def test_a_key_that_is_gone_is_said_and_signing_goes_on_when_it_is_back(
    tmp_path: Path, new_nats: NewNats
) -> None:
    auditing = Auditing(await new_nats(), tmp_path)
    async with auditing.running() as client:
        await auditing.commit(own_facts(2))
        await checkpoint(client, after=1_001)
    key = tmp_path / "audit" / "keys" / "signing.key"
    secret = key.read_bytes()
    key.unlink()

    async with auditing.running() as client:
        missing = await readiness(client, until=refused)
        key.write_bytes(b"PRIVATE+KEY+x+00000000+AAAA\n")
        wrong = await readiness(client, until=lambda answer: refused(answer) and answer["why"] != missing["why"])
        key.write_bytes(secret)
        await readiness(client, until=ready)
        await auditing.commit(own_facts(1, start=2))
        after = auditing.signed(await checkpoint(client, after=2_000))

    assert "there is no keys/signing.key" in missing["why"]["checkpoints"]
    assert "cannot be read" in wrong["why"]["checkpoints"]
    assert after.size == 3
