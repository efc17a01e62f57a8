"""People for whom an OpenID Connect provider vouches: let in by its good word alone, in the browser that asked."""

import logging
import time
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import ECKey

from services.tracking.settings import ProviderSettings
from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts
from shared.adapters.browser import COOKIE
from shared.adapters.clock import system_clock
from tests.cheap_passwords import CHEAP
from tests.integration.door.conftest import new_server
from tests.integration.door.openid_provider import CLIENT, EMAIL, SECRET, OpenIdProvider, open_id_provider
from tests.integration.door.running_tracking import RunningTracking

OUT, BACK = "/sign-in/provider", "/sign-in/back"


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenIdProvider]:
    with open_id_provider() as opened:
        yield opened


@pytest.fixture(scope="module")
def vouched(provider: OpenIdProvider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    """A tracking that heeds the provider, and has an account of the provider's person."""
    nats = new_server(tmp_path_factory.mktemp("provider-nats"))
    asked = ProviderSettings(provider.url, CLIENT, client_secret=SECRET)
    running = RunningTracking(tmp_path_factory.mktemp("provider"), nats, provider=asked).start()
    accounts = Accounts.open(f"sqlite:///{running.tokens}", system_clock, CHEAP)
    accounts.create_for_provider(EMAIL, Bearing(role="secretary", person_id="cb-lan"))
    accounts.create_for_provider("locked@vpubnd.example.vn", Bearing(role="secretary"))
    accounts.lock("locked@vpubnd.example.vn")
    accounts.close()
    yield running
    running.close()
    nats.stop()


@pytest.fixture
def browser(vouched: RunningTracking, provider: OpenIdProvider) -> Iterator[httpx.Client]:
    provider.claims, provider.key, provider.header = {}, provider.own_key, {"alg": "ES256", "kid": "1"}
    provider.besides = {}
    with httpx.Client(base_url=vouched.url, timeout=120) as opened:
        yield opened


def sent_back(browser: httpx.Client, onward: str = "") -> dict[str, str]:
    """What the provider has the browser bring back."""
    out = browser.get(OUT, params={"next": onward})
    assert out.status_code == 303, out.text
    back = httpx.get(out.headers["location"])
    assert urlsplit(back.headers["location"]).path == BACK
    return dict(parse_qsl(urlsplit(back.headers["location"]).query))


def is_known(browser: httpx.Client) -> bool:
    return browser.get("/tracking/campaigns").status_code == httpx.codes.OK


def test_whom_the_provider_vouches_for_is_who_the_account_of_that_name_is(browser: httpx.Client) -> None:
    before = is_known(browser)

    answer = browser.get(BACK, params=sent_back(browser, "/?campaign=hb450"))

    assert not before
    assert (answer.status_code, answer.headers["location"]) == (303, "/?campaign=hb450")
    assert is_known(browser)
    assert "You are signed in as: secretary" in browser.get("/sign-in", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize(("sub", "status"), [("248289761001", 303), ("somebody-else", 401)])
def test_what_the_token_does_not_say_is_asked_of_the_same_person(
    browser: httpx.Client, provider: OpenIdProvider, sub: str, status: int
) -> None:
    provider.claims = {"email": None, "email_verified": None}
    provider.besides = {"sub": sub, "email": EMAIL, "email_verified": True}

    assert browser.get(BACK, params=sent_back(browser)).status_code == status
    assert is_known(browser) is (status == httpx.codes.SEE_OTHER)


LIES: Final[dict[str, tuple[dict[str, Any], str]]] = {
    "another nonce": ({"nonce": "of-another-sign-in"}, "nonce"),
    "no nonce": ({"nonce": None}, "nonce"),
    "expired": ({"exp": int(time.time()) - 120}, "exp"),
    "for somebody else": ({"aud": "another-client"}, "aud"),
    "asked for by somebody else": ({"aud": [CLIENT, "another"], "azp": "another"}, "azp"),
    "of another issuer": ({"iss": "https://elsewhere.example"}, "iss"),
    "of tomorrow": ({"iat": int(time.time()) + 86_400}, "iat"),
    "an address that nobody verified": ({"email_verified": False}, "email_verified"),
    "no address": ({"email": None}, "claim"),
}


@pytest.mark.parametrize(("claims", "reason"), LIES.values(), ids=list(LIES))
def test_a_word_that_is_not_good_lets_nobody_in_and_is_noted(
    browser: httpx.Client,
    provider: OpenIdProvider,
    caplog: pytest.LogCaptureFixture,
    claims: dict[str, Any],
    reason: str,
) -> None:
    provider.claims = claims

    answer = browser.get(BACK, params=sent_back(browser))

    assert answer.status_code == 401
    assert "Nhà cung cấp danh tính không xác nhận bạn" in answer.text
    assert COOKIE not in answer.headers.get("set-cookie", "")
    assert noted(caplog) == [("provider", reason)]
    assert not is_known(browser)


@pytest.mark.parametrize("kid", ["1", "2"])
def test_a_word_signed_by_another_key_lets_nobody_in(
    browser: httpx.Client, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture, kid: str
) -> None:
    provider.key, provider.header = ECKey.generate_key("P-256", {"kid": kid}), {"alg": "ES256", "kid": kid}

    answer = browser.get(BACK, params=sent_back(browser))

    assert (answer.status_code, noted(caplog)) == (401, [("provider", "signature")])
    assert not is_known(browser)


@pytest.mark.parametrize("change", [{"state": "another"}, {"state": ""}], ids=["another state", "no state"])
def test_what_was_not_begun_in_this_browser_lets_nobody_in(
    browser: httpx.Client, caplog: pytest.LogCaptureFixture, change: dict[str, str]
) -> None:
    brought = sent_back(browser) | change

    answer = browser.get(BACK, params=brought)

    assert (answer.status_code, noted(caplog)) == (403, [("provider", "state")])
    assert "không bắt đầu từ trình duyệt này" in answer.text
    assert not is_known(browser)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_from_elsewhere_leads_to_the_page_and_signs_nobody_in(browser: httpx.Client, site: str) -> None:
    answer = browser.get(OUT, params={"next": "/units?a=b"}, headers={"Sec-Fetch-Site": site})

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Funits%3Fa%3Db")
    assert "set-cookie" not in answer.headers


def test_another_browser_cannot_use_what_this_one_was_given(vouched: RunningTracking, browser: httpx.Client) -> None:
    brought = sent_back(browser)

    with httpx.Client(base_url=vouched.url, timeout=120) as other:
        sent_back(other)
        answers = [
            other.get(BACK, params=brought).status_code,
            httpx.get(vouched.url + BACK, params=brought).status_code,
        ]
        known = is_known(other)

    assert answers == [403, 403]
    assert not known


def test_a_code_is_good_once_and_a_person_may_say_no(browser: httpx.Client) -> None:
    brought = sent_back(browser)
    kept = dict(browser.cookies)
    first = browser.get(BACK, params=brought)

    again = httpx.get(str(browser.base_url) + BACK, params=brought, cookies={"thidua_sign_in": kept["thidua_sign_in"]})
    denied = browser.get(BACK, params={"error": "access_denied", "state": sent_back(browser)["state"]})

    assert [first.status_code, again.status_code, denied.status_code] == [303, 401, 401]


@pytest.mark.parametrize("email", ["nobody@vpubnd.example.vn", "locked@vpubnd.example.vn"])
def test_who_has_no_account_here_is_told_so(
    browser: httpx.Client, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture, email: str
) -> None:
    provider.claims = {"email": email}

    answer = browser.get(BACK, params=sent_back(browser), headers={"Accept-Language": "en"})

    assert (answer.status_code, noted(caplog)) == (403, [("provider", "no_account")])
    assert "there is no account of that name here" in answer.text
    assert email not in answer.text + caplog.text
    assert not is_known(browser)


def test_an_address_that_is_given_to_somebody_else_one_day_opens_no_account(
    browser: httpx.Client, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    browser.get(BACK, params=sent_back(browser))
    provider.claims = {"sub": "somebody-else"}

    with httpx.Client(base_url=browser.base_url, timeout=20) as other:
        answer = other.get(BACK, params=sent_back(other), headers={"Accept-Language": "en"})
        known = is_known(other)

    assert (answer.status_code, noted(caplog), known) == (403, [("provider", "no_account")], False)


def test_no_token_code_or_name_stands_on_a_page_in_the_figures_or_in_a_log_line(
    vouched: RunningTracking, browser: httpx.Client, provider: OpenIdProvider, caplog: pytest.LogCaptureFixture
) -> None:
    brought = sent_back(browser)
    answer = browser.get(BACK, params=brought)
    provider.claims = {"aud": "another-client"}
    refused = browser.get(BACK, params=sent_back(browser))

    figures = vouched.client.get("/metrics").text
    # An installation writes warnings and what is worse.
    lines = repr([vars(record) for record in caplog.records if record.levelno >= logging.WARNING])
    for secret in (*provider.told, brought["code"], SECRET, EMAIL):
        assert secret not in answer.text + refused.text + str(answer.headers) + figures + lines
    assert 'thidua_sign_ins_total{service="tracking",way="provider",outcome="refused"}' in figures


def test_the_way_out_is_offered_where_there_is_one(browser: httpx.Client, tracking: RunningTracking) -> None:
    with_one = browser.get("/sign-in", params={"next": "/?campaign=hb450"})
    without = tracking.client.get("/sign-in")

    assert 'href="/sign-in/provider?next=' in with_one.text
    assert OUT not in without.text
    assert tracking.client.get(OUT).status_code == 404


def noted(caplog: pytest.LogCaptureFixture) -> list[tuple[str, str]]:
    """Which refusals were noted: by which way, and for which reason."""
    told = [vars(record) for record in caplog.records if record.getMessage() == "sign_in_refused"]
    return [(str(record["way"]), str(record["reason"])) for record in told]
