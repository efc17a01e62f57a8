"""People sign in with a browser: a password or a token becomes a session that ends, and speaks from our pages."""

from collections.abc import Iterator
from typing import Final

import httpx
import pytest

from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts
from shared.adapters.browser import COOKIE
from shared.adapters.clock import system_clock
from tests.cheap_passwords import CHEAP
from tests.integration.door.running_tracking import RunningTracking
from tests.own_passwords import with_own_password

PASSWORD: Final = "năm từ dễ nhớ khó đoán"
FIGURES: Final = "/tracking/campaigns"
VERIFIER: Final = Bearing(role="verifier")


class Browser:
    """What a browser does by itself: it keeps cookies, and says from which page a form was sent."""

    def __init__(self, tracking: RunningTracking) -> None:
        self.own_page = {"Origin": tracking.url}
        self.client = httpx.Client(base_url=tracking.url, timeout=120)

    def sign_in(self, **form: str) -> httpx.Response:
        return self.client.post("/sign-in", data=form, headers=self.own_page)

    def choose_own(self, name: str, first: str, own: str, again: str | None = None, **more: str) -> httpx.Response:
        form = {"name": name, "old": first, "new": own, "again": own if again is None else again, **more}
        return self.client.post("/sign-in/first", data=form, headers=self.own_page)

    @property
    def is_known(self) -> bool:
        return self.client.get(FIGURES).status_code == httpx.codes.OK


@pytest.fixture
def accounts(tracking: RunningTracking) -> Iterator[Accounts]:
    opened = Accounts.open(f"sqlite:///{tracking.tokens}", system_clock, CHEAP)
    yield opened
    opened.close()


@pytest.fixture
def name(accounts: Accounts, request: pytest.FixtureRequest) -> str:
    """An account of this test's own."""
    made = str(abs(hash(request.node.name)))
    with_own_password(accounts, made, VERIFIER, password=PASSWORD)
    return made


@pytest.fixture
def browser(tracking: RunningTracking) -> Iterator[Browser]:
    opened = Browser(tracking)
    yield opened
    opened.client.close()


def test_the_page_is_vietnamese_with_english_beside_it_and_needs_no_script(browser: Browser) -> None:
    vi = browser.client.get("/sign-in")
    en = browser.client.get("/sign-in", headers={"Accept-Language": "en"})

    assert 'lang="vi"' in vi.text
    assert "Mật khẩu" in vi.text
    assert 'lang="en"' in en.text
    assert "Password" in en.text
    assert "<script" not in vi.text + en.text
    assert "form-action 'self'" in vi.headers["Content-Security-Policy"]
    assert vi.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("role", "page"),
    [("secretary", "/awards/pages/candidates"), ("auditor", "/audit/pages/log"), ("verifier", "/households")],
)
def test_signing_in_leads_to_where_the_work_of_a_role_begins(
    browser: Browser, tracking: RunningTracking, role: str, page: str
) -> None:
    signed_in = browser.sign_in(token=tracking.token(role))

    begins = browser.client.get(signed_in.headers["Location"])

    assert (begins.status_code, begins.headers["Location"]) == (303, page)


def test_who_enters_name_and_password_is_known_to_the_reads(browser: Browser, name: str) -> None:
    before = browser.is_known

    answer = browser.sign_in(name=name.upper(), password=PASSWORD, next="/?campaign=hb450")

    assert not before
    assert (answer.status_code, answer.headers["Location"]) == (303, "/?campaign=hb450")
    assert browser.is_known
    assert "người xác minh" in browser.client.get("/sign-in").text


def test_a_password_is_the_same_however_a_keyboard_composes_it(browser: Browser, name: str) -> None:
    decomposed = "na\u0306m từ dễ nhớ khó đoán"

    browser.sign_in(name=name, password=decomposed)

    assert browser.is_known


def test_a_token_signs_in_too_and_its_revocation_ends_the_session(tracking: RunningTracking, browser: Browser) -> None:
    token_id, bearer = tracking.access.create_token("auditor")

    browser.sign_in(token=bearer)
    was_known = browser.is_known
    tracking.access.revoke(token_id)

    assert was_known
    assert not browser.is_known


def test_the_cookie_is_for_the_server_alone_and_goes_out_of_no_foreign_form(browser: Browser, name: str) -> None:
    answer = browser.sign_in(name=name, password=PASSWORD)

    attributes = {part.strip().lower() for part in answer.headers["Set-Cookie"].split(";")[1:]}
    assert attributes == {"httponly", "samesite=lax", "path=/"}


