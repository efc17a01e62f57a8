"""What every answer of a service bears so that a browser does nothing with it, and the cookies over https."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from shared.adapters.browser import COOKIE, HOST_COOKIE
from tests.integration.door.conftest import new_server
from tests.integration.door.running_tracking import RunningTracking

FIGURES = "/tracking/campaigns"
ANSWERS = {
    "figures": ("GET", FIGURES, 200),
    "what is not there": ("GET", "/tracking/campaigns/none/units/none", 404),
    "no method of ours": ("TRACE", FIGURES, 405),
    "a folder": ("GET", "/static/", 404),
    "an answer of the door": ("POST", "/tracking/events", 415),
    "health": ("GET", "/healthz", 200),
    "Prometheus text": ("GET", "/metrics", 200),
    "the description": ("GET", "/openapi.json", 200),
}


@pytest.fixture(scope="module")
def by_https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    """A tracking that people reach by https, at a front that is not there: what it says to the front is looked at."""
    nats = new_server(tmp_path_factory.mktemp("https-nats"))
    folder: Path = tmp_path_factory.mktemp("https")
    running = RunningTracking(folder, nats, public_url="https://thidua.example.vn").start()
    yield running
    running.close()
    nats.stop()


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS.values(), ids=list(ANSWERS))
def test_an_answer_to_a_program_is_run_framed_and_kept_by_no_browser(
    tracking: RunningTracking, method: str, path: str, status: int
) -> None:
    answer = tracking.client.request(method, path, headers=tracking.headers("auditor"))

    assert answer.status_code == status
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Server" not in answer.headers


def test_a_page_keeps_the_headers_of_its_own(tracking: RunningTracking) -> None:
    page = tracking.client.get("/sign-in")

    assert page.headers.get_list("Content-Security-Policy", split_commas=False)[0].startswith(
        "default-src 'none'; scri"
    )
    assert page.headers.get_list("Cache-Control") == ["no-store"]


def test_over_https_the_session_is_in_a_cookie_that_no_other_host_can_set(by_https: RunningTracking) -> None:
    answer = sign_in(by_https)
    name, _, attributes = answer.headers["Set-Cookie"].partition("=")
    secret = attributes.partition(";")[0]

    known = {sent: asked(by_https, sent) for sent in (f"{HOST_COOKIE}={secret}", f"{COOKIE}={secret}")}

    assert (answer.status_code, name) == (303, HOST_COOKIE)
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= {part.strip() for part in attributes.split(";")}
    assert list(known.values()) == [200, 401]  # planted under the name that any host of the domain may set, it is none


def test_a_session_of_plain_http_is_none_under_the_name_of_https(tracking: RunningTracking) -> None:
    secret = sign_in(tracking).cookies[COOKIE]

    assert (asked(tracking, f"{COOKIE}={secret}"), asked(tracking, f"{HOST_COOKIE}={secret}")) == (200, 401)


def test_over_https_signing_out_takes_that_cookie_away(by_https: RunningTracking) -> None:
    secret = sign_in(by_https).headers["Set-Cookie"].partition("=")[2].partition(";")[0]

    held = {"Cookie": f"{HOST_COOKIE}={secret}", "Sec-Fetch-Site": "same-origin"}
    answer = httpx.post(f"{by_https.url}/sign-out", headers=held)

    assert answer.headers["Set-Cookie"].startswith(f'{HOST_COOKIE}=""')
    assert asked(by_https, f"{HOST_COOKIE}={secret}") == 401


def sign_in(tracking: RunningTracking) -> httpx.Response:
    form = {"token": tracking.access.create_token("auditor")[1]}
    return httpx.post(f"{tracking.url}/sign-in", data=form, headers={"Sec-Fetch-Site": "same-origin"})


def asked(tracking: RunningTracking, cookie: str) -> int:
    return httpx.get(f"{tracking.url}{FIGURES}", headers={"Cookie": cookie}).status_code
