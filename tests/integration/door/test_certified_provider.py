"""Sign-in by a provider that is not ours: npm's `oidc-provider`, certified by the OpenID Foundation, as a process."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final
from urllib.parse import urljoin

import httpx
import pytest

from deploy.nats.server import free_port
from services.tracking.settings import ProviderSettings
from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts
from shared.adapters.clock import system_clock
from tests.cheap_passwords import CHEAP
from tests.integration.door.conftest import new_server
from tests.integration.door.running_tracking import RunningTracking

PACKAGE: Final = "oidc-provider@8.8.1"
SECONDS: Final = 120
CLIENT, SECRET, EMAIL = "thidua", "what only the client knows: %+/", "lan@vpubnd.example.vn"
PUBLIC: Final = "http://127.0.0.1:4500"  # where people reach it, as far as anybody knows
MOST_STEPS: Final = 12  # signing in, consenting, and the ways between
_FORM: Final = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_FIELD: Final = re.compile(r'<input[^>]*name="([^"]+)"(?:[^>]*value="([^"]*)")?')


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm, folder = shutil.which("npm"), tmp_path_factory.mktemp("certified")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no node here")
    command = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    if subprocess.run(command, cwd=folder, capture_output=True, timeout=SECONDS, check=False).returncode:
        pytest.skip("npm cannot fetch the provider from here")
    shutil.copy(Path(__file__).with_name("certified_provider.mjs"), folder)
    return folder


@pytest.fixture(scope="module")
def tracking(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    """A tracking that heeds the provider, which runs beside it, and has an account of the provider's person."""
    nats, issuer = new_server(tmp_path_factory.mktemp("certified-nats")), f"http://127.0.0.1:{free_port()}"
    asked = ProviderSettings(issuer, CLIENT, client_secret=SECRET)
    running = RunningTracking(
        tmp_path_factory.mktemp("certified-tracking"), nats, provider=asked, public_url=PUBLIC
    ).start()
    accounts = Accounts.open(f"sqlite:///{running.tokens}", system_clock, CHEAP)
    accounts.create_for_provider(EMAIL, Bearing(role="secretary", person_id="cb-lan"))
    accounts.close()
    command = ["node", "certified_provider.mjs", issuer, CLIENT, SECRET, f"{PUBLIC}/sign-in/back", EMAIL]
    provider = subprocess.Popen(command, cwd=installed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert provider.stdout is not None
    assert provider.stdout.readline() == "ready\n"
    yield running
    provider.terminate()
    provider.communicate(timeout=SECONDS)
    running.close()
    nats.stop()


def test_whoever_signs_in_there_is_who_the_account_here_is(tracking: RunningTracking) -> None:
    with httpx.Client(base_url=tracking.url, timeout=SECONDS) as browser:
        out = browser.get("/sign-in/provider", params={"next": "/"})

        back = signed_in(out.headers["location"])
        answer = browser.get(back)

        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text
        page = browser.get("/sign-in", headers={"Accept-Language": "en"}).text
        assert "You are signed in as: secretary" in page


def test_what_it_had_one_browser_bring_back_is_nothing_in_another(tracking: RunningTracking) -> None:
    with httpx.Client(base_url=tracking.url, timeout=SECONDS) as first, httpx.Client(base_url=tracking.url) as second:
        back = signed_in(first.get("/sign-in/provider").headers["location"])
        second.get("/sign-in/provider")

        assert second.get(back).status_code == httpx.codes.FORBIDDEN


def signed_in(address: str) -> str:
    """Fill in whatever forms the provider shows, and return the path to which it sends the browser in the end."""
    with httpx.Client(timeout=SECONDS) as person:
        for _ in range(MOST_STEPS):
            if address.startswith(PUBLIC):
                return address.removeprefix(PUBLIC)
            answer = person.get(address)
            if not answer.is_redirect:
                form = _FORM.search(answer.text)
                assert form is not None, answer.text
                fields = {name: unescape(value) for name, value in _FIELD.findall(form[2])}
                answer = person.post(
                    urljoin(address, unescape(form[1])), data=fields | {"login": "lan", "password": "x"}
                )
            address = urljoin(str(answer.url), answer.headers["location"])
    raise AssertionError(f"the provider did not send the browser back, but to {address}")