def test_only_the_hash_of_a_session_and_of_a_password_is_kept(
    tracking: RunningTracking, browser: Browser, name: str
) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    secret = browser.client.cookies[COOKIE]

    kept = b"".join(path.read_bytes() for path in tracking.tokens.parent.glob("access.sqlite*"))

    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept


@pytest.mark.parametrize("form", [{"name": "nobody"}, {}, {"token": "thidua_0123456789ab_" + "x" * 43}, {"token": "x"}])
def test_whatever_is_wrong_the_answer_is_the_same(browser: Browser, name: str, form: dict[str, str]) -> None:
    answer = browser.sign_in(**{"name": name, "password": "not the password", **form})

    assert answer.status_code == 401
    assert "Tên, mật khẩu hoặc mã truy cập không đúng" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert not browser.is_known


def test_what_was_typed_stands_neither_on_the_page_nor_in_the_figures_nor_in_a_log_line(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    answer = browser.sign_in(name="hunter2-in-the-wrong-field", password="hunter2")

    figures = browser.client.get("/metrics").text
    assert "hunter2" not in answer.text + figures + repr([vars(record) for record in caplog.records])
    assert 'thidua_sign_ins_total{service="tracking",way="account",outcome="refused"}' in figures
    assert [record.message for record in caplog.records].count("sign_in_refused") == 1


def test_signing_out_ends_the_session_at_once_for_whoever_holds_the_cookie(browser: Browser, name: str) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    stolen = {"Cookie": f"{COOKIE}={browser.client.cookies[COOKIE]}"}

    answer = browser.client.post("/sign-out", headers=browser.own_page)

    assert answer.status_code == 303
    assert COOKIE not in browser.client.cookies
    assert browser.client.get(FIGURES, headers=stolen).status_code == 401


def test_signing_in_anew_ends_the_session_before(browser: Browser, name: str) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    first = {"Cookie": f"{COOKIE}={browser.client.cookies[COOKIE]}"}

    browser.sign_in(name=name, password=PASSWORD)
    browser.client.cookies.clear()

    assert browser.client.get(FIGURES, headers=first).status_code == 401


@pytest.mark.parametrize("end", ["lock", "password"])
def test_a_locked_account_or_a_new_password_ends_its_sessions(
    accounts: Accounts, browser: Browser, name: str, end: str
) -> None:
    browser.sign_in(name=name, password=PASSWORD)

    if end == "lock":
        accounts.lock(name)
    else:
        accounts.reset_password(name)

    assert not browser.is_known
    assert browser.sign_in(name=name, password=PASSWORD).status_code == 401


def test_an_unlocked_account_opens_again_but_its_old_sessions_do_not(
    accounts: Accounts, browser: Browser, name: str
) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    accounts.lock(name)

    accounts.unlock(name)

    assert not browser.is_known
    browser.sign_in(name=name, password=PASSWORD)
    assert browser.is_known


NEW: Final = "bốn từ khác hẳn nhau"


def changed(browser: Browser, old: str, new: str, again: str = "") -> httpx.Response:
    form = {"old": old, "new": new, "again": again or new}
    return browser.client.post("/sign-in/password", data=form, headers=browser.own_page)


def test_a_person_changes_the_password_with_the_old_one_and_all_other_sessions_end(
    tracking: RunningTracking, browser: Browser, name: str
) -> None:
    elsewhere = Browser(tracking)
    for one in (browser, elsewhere):
        one.sign_in(name=name, password=PASSWORD)
    offered = browser.client.get("/sign-in").text

    answer = changed(browser, PASSWORD, NEW)

    still_known = (browser.is_known, elsewhere.is_known)
    old, new = (elsewhere.sign_in(name=name, password=password).status_code for password in (PASSWORD, NEW))
    elsewhere.client.close()
    assert "Mật khẩu hiện tại" in offered
    assert answer.status_code == 303
    assert still_known == (True, False)
    assert (old, new) == (401, 303)


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        (("not the old one", NEW, NEW), 403, "Mật khẩu hiện tại không đúng"),
        ((PASSWORD, NEW, f"{NEW}!"), 422, "không giống nhau"),
        ((PASSWORD, "ngắn", "ngắn"), 422, "12 đến 256 ký tự"),
        ((PASSWORD, "password1234", "password1234"), 422, "dễ bị đoán"),
    ],
    ids=["another old one", "typed otherwise", "too short", "soon guessed"],
)
def test_a_password_that_is_not_changed_says_why_and_stays(
    browser: Browser, name: str, typed: tuple[str, str, str], status: int, said: str
) -> None:
    browser.sign_in(name=name, password=PASSWORD)

    answer = changed(browser, *typed)

    assert (answer.status_code, said in answer.text) == (status, True)
    assert typed[1] not in answer.text
    assert browser.is_known
    assert browser.sign_in(name=name, password=PASSWORD).status_code == 303


