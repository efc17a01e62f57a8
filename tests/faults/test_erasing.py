"""`thidua privacy erase` on a whole installation: every byte of every file of DATA looked at before and after."""

import json
import os
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.adapters.vault import Subject
from tests.examples import CAMPAIGN, ESTABLISHED
from tests.faults.installation import THIDUA, Running, installation
from tests.integration.door.statements import ADDRESS, NAME, NUMBER, Event, event, household, launch
from tests.vaults import key_of
from tests.waiting import wait_until

BASIS = "Đơn đề nghị số 07/ĐN, Luật 91/2025/QH15"
MAI_CHAU = "huyen-mai-chau"
HOME = Subject("household", "HB-1", CAMPAIGN)
VAULT = Path("vault") / "vault.sqlite"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """An installation with one household on its list."""
    with listed(tmp_path) as started:
        yield started


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same for all that is refused, and so changes nothing."""
    with listed(tmp_path_factory.mktemp("untouched")) as started:
        yield started


@contextmanager
def listed(data: Path) -> Iterator[Running]:
    with installation(data) as started:
        for said, role, unit in (
            ([event(data, "registry") for data in ESTABLISHED], "admin", ""),
            (launch(CAMPAIGN), "admin", ""),
            ([household(CAMPAIGN, "HB-1", number=NUMBER)], "unit", MAI_CHAU),
        ):
            results = sent(started, said, role, unit)
            assert {one["status"] for one in results} == {"recorded"}, results
        yield started


def sent(running: Running, events: list[Event], role: str, unit: str = "") -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{running.url}/tracking/events",
        json=events,
        headers={
            "authorization": f"Bearer {running.token(role, unit)}",
            "content-type": "application/cloudevents-batch+json",
        },
        timeout=120,
    )
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def thidua(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [THIDUA, "--data", str(data), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "LANG": "C.UTF-8"},
    )


def erase(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return thidua(data, "privacy", "erase", "household", "HB-1", "--basis", BASIS, *more)


def read(running: Running, role: str = "verifier", **query: str) -> dict[str, Any]:
    answer = httpx.get(
        f"{running.url}/tracking/campaigns/{CAMPAIGN}/households/HB-1",
        params=query,
        headers={"authorization": f"Bearer {running.token(role)}"},
        timeout=120,
    )
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def spellings(word: str) -> set[bytes]:
    """Every way in which a word may lie in a file."""
    texts = {unicodedata.normalize(form, word) for form in ("NFC", "NFD")}
    texts |= {json.dumps(text)[1:-1] for text in texts} | {json.dumps(text)[1:-1].upper() for text in texts}
    return {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")}


def files_with(data: Path, *needles: bytes) -> set[str]:
    """The files of DATA in which one of these lies, wherever: logs, tables, write-ahead files, the log's own blocks."""
    found = set()
    for path in data.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(needle in content for needle in needles):
                found.add(path.relative_to(data).as_posix())
    return found


# Parts of the name that are long enough to be no accident among sealed bytes, and the whole of the rest.
SECRETS = {
    spelled for word in (NAME, "Bùi Thị", "Thị Mai", ADDRESS, "Chiềng Châu", NUMBER) for spelled in spellings(word)
}


def test_before_it_only_the_key_lies_in_the_vault_and_after_it_nothing_anywhere(running: Running) -> None:
    data = running.data
    before = read(running)
    key = key_of(data / VAULT, HOME)
    ref = before["person"]["person_ref"].encode()
    assert before["person"]["name"] == NAME
    assert files_with(data, *SECRETS) == set()
    assert {path.partition("/")[0] for path in files_with(data, key)} == {"vault"}

    ran = erase(data)

    assert (ran.returncode, ran.stdout.split("\t")[0]) == (0, "household/HB-1"), ran.stderr
    position = ran.stdout.split("\t")[1]
    after = [read(running, after=position), read(running, "auditor"), read(running, as_of=str(before["position"]))]
    assert [one["person"] for one in after] == [{"erased": True}] * 3
    assert running.stop() == 0
    assert files_with(data, key, key.hex().encode(), *SECRETS) == set()
    assert not [path for path in files_with(data, ref) if path.startswith("vault")]
    replayed = thidua(data, "audit", "replay")
    assert replayed.returncode == 0, replayed.stderr  # every live row equals a fold of the log
    bundle = str(data / "after.bundle")
    assert thidua(data, "audit", "export", bundle).returncode == 0
    verified = thidua(data, "audit", "verify", "--bundle", bundle)
    assert verified.returncode == 0, verified.stderr  # and every hash holds
    assert files_with(data, key, *SECRETS) == set()


def test_with_nothing_running_it_does_the_same_and_once_more_only_says_when(running: Running) -> None:
    key = key_of(running.data / VAULT, HOME)
    assert running.stop() == 0

    first, second = erase(running.data), erase(running.data, "--campaign", CAMPAIGN)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert first.stdout == second.stdout
    assert (first.stderr, "erased already" in second.stderr) == ("", True)
    assert files_with(running.data, key) == set()
    running.start()
    assert read(running)["person"] == {"erased": True}
    assert [one["status"] for one in sent(running, [household(CAMPAIGN, "HB-1", number=NUMBER)], "unit", MAI_CHAU)] == [
        "rejected"
    ]


def test_an_older_copy_of_the_vault_that_is_put_back_is_swept_when_up_starts(running: Running) -> None:
    data, key = running.data, key_of(running.data / VAULT, HOME)
    assert running.stop() == 0
    shutil.copytree(data / "vault", data.with_name("older"))
    assert erase(data).returncode == 0
    shutil.rmtree(data / "vault")
    shutil.move(data.with_name("older"), data / "vault")
    assert files_with(data, key)

    running.start()

    wait_until(lambda: not files_with(data, key))
    assert read(running)["person"] == {"erased": True}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("household", "HB-2", "--basis", BASIS), "personal_data_unknown"),
        (("person", "HB-1", "--basis", BASIS), "personal_data_unknown"),
        (("unit", "HB-1", "--basis", BASIS), "household, person or feedback"),
        (("household", "HB-1", "--basis", "x"), "erasure_basis_too_short"),
        (("household", "HB-1", "--basis", f"Đơn của {NAME}"), "erasure_basis_names_somebody"),
        (("household", "HB-1", "--basis", BASIS, "--campaign", "other"), CAMPAIGN),
        (("household", "HB-1"), "--basis"),
        (("household", "H" * 129, "--basis", BASIS), "subject_id"),
    ],
)
def test_what_is_wrong_is_said_in_one_line_that_repeats_no_name(
    untouched: Running, arguments: tuple[str, ...], said: str
) -> None:
    ran = thidua(untouched.data, "privacy", "erase", *arguments)

    assert ran.returncode != 0
    assert said in ran.stderr
    assert NAME not in ran.stderr
    assert read(untouched)["person"]["name"] == NAME


def test_among_several_campaigns_one_has_to_be_chosen(running: Running) -> None:
    assert {one["status"] for one in sent(running, launch("another"), "admin")} == {"recorded"}

    ran, chosen = erase(running.data), erase(running.data, "--campaign", CAMPAIGN)

    assert (ran.returncode, chosen.returncode) == (1, 0)
    assert "--campaign" in ran.stderr


def test_a_folder_without_an_installation_is_left_as_it_is(tmp_path: Path) -> None:
    ran = erase(tmp_path / "nowhere")

    assert ran.returncode == 1
    assert "--data" in ran.stderr
    assert not (tmp_path / "nowhere").exists()
