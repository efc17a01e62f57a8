"""The pages of whoever looks after the installation: who is let in, the register of units, how tracking stands."""

import re
from typing import Final

import httpx
import pytest

from shared.core.access import ROLES
from shared.core.definition import Contact
from shared.core.events import REGISTRY
from tests.integration.awards.filling_in import Form, form_in
from tests.integration.door.conftest import NewTracking
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity
from tests.integration.door.test_sign_in import PASSWORD, Browser
from tests.waiting import wait_until

FORMS: Final = "/admin/forms"
BEARER: Final = re.compile(r'<code id="bearer">(thidua_[^<]+)</code>')
FIRST: Final = re.compile(r'<code id="password">([a-z0-9-]+)</code>')


class Admin:
    """An administrator at the pages."""

    def __init__(self, tracking: RunningTracking) -> None:
        self.tracking = tracking
        self.headers = tracking.headers("admin")

    def page(self, path: str, **query: str) -> httpx.Response:
        return self.tracking.client.get(path, params=query, headers=self.headers, follow_redirects=True)

    def form(self, name: str, thing: str = "") -> Form:
        page = self.page(f"{FORMS}/{name}", id=thing)
        assert page.status_code == 200, page.text
        return form_in(page)

    def sent(self, form: Form, **said: str) -> httpx.Response:
        named = {name.replace("__", "."): value for name, value in said.items()}
        return self.tracking.client.post(form.address, data=form.values | named, headers=self.headers)

    def token_ids(self) -> list[str]:
        return [one.id for one in self.tracking.access.list_tokens()]


@pytest.fixture
def admin(tracking: RunningTracking) -> Admin:
    return Admin(tracking)


@pytest.mark.parametrize("path", ["/admin", "/admin/tokens", "/admin/units"])
@pytest.mark.parametrize("role", sorted(ROLES - {"admin"}))
def test_nobody_but_an_administrator_is_shown_the_administration(
    tracking: RunningTracking, path: str, role: str
) -> None:
    answer = tracking.client.get(path, headers=tracking.headers(role, "hctc" if role == "unit" else ""))

    assert answer.status_code == 403
    assert answer.headers["Content-Type"].startswith("text/html")