def test_who_has_no_account_or_is_not_signed_in_changes_none(tracking: RunningTracking, browser: Browser) -> None:
    stranger = changed(browser, PASSWORD, NEW)
    browser.sign_in(token=tracking.access.create_token("auditor")[1])

    by_token = changed(browser, PASSWORD, NEW)

    assert (stranger.status_code, by_token.status_code) == (401, 403)
    assert "Mật khẩu hiện tại" not in browser.client.get("/sign-in").text


def test_a_person_sees_their_sessions_and_ends_the_others(
    tracking: RunningTracking, browser: Browser, name: str
) -> None:
    elsewhere = Browser(tracking)
    for one in (elsewhere, browser):
        one.sign_in(name=name, password=PASSWORD)
    shown = browser.client.get("/sign-in", params={"lang": "en"}).text

    ended = browser.client.post("/sign-in/sessions", headers=browser.own_page)

    known = (browser.is_known, elsewhere.is_known)
    elsewhere.client.close()
    assert (shown.count("End it"), shown.count("This one")) == (2, 1)
    assert browser.client.cookies[COOKIE] not in shown
    assert (ended.status_code, known) == (303, (True, False))
    assert browser.client.post("/sign-in/sessions").status_code == 403


@pytest.mark.parametrize("typed", [NEW, "password1234", ""], ids=["good", "soon guessed", "typed otherwise"])
def test_a_first_password_leads_to_ones_own_before_anything_else(
    accounts: Accounts, browser: Browser, typed: str
) -> None:
    name = f"first-{len(typed)}"
    _, first = accounts.create(name, VERIFIER)

    asked = browser.sign_in(name=name, password=first, next="/units")
    was_known = browser.is_known
    chosen = browser.choose_own(name, first, typed, typed or NEW, next="/units")

    assert (asked.status_code, "Set-Cookie" in asked.headers, was_known) == (403, False, False)
    assert 'action="/sign-in/first"' in asked.text
    assert (chosen.status_code, browser.is_known) == ((303, True) if typed == NEW else (422, False))
    assert first not in asked.text + chosen.text
    assert 'value="/units"' in asked.text
    assert chosen.headers.get("Location") == ("/units" if typed == NEW else None)


def test_who_does_not_know_the_password_chooses_none_for_anybody(browser: Browser, name: str) -> None:
    answer = browser.choose_own(name, "not the first one", NEW)

    assert (answer.status_code, browser.is_known) == (401, False)
    assert browser.sign_in(name=name, password=PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "elsewhere",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "same", "Sec-Fetch-Site": "same-site"},
        {"Origin": "same", "Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/first", "/sign-out", "/tracking/events"])
def test_what_another_sites_page_sends_does_nothing(
    tracking: RunningTracking, browser: Browser, name: str, path: str, elsewhere: dict[str, str]
) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    headers = {key: tracking.url if value == "same" else value for key, value in elsewhere.items()}

    answer = browser.client.post(path, headers=headers, data={"name": name, "password": PASSWORD})

    assert answer.status_code == 403
    assert browser.is_known


def test_from_a_page_of_ours_the_door_knows_the_session(browser: Browser, name: str) -> None:
    browser.sign_in(name=name, password=PASSWORD)

    answer = browser.client.post("/tracking/events", headers={"Sec-Fetch-Site": "same-origin"}, content=b"x")

    assert answer.status_code == 415  # it is past the sign-in, and says what it takes


def test_a_sessions_secret_is_no_bearer_token(tracking: RunningTracking, browser: Browser, name: str) -> None:
    browser.sign_in(name=name, password=PASSWORD)
    as_bearer = {"Authorization": f"Bearer {browser.client.cookies[COOKIE]}"}

    assert tracking.client.get(FIGURES, headers=as_bearer).status_code == 401


@pytest.mark.parametrize("away", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", "/a\r\nX: y"])
def test_signing_in_leads_to_no_other_site(browser: Browser, name: str, away: str) -> None:
    answer = browser.sign_in(name=name, password=PASSWORD, next=away)

    assert answer.headers["Location"] == "/sign-in/begin"


def test_a_form_of_megabytes_is_not_read(browser: Browser) -> None:
    answer = browser.sign_in(name="x" * 9_000)

    assert answer.status_code == 413


def test_an_account_made_while_tracking_runs_opens_at_once(accounts: Accounts, browser: Browser) -> None:
    with_own_password(accounts, "just-made", VERIFIER, password=PASSWORD)

    browser.sign_in(name="just-made", password=PASSWORD)

    assert browser.is_known
