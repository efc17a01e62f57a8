"""What is laid over deploy/compose and deploy/k8s for TLS at NATS: all that speaks to the log, and nothing else."""

import re
from pathlib import Path
from typing import Any

import yaml

from deploy.processes import processes
from shared.adapters.nats_address import servers_of
from tests.unit.cli.commanding import Thidua
from tests.unit.cli.conftest import thidua
from tests.unit.deployed.test_one_list_of_processes import COMPOSE, DEPLOY, IN_KUBERNETES, manifests, pod_of

__all__ = ["thidua"]

OVER: dict[str, Any] = yaml.safe_load((DEPLOY / "compose" / "tls.yaml").read_text("utf-8"))["services"]
KUSTOMIZED: dict[str, Any] = yaml.safe_load((DEPLOY / "k8s-tls" / "kustomization.yaml").read_text("utf-8"))
PATCHES: dict[str, Any] = {
    one["metadata"]["name"]: one for one in (yaml.safe_load(patch["patch"]) for patch in KUSTOMIZED["patches"])
}
NODES = sorted(name for name in COMPOSE["services"] if name.startswith("nats-"))


def secured(url: str) -> str:
    """An address of servers in clear as the one by TLS that stands for it."""
    return f"{url.replace('nats://', 'tls://')}?ca=/tls/ca.pem"


def test_compose_gives_servers_their_certificate_and_all_that_speak_to_them_its_signer() -> None:
    plain = COMPOSE["x-ours"]["environment"]["THIDUA_NATS_URL"]
    speaking = sorted(processes().keys() - {"keys"})

    assert sorted(OVER) == sorted([*NODES, *speaking, "keys"])
    assert {name for name in OVER if OVER[name].get("environment")} == set(speaking)
    for name in speaking:
        assert OVER[name]["environment"] == {"THIDUA_NATS_URL": secured(plain)}
        assert OVER[name]["volumes"] == ["${THIDUA_TLS:-./tls}/ca.pem:/tls/ca.pem:ro"]
    assert [OVER[name] for name in NODES] == [{"volumes": ["${THIDUA_TLS:-./tls}:/tls:ro"]}] * len(NODES)


def test_the_servers_configuration_names_the_files_that_lie_there(thidua: Thidua, tmp_path: Path) -> None:
    command, out = OVER["keys"]["command"], tmp_path / "nats.conf"
    plain = list(processes()["keys"].command)

    ran = thidua(*command[1:], "--out", out, "--keys", tmp_path / "keys", "--shares", tmp_path)

    assert command[: len(plain)] == plain
    assert ran.code == 0, ran.err
    named = set(re.findall(r'_file: "(/tls/[^"]+)"', out.read_text()))
    assert named == {"/tls/nats.pem", "/tls/nats.key", "/tls/ca.pem"}
    assert "tls://nats-0:6222" in out.read_text()


def test_kubernetes_does_the_same_over_the_plain_folder() -> None:
    assert KUSTOMIZED["resources"] == ["../k8s"]
    assert sorted(PATCHES) == sorted([*IN_KUBERNETES, "nats"])
    for name in IN_KUBERNETES:
        patched, base = PATCHES[name], pod_of(name)["spec"]["containers"][0]
        (container,) = patched["spec"]["template"]["spec"]["containers"]
        plain = next(one["value"] for one in base["env"] if one["name"] == "THIDUA_NATS_URL")
        (volume,) = patched["spec"]["template"]["spec"]["volumes"]
        assert container["name"] == base["name"]
        assert container["env"] == [{"name": "THIDUA_NATS_URL", "value": secured(plain)}]
        assert volume["secret"]["items"] == [{"key": "ca.pem", "path": "ca.pem"}]
        assert patched["kind"] == ("Job" if name in manifests("Job") else "Deployment")
        assert len(servers_of(container["env"][0]["value"])) == len(NODES)
    assert PATCHES["nats"]["spec"]["template"]["spec"]["volumes"][0]["secret"]["secretName"] == "thidua-nats-tls"