def test_without_sign_in_the_administration_asks_for_it(tracking: RunningTracking) -> None:
    answers = [tracking.client.get(path) for path in ("/admin", "/admin/forms/token.create")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert tracking.client.post("/admin/forms/nothing").status_code == 404


def test_the_front_says_how_the_service_stands_and_since_when(admin: Admin) -> None:
    page = admin.page("/admin", lang="vi").text

    assert "Mọi phần đều trả lời" in page
    assert all(said in page for said in ("Kho khóa dữ liệu cá nhân", "Bảng số liệu", "Không có gì bị gác lại"))
    assert all(f'href="/{name}/pages/health?lang=vi"' in page for name in ("tracking", "awards", "notify", "audit"))


def test_an_auditor_finds_what_was_refused_and_why_from_the_pages_of_audit(tracking: RunningTracking) -> None:
    headers = tracking.headers("auditor")
    refused = tracking.post(activity("no-campaign"), "verifier", "")

    page = tracking.client.get("/tracking/pages/health", headers=headers | {"Accept-Language": "en"}).text

    assert refused.status_code == 403
    assert all(said in page for said in ("Refused since the service started", "Not allowed", "role_may_not_state"))
    assert all(f'href="{path}"' in page for path in ("/audit/pages/log", "/awards/pages/health"))
    assert 'href="/admin"' not in page


def test_a_campaign_whose_log_was_altered_is_told_as_given_up_with_what_to_do(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    assert tracking.application is not None

    tracking.application._damaged["dot-450"] = "The log lost something that was recorded."
    page = Admin(tracking).page("/tracking/pages/health").text

    assert "A part does not answer" in page
    assert all(
        said in page for said in ("The pen of dot-450", "The log lost something", "Restore the log", "PenStopped")
    )


def test_a_token_is_shown_once_and_a_double_click_makes_one(admin: Admin) -> None:
    form, before = admin.form("token.create"), admin.token_ids()

    first, again = (admin.sent(form, role="verifier", days="30") for _ in range(2))

    [made] = [one for one in admin.token_ids() if one not in before]
    assert BEARER.findall(first.text) == BEARER.findall(again.text) != []
    assert first.headers["Cache-Control"] == "no-store"
    [bearer] = BEARER.findall(first.text)
    asked = {"Authorization": f"Bearer {bearer}"}
    wait_until(lambda: admin.tracking.client.get("/tracking/campaigns", headers=asked).status_code == 200)
    listed = admin.page("/admin/tokens").text
    assert made in listed
    assert bearer not in listed


def test_a_token_is_revoked_for_good(admin: Admin) -> None:
    [bearer] = BEARER.findall(admin.sent(admin.form("token.create"), role="verifier").text)
    token_id = bearer.split("_")[1]

    form = admin.form("token.revoke", token_id)
    answers = [admin.sent(form) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    asked = {"Authorization": f"Bearer {bearer}"}
    wait_until(lambda: admin.tracking.client.get("/tracking/campaigns", headers=asked).status_code == 401)
    assert admin.sent(admin.form("token.revoke", "nobody's")).status_code == 404


def test_a_form_that_cannot_be_comes_back_as_it_was_typed(admin: Admin) -> None:
    form = admin.form("token.create")
    before = admin.token_ids()

    answer = admin.sent(form, role="unit", person_id="cb-lan", days="0")

    assert answer.status_code == 400
    assert re.findall(r'id="(\w+)-fault"', answer.text) == ["unit_id", "days"]
    assert form_in(answer).values.items() >= {"role": "unit", "person_id": "cb-lan", "days": "0"}.items()
    assert admin.token_ids() == before


def test_a_unit_that_is_not_in_the_register_and_an_address_that_is_none_are_told_before_anybody_waits_for_them(
    admin: Admin,
) -> None:
    form = admin.form("token.create")
    before = admin.token_ids()

    nowhere = admin.sent(form, role="unit", unit_id="hctcc")
    lost = admin.sent(
        admin.form("unit.established"),
        unit_id="thon-doai",
        kind="COMMUNE",
        name__vi="Thôn Đoài",
        contacts="ubnd@doai.example.vn\nkhông phải thư",
    )

    assert [answer.status_code for answer in (nowhere, lost)] == [400, 400]
    assert [re.findall(r'id="([\w.]+)-fault"', answer.text) for answer in (nowhere, lost)] == [
        ["unit_id"],
        ["contacts"],
    ]
    assert 'value="hctcc"' in nowhere.text
    assert "không phải thư" in lost.text
    assert admin.token_ids() == before


def test_who_was_signed_out_meanwhile_keeps_what_was_typed(admin: Admin) -> None:
    form = admin.form("account.create")

    said = form.values | {"name": "lan", "role": "verifier"}
    answer = admin.tracking.client.post(form.address, data=said)

    assert answer.status_code == 401
    assert form_in(answer).values["name"] == "lan"


def test_an_account_is_made_with_a_first_password_shown_once_locked_and_opened_again(admin: Admin) -> None:
    browser = Browser(admin.tracking)
    form = admin.form("account.create")

    made = [admin.sent(form, name="thu", role="verifier") for _ in range(2)]
    [first] = {one for page in made for one in FIRST.findall(page.text)}
    refused = browser.sign_in(name="thu", password=first).status_code
    chosen = browser.choose_own("thu", first, PASSWORD)
    was_known = browser.is_known
    locked = admin.sent(admin.form("account.lock", "thu"))

    assert [one.status_code for one in made] == [200, 200]
    assert made[0].headers["Cache-Control"] == "no-store"
    assert (refused, chosen.status_code, was_known) == (403, 303, True)
    assert (locked.status_code, browser.is_known) == (303, False)
    admin.sent(admin.form("account.unlock", "thu"))
    [another] = FIRST.findall(admin.sent(admin.form("account.password", "thu")).text)
    assert browser.sign_in(name="thu", password=PASSWORD).status_code == 401
    assert browser.choose_own("thu", another, PASSWORD).status_code == 303
    listed = admin.page("/admin/accounts").text
    assert "thu" in listed
    assert first not in listed
    browser.client.close()


def test_an_account_for_a_provider_has_no_password_to_show(admin: Admin) -> None:
    made = admin.sent(admin.form("account.create"), name="co-quan", role="verifier", opened_by="PROVIDER")

    assert (made.status_code, FIRST.findall(made.text)) == (303, [])
    assert admin.sent(admin.form("account.password", "nobody's")).status_code == 404


def test_a_unit_is_registered_renamed_and_merged_by_forms_each_told_once(new_tracking: NewTracking) -> None:
    admin = Admin(new_tracking())

    form = admin.form("unit.established")
    said = {"unit_id": "xa-moi", "kind": "COMMUNE", "name__vi": "Xã Mới", "contacts": "vp@xamoi.vn\r\n\r\n"}
    first, again = (admin.sent(form, **said) for _ in range(2))
    taken = admin.sent(admin.form("unit.established"), **said)
    renamed = admin.sent(
        admin.form("unit.renamed", "xa-moi"), name__vi="Xã Rất Mới", effective_on="2025-03-01", basis="NQ 1"
    )
    merged = admin.sent(
        admin.form("unit.merged", "xa-moi"),
        predecessors="xa-moi",
        successor="hctc",
        effective_on="2025-03-05",
        basis="NQ 2",
    )

    assert (first.status_code, first.headers["Location"]) == (303, again.headers["Location"])
    assert taken.status_code == 422
    assert "Xã Mới" in taken.text
    assert (renamed.status_code, merged.status_code) == (303, 303), merged.text
    facts = [fact for commit in admin.tracking.commits(REGISTRY) for fact in commit.facts()]
    mine = [fact for fact in facts if fact.source == "/admin"]
    assert [fact.data.short for fact in mine] == ["unit.established", "unit.renamed", "unit.merged"]
    assert mine[0].data.contacts == (Contact("vp@xamoi.vn"),)  # type: ignore[attr-defined]
    assert mine[2].data.predecessors == ("xa-moi",)  # type: ignore[attr-defined]
    position = httpx.URL(merged.headers["Location"]).params["after"]
    page = admin.page("/admin/units/xa-moi", after=position, lang="en").text
    assert all(said in page for said in ("Xã Rất Mới", "Merged 5 March 2025 hctc", "Recorded in the log"))
    listed = admin.page("/admin/units", format="csv").text
    assert "xa-moi,Xã Rất Mới,Commune" in listed


def test_a_token_that_may_not_administer_states_nothing_by_these_forms(admin: Admin) -> None:
    form = admin.form("token.create")
    headers = admin.tracking.headers("secretary")
    before = admin.token_ids()

    answer = admin.tracking.client.post(form.address, data=form.values | {"role": "admin"}, headers=headers)

    assert answer.status_code == 403
    assert admin.token_ids() == before
