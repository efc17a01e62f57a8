"""deploy/compose as it stands, on an engine: any one container is killed under load, and nothing is lost."""

import asyncio
import os
import secrets
import shutil
import ssl
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy.nats.server import free_port
from deploy.processes import services
from tests.faults.campaign import UNITS, activity, launch
from tests.faults.installation import post_until_answered

COMPOSE = Path(__file__).parents[2] / "deploy" / "compose" / "compose.yaml"
IMAGES = ("nats:2.15-alpine", "python:3.11-slim-bookworm", "postgres:15")
SECONDS = 300
VICTIMS = ("nats-0", "nats-1", "nats-2", "postgres", *services())


def why_not() -> str:
    """Why containers cannot be run here; "" if they can."""
    if shutil.which("docker") is None:
        return "there is no container engine"
    answers = subprocess.run(["docker", "compose", "version"], capture_output=True, timeout=120, check=False)
    images = subprocess.run(["docker", "image", "inspect", *IMAGES], capture_output=True, timeout=120, check=False)
    return "" if answers.returncode == images.returncode == 0 else f"no engine with {' and '.join(IMAGES)} is running"


pytestmark = [
    pytest.mark.containers,
    pytest.mark.slow,
    pytest.mark.skipif(bool(reason := why_not()), reason=reason or "an engine is there"),
]


class Composed:
    """The composed installation; made by `composed`."""

    def __init__(self, environment: Mapping[str, str], ports: Mapping[str, int]) -> None:
        self._environment = environment
        self._ports = ports

    def run(self, *arguments: str) -> str:
        """What `docker compose` says."""
        files = ["-f", str(COMPOSE), "-f", str(Path(__file__).with_name("ports.yaml"))]
        ran = subprocess.run(
            ["docker", "compose", *files, *arguments],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            env=self._environment,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def token(self, role: str, *more: str) -> str:
        """A new bearer token."""
        return self.asked("thidua", "token", "create", "--role", role, *more).splitlines()[-1]

    def asked(self, *command: str) -> str:
        """What a command on DATA says."""
        return self.run("run", "--rm", "-T", "operator", *command)

    def url(self, name: str) -> str:
        """Where a service answers."""
        return f"https://127.0.0.1:{self._ports[name]}"

    def client(self, name: str, **how: Any) -> httpx.AsyncClient:
        """Who asks a service, and takes it for that by the authority of the installation alone."""
        trusting = ssl.create_default_context(cadata=self.run("exec", "-T", name, "cat", "/keys/ca.pem"))
        return httpx.AsyncClient(base_url=self.url(name), timeout=120, verify=trusting, **how)


@pytest.fixture(scope="module")
def passwords(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of passwords, which the users of all containers may read."""
    folder = tmp_path_factory.mktemp("passwords")
    for name in ("postgres", *(f"postgres-{service}" for service in services()), "grafana"):
        (folder / name).write_text(secrets.token_hex(8))
        (folder / name).chmod(0o444)
    return folder


@pytest.fixture(scope="module")
def composed(passwords: Path) -> Iterator[Composed]:
    ports = {name: free_port() for name in services()}
    environment = {
        **os.environ,
        **{f"{name.upper()}_PORT": str(port) for name, port in ports.items()},
        "NATS_PORT": str(free_port()),
        "COMPOSE_PROJECT_NAME": f"thidua-test-{secrets.token_hex(4)}",
        "THIDUA_SECRETS": str(passwords),
        "DOCKER_BUILDKIT": "1",
    }
    found = Composed(environment, ports)
    try:
        found.run("up", "--detach", "--build", "--wait", *services())
        yield found
    finally:
        found.run("down", "--volumes", "--timeout", "1")


def test_postgresql_takes_nobody_in_clear(composed: Composed) -> None:
    asked = "psql 'host=127.0.0.1 user=thidua dbname=thidua sslmode={}' -w -c 'SELECT 1' 2>&1 || true"

    in_clear, secret = (
        composed.run("exec", "-T", "postgres", "sh", "-c", asked.format(mode)) for mode in ("disable", "require")
    )

    assert "no pg_hba.conf entry" in in_clear
    assert "no password supplied" in secret


def test_any_one_container_is_lost_under_load_and_nothing_acknowledged_with_it(composed: Composed) -> None:
    tokens = composed.token("admin"), composed.token("unit", "--unit", UNITS[0])

    acknowledged = asyncio.run(report_while_each_is_lost(composed, *tokens))

    composed.run("up", "--detach", "--wait", *services())
    kept = asyncio.run(kept_at(composed, composed.token("auditor"), acknowledged.values()))
    assert len(acknowledged) > len(VICTIMS)
    assert kept == list(acknowledged)
    assert "Whole: " in composed.asked("sh", "-c", "thidua audit verify 2>&1")


async def report_while_each_is_lost(composed: Composed, admin: str, unit: str) -> dict[str, int]:
    """Report one activity after another until every victim was killed and is back; the position of each by its id."""
    acknowledged: dict[str, int] = {}
    async with composed.client("tracking") as client:
        for events in launch():
            await post_until_answered(client, admin, events)
        losing = asyncio.create_task(asyncio.to_thread(lose_each, composed))
        while not losing.done():
            event = activity(UNITS[0], len(acknowledged))
            (answer,) = await post_until_answered(client, unit, [event])
            acknowledged[event["id"]] = answer["position"]
        await losing
    return acknowledged


def lose_each(composed: Composed) -> None:
    """Kill one container after the other, and wait until each is well again."""
    for victim in VICTIMS:
        composed.run("kill", "--signal", "KILL", victim)
        composed.run("up", "--detach", "--wait", "--no-deps", victim)


async def kept_at(composed: Composed, auditor: str, positions: Iterable[int]) -> list[str]:
    """The ids of the events that stand at these positions."""
    headers = {"authorization": f"Bearer {auditor}"}
    async with composed.client("audit", headers=headers) as client:
        answers = [await client.get(f"/audit/events/{position}") for position in positions]
    return [answer.json()["id"] for answer in answers]
