"""`thidua audit trail` on a bundle: no server, no installation, for people and for machines."""

import json
from pathlib import Path

import pytest

from tests.unit.audit.bundles import signed_bundle
from tests.unit.audit.trails import HISTORY, HOUSE
from tests.unit.cli.commanding import Thidua


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    file = tmp_path / "history.bundle"
    file.write_bytes(signed_bundle(HISTORY))
    return file


def test_a_household_is_told_to_people_with_its_money_first(thidua: Thidua, bundle: Path) -> None:
    ran = thidua("audit", "trail", "household", HOUSE, "--bundle", bundle)

    lines = ran.out.splitlines()
    assert ran.code == 0
    assert lines[:3] == [f"household {HOUSE}: 7 facts", "  support: 60,000,000 đ", "  disbursed: 56,000,000 đ"]
    assert "5000  household.identified  2025-03-10T09:00:00+07:00" in ran.out
    assert "    corrected or taken back at 6000" in lines
    assert "    proof /audit/proofs/6002" in lines


def test_a_candidate_is_told_to_people_in_vietnamese(
    thidua: Thidua, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")

    ran = thidua("audit", "trail", "candidate", "hctc", "--bundle", bundle)

    assert "AGENCY_COMMENDATION (F-GK-COL, nd98-2023): CANDIDATE, 7000" in ran.out
    assert "  [met] Kiểm tra (KH III.1): count('inspection_conducted') = 25" in ran.out
    assert "    căn cứ: 3000 3001 3003 " in ran.out


def test_machines_get_the_same_as_one_json_object(thidua: Thidua, bundle: Path) -> None:
    ran = thidua("audit", "trail", "household", HOUSE, "--bundle", bundle, "--json")

    told = json.loads(ran.out)
    assert (told["kind"], told["id"], len(told["facts"])) == ("household", HOUSE, 7)
    assert told["money"]["reversed_vnd"] == 36_000_000


def test_what_is_not_there_is_said_in_one_line(thidua: Thidua, bundle: Path, tmp_path: Path) -> None:
    unknown = thidua("audit", "trail", "household", "HB-404", "--bundle", bundle)
    missing = thidua("audit", "trail", "household", HOUSE, "--bundle", tmp_path / "no.bundle")
    bundle.write_bytes(b"something else")
    broken = thidua("audit", "trail", "household", HOUSE, "--bundle", bundle)

    assert (unknown.code, missing.code, broken.code) == (1, 1, 1)
    assert unknown.err.startswith("No fact in the log is about household 'HB-404'")
    assert "there is no such file" in missing.err
    assert len(broken.err.splitlines()) == 1
