"""`thidua audit witness` as a process: C2SP tlog-witness over HTTP, remembered over kill -9."""

import subprocess
from pathlib import Path
from typing import Final

import httpx

from services.audit.domain.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from services.audit.domain.notes import KeyKind, SignerKey, VerifierKey
from services.audit.domain.tree import consistency_path
from services.audit.domain.witnessing import Asked
from tests.integration.audit.auditing import THIDUA, witnessing
from tests.unit.audit.naive import LEAVES, mth, node_of

LOG: Final = SignerKey("log.example", KeyKind.NOTE, b"l" * 32)
KEYS: Final = [str(LOG.verifier())]


def request(old: int, new: int, *, forked: bool = False) -> bytes:
    leaves = [bytes(32), *LEAVES[1:]] if forked else LEAVES
    path = consistency_path(old, new, node_of(leaves))
    return Asked(old, tuple(path), sign_checkpoint(Checkpoint(LOG.name, new, mth(leaves[:new])), LOG)).body


def note_in(body: bytes) -> bytes:
    return body.partition(b"\n\n")[2]


def test_it_cosigns_remembers_over_a_kill_and_refuses_a_fork_with_the_size_it_knows(tmp_path: Path) -> None:
    with witnessing(tmp_path, keys=KEYS) as witness:
        first = httpx.post(f"{witness.url}/add-checkpoint", content=request(0, 5))
        witness.kill()
    with witnessing(tmp_path, keys=KEYS) as witness:
        unaware = httpx.post(f"{witness.url}/add-checkpoint", content=request(0, 9, forked=True))
        forked = httpx.post(f"{witness.url}/add-checkpoint", content=request(5, 9, forked=True))
        same_size = httpx.post(f"{witness.url}/add-checkpoint", content=request(5, 5, forked=True))
        honest = httpx.post(f"{witness.url}/add-checkpoint", content=request(5, 9))
        key = VerifierKey.parse(witness.key)

    for answer, body in ((first, request(0, 5)), (honest, request(5, 9))):
        assert answer.status_code == 200
        opened = open_checkpoint(note_in(body) + answer.content, log_key=LOG.verifier(), witness_keys=[key])
        assert [one.key for one in opened.cosigned] == [key]
    assert [unaware.status_code, forked.status_code, same_size.status_code] == [409, 422, 409]
    assert (unaware.text, unaware.headers["content-type"]) == ("5\n", "text/x.tlog.size")


def test_what_is_no_request_is_answered_and_changes_nothing(tmp_path: Path) -> None:
    with witnessing(tmp_path, keys=KEYS) as witness:
        found = [
            httpx.request(method, f"{witness.url}{path}", content=body).status_code
            for method, path, body in (
                ("POST", "/add-checkpoint", b"old"),
                ("POST", "/add-checkpoint", b"x" * 100_000),
                ("GET", "/add-checkpoint", b""),
                ("POST", "/", b""),
            )
        ]
        still = httpx.post(f"{witness.url}/add-checkpoint", content=request(0, 5)).status_code

    assert found == [400, 413, 404, 404]
    assert still == 200


def test_its_key_is_for_its_owner_alone(tmp_path: Path) -> None:
    with witnessing(tmp_path, keys=KEYS):
        mode = (tmp_path / "keys" / "witness.key").stat().st_mode & 0o777

    assert mode == 0o600


def test_it_does_not_keep_its_memory_in_an_installation(tmp_path: Path) -> None:
    (tmp_path / "nats").mkdir()
    command = [THIDUA, "audit", "witness", "--data", str(tmp_path), "--log-key", KEYS[0]]

    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == 1
    assert "another --data" in ended.stderr
    assert not (tmp_path / "keys").exists()
