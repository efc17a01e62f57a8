"""What is laid over deploy/compose for a certificate of one's own at NATS: all that speaks to the log, nothing else."""

import re
from pathlib import Path
from typing import Any

import yaml

from deploy.processes import processes
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.deployed.test_one_list_of_processes import COMPOSE, DEPLOY

__all__ = ["thidua"]

OVER: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "tls.yaml").read_text("utf-8"))["services"]
NODES = sorted(name for name in COMPOSE["services"] if name.startswith("nats-"))


def test_servers_get_their_certificate_and_all_that_speak_to_them_its_signer() -> None:
    plain = COMPOSE["x-ours"]["environment"]["THIDUA_NATS_URL"]
    speaking = sorted(processes().keys() - {"keys"})

    assert sorted(OVER) == sorted([*NODES, *speaking, "keys"])
    assert {name for name in OVER if OVER[name].get("environment")} == set(speaking)
    for name in speaking:
        assert OVER[name]["environment"] == {"THIDUA_NATS_URL": plain.replace("/keys/ca.pem", "/tls/ca.pem")}
        assert OVER[name]["volumes"] == ["${THIDUA_TLS:-./tls}/ca.pem:/tls/ca.pem:ro"]
    assert [OVER[name] for name in NODES] == [{"volumes": ["${THIDUA_TLS:-./tls}:/tls:ro"]}] * len(NODES)


def test_the_servers_configuration_names_the_files_that_lie_there(thidua: Thidua, tmp_path: Path) -> None:
    command, shares = OVER["keys"]["command"], tmp_path / "shares"
    plain = list(processes()["keys"].command)

    ran = thidua(*command[1:], "--keys", tmp_path / "keys", "--shares", shares)

    assert command[: len(plain)] == plain
    assert ran.code == 0, ran.err
    written = (shares / "nats" / "nats.conf").read_text()
    assert set(re.findall(r'_file: "(/[^"]+)"', written)) == {"/tls/nats.pem", "/tls/nats.key", "/tls/ca.pem"}
    assert "tls://nats-0:6222" in written
