"""Who may read what over HTTP: sign-in, the contract's table of readers, own things and names."""

from typing import Final

import pytest

from shared.core.values import Role
from tests.integration.door.conftest import launched
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import ADDRESS, NAME, activity, household

MAI_CHAU: Final = "huyen-mai-chau"
NUMBER: Final = "017190777001"
OTHERS: Final[tuple[Role, ...]] = ("secretary", "council", "authority", "publisher", "admin")
# Of each path: who may read it, as role and unit; and who may not.
FIGURES: Final = ["", "/{campaign}", "/{campaign}/units/hctc", "/{campaign}/units/so-xay-dung"]
ACTIVITY: Final = "/{campaign}/activities/HD-read"
HOUSEHOLD: Final = "/{campaign}/households/HB-read"


@pytest.fixture(scope="module")
def told(tracking: RunningTracking) -> str:
    """A campaign with an activity of hctc and a household of Mai Châu, as far as everybody can read it."""
    campaign = launched(tracking)
    tracking.post(activity(campaign, activity_id="HD-read"))
    position = tracking.post(household(campaign, "HB-read", number=NUMBER), who=MAI_CHAU).json()["position"]
    assert tracking.read(f"/{campaign}", after=str(position)).status_code == 200
    return campaign


@pytest.mark.parametrize("path", [*FIGURES, ACTIVITY, HOUSEHOLD])
@pytest.mark.parametrize("authorization", ["", "Bearer thidua_0_x", "Basic aGN0Yzo="])
def test_without_sign_in_no_figure_is_read(tracking: RunningTracking, told: str, path: str, authorization: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}

    answer = tracking.client.get(f"/tracking/campaigns{path.format(campaign=told)}", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("role", ["unit", "verifier", "auditor", *OTHERS])
@pytest.mark.parametrize("path", FIGURES)
def test_whoever_is_signed_in_reads_the_figures_of_campaign_and_units(
    tracking: RunningTracking, told: str, path: str, role: Role
) -> None:
    answer = tracking.read(path.format(campaign=told), role, "thcb" if role == "unit" else "")

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "reader", "status"),
    [
        (ACTIVITY, ("auditor", ""), 200),
        (ACTIVITY, ("unit", "hctc"), 200),
        (ACTIVITY, ("unit", "vpubnd"), 403),  # the office above it
        (ACTIVITY, ("unit", MAI_CHAU), 403),
        (ACTIVITY, ("verifier", ""), 403),
        *[(ACTIVITY, (role, ""), 403) for role in OTHERS],
        (HOUSEHOLD, ("auditor", ""), 200),
        (HOUSEHOLD, ("verifier", ""), 200),
        (HOUSEHOLD, ("unit", MAI_CHAU), 200),
        (HOUSEHOLD, ("unit", "hctc"), 403),
        *[(HOUSEHOLD, (role, ""), 403) for role in OTHERS],
    ],
)
def test_activities_and_households_are_read_by_their_unit_and_who_looks_at_all(
    tracking: RunningTracking, told: str, path: str, reader: tuple[Role, str], status: int
) -> None:
    answer = tracking.read(path.format(campaign=told), *reader)

    assert answer.status_code == status


@pytest.mark.parametrize(("role", "unit_id"), [("unit", MAI_CHAU), ("verifier", ""), ("auditor", "")])
def test_a_households_name_is_opened_for_its_unit_and_the_verifier_alone(
    tracking: RunningTracking, told: str, role: Role, unit_id: str
) -> None:
    answer = tracking.read(HOUSEHOLD.format(campaign=told), role, unit_id)

    person = answer.json()["person"]
    if role == "auditor":
        assert person.keys() == {"person_ref", "sealed"}
        assert NAME not in answer.text
    else:
        assert person["name"] == NAME
    assert NUMBER not in answer.text
    assert ADDRESS not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/nowhere/units/hctc",
        "/nowhere/activities/HD-read",
        "/nowhere/households/HB-read",
        "/{campaign}/units/nobody",
        "/{campaign}/activities/nothing",
        "/{campaign}/households/nothing",
        "/{campaign}/nothing",
    ],
)
@pytest.mark.parametrize("role", ["auditor", "unit"])
def test_what_is_not_there_is_not_found_whoever_asks(
    tracking: RunningTracking, told: str, path: str, role: Role
) -> None:
    answer = tracking.read(path.format(campaign=told), role, "hctc" if role == "unit" else "")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_problem_of_a_read_speaks_the_readers_language(tracking: RunningTracking) -> None:
    headers = tracking.headers("auditor")

    said = {
        language: tracking.client.get(
            "/tracking/campaigns/nowhere", headers=headers | {"Accept-Language": language}
        ).json()["title"]
        for language in ("vi", "en", "fr")
    }

    assert said == {"vi": "Không tìm thấy", "en": "Not found", "fr": "Không tìm thấy"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_read_is_asked_with_get_alone(tracking: RunningTracking, told: str, method: str) -> None:
    answer = tracking.client.request(
        method, f"/tracking/campaigns/{told}", headers=tracking.headers("admin"), content=b"{}"
    )

    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"
