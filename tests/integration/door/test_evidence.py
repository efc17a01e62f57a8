"""Files at the door: sent in parts, looked at, kept sealed, told as a fact, and given to those who may see them."""

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final

import httpx
import pytest

from services.tracking.api.evidence import PATH
from shared.core.events import EvidenceAttached
from shared.core.values import Role
from tests.evidence import jpeg, pdf, png
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.running_tracking import BEGINNING, RunningTracking
from tests.integration.door.statements import activity, household
from tests.waiting import wait_until

MAI_CHAU: Final = "huyen-mai-chau"
PART: Final = {"Content-Type": "application/offset+octet-stream"}


def a_picture(size: int = 300_000) -> bytes:
    """One that no other test sends, of about so many bytes."""
    content = png()
    return content[:-12] + (size).to_bytes(4, "big") + b"npXt" + secrets.token_bytes(size) + b"\0" * 4 + content[-12:]


def say(
    tracking: RunningTracking, campaign: str, /, content: bytes, role: Role = "unit", who: str = "hctc", **changes: Any
) -> httpx.Response:
    said = {"campaign": campaign, "name": "anh.png", "size": len(content), "sha256": sha256(content).hexdigest()}
    return tracking.client.post(PATH, json=said | changes, headers=tracking.headers(role, who))


def begin(tracking: RunningTracking, *args: Any, **changes: Any) -> str:
    answer = say(tracking, *args, **changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == answer.json()["upload"]
    return answer.headers["Location"]


def part(
    tracking: RunningTracking, upload: str, content: Any, *, at: int, role: Role = "unit", who: str = "hctc"
) -> httpx.Response:
    headers = tracking.headers(role, who) | PART | {"Upload-Offset": str(at)}
    return tracking.client.patch(upload, content=content, headers=headers)


def put(
    tracking: RunningTracking, campaign: str, content: bytes, role: Role = "unit", who: str = "hctc", **changes: Any
) -> httpx.Response:
    return part(tracking, begin(tracking, campaign, content, role, who, **changes), content, at=0, role=role, who=who)


def came(tracking: RunningTracking, upload: str) -> int:
    return int(tracking.client.head(upload, headers=tracking.headers("unit", "hctc")).headers["Upload-Offset"])


def get(
    tracking: RunningTracking, content: bytes, role: Role = "unit", who: str = "hctc", **query: str
) -> httpx.Response:
    path = f"{PATH}/{sha256(content).hexdigest()}"
    return tracking.client.get(path, params=query, headers=tracking.headers(role, who))


def given_to(
    tracking: RunningTracking, content: bytes, position: int, units: tuple[str, ...], **others: str
) -> dict[str, int]:
    """What each who asks for a file is answered."""
    asking: list[tuple[Any, str]] = [*(("unit", unit) for unit in units), *others.items()]
    return {who: get(tracking, content, role, who, after=str(position)).status_code for role, who in asking}


def facts(tracking: RunningTracking, campaign: str) -> list[EvidenceAttached]:
    told = [fact.data for commit in tracking.commits(campaign) for fact in commit.facts()]
    return [data for data in told if isinstance(data, EvidenceAttached)]


def on_disk(tracking: RunningTracking) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(tracking.vault.parent.rglob("*")) if path.is_file())


def test_a_file_comes_in_parts_is_told_and_is_given_as_it_came(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture()
    upload = begin(tracking, campaign, content)

    first = part(tracking, upload, content[:100_001], at=0)
    asked = tracking.client.head(upload, headers=tracking.headers("unit", "hctc"))
    last = part(tracking, upload, content[100_001:], at=100_001)

    assert (first.status_code, first.headers["Upload-Offset"], first.headers["Upload-Complete"]) == (
        204,
        "100001",
        "?0",
    )
    assert (asked.status_code, asked.headers["Upload-Offset"]) == (204, "100001")
    assert asked.headers["Upload-Length"] == str(len(content))
    assert (last.status_code, last.json()["status"]) == (201, "recorded")
    told = facts(tracking, campaign)
    assert told == [EvidenceAttached(sha256(content).hexdigest(), "hctc", len(content), "image/png")]
    given = get(tracking, content, after=str(last.json()["position"]))
    assert (given.status_code, given.content == content) == (200, True)
    assert given.headers["Content-Type"] == "image/png"
    assert given.headers["Content-Disposition"].startswith("attachment;")
    assert given.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in given.headers["Content-Security-Policy"]


def test_the_fact_is_the_units_and_names_no_file(tracking: RunningTracking, campaign: str) -> None:
    put(tracking, campaign, a_picture(2_000), name="Bùi Thị Mai 017190001234.png")

    [commit] = [one for one in tracking.commits(campaign) if b"evidence.attached" in one.payload]

    [fact] = commit.facts()
    assert (fact.actor, fact.source) == ("unit:hctc", "/units/hctc")
    assert "Mai" not in commit.payload.decode()


def test_nothing_of_a_file_lies_in_clear_on_the_disk(tracking: RunningTracking, campaign: str) -> None:
    whole, half = a_picture(), a_picture()

    put(tracking, campaign, whole)
    part(tracking, begin(tracking, campaign, half, name="Bùi Thị Mai.png"), half[:150_000], at=0)

    lies = on_disk(tracking)
    assert all(content[at : at + 24] not in lies for content in (whole, half) for at in (70, 5_000, 120_000))
    assert "Bùi Thị Mai.png".encode() not in lies


def test_the_same_file_again_is_here_already(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture(5_000)
    upload = begin(tracking, campaign, content)
    beside = begin(tracking, campaign, content)
    position = part(tracking, upload, content, at=0).json()["position"]

    again = say(tracking, campaign, content)
    at_once = part(tracking, beside, content, at=0)
    late = part(tracking, upload, b"", at=len(content))

    assert (again.status_code, again.json()["status"], again.json()["position"]) == (200, "duplicate", position)
    assert (at_once.status_code, at_once.json()["position"]) == (200, position)
    assert (late.status_code, late.json()["code"]) == (404, "upload_unknown")
    assert len(facts(tracking, campaign)) == 1


def test_a_part_goes_on_where_the_last_one_ended_or_is_told_where(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture()
    upload = begin(tracking, campaign, content)
    part(tracking, upload, content[:70_000], at=0)

    early, late = part(tracking, upload, content, at=0), part(tracking, upload, content[80_000:], at=80_000)
    longer = part(tracking, upload, content, at=70_000)

    assert [one.status_code for one in (early, late, longer)] == [409, 409, 413]
    assert {one.headers["Upload-Offset"] for one in (early, late, longer)} >= {"70000"}
    at = int(longer.headers["Upload-Offset"])
    assert part(tracking, upload, content[at:], at=at).status_code == 201


def test_what_came_before_a_line_broke_is_there_to_go_on_from(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture()
    upload = begin(tracking, campaign, content)

    def breaks() -> Any:
        yield content[:90_000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        part(tracking, upload, breaks(), at=0)

    wait_until(lambda: came(tracking, upload) == 90_000)
    # What came is on disk before the server knows that nothing more will come; until then it is busy with it.
    wait_until(lambda: part(tracking, upload, content[90_000:], at=90_000).status_code == 201)


def test_a_file_goes_on_after_the_service_was_started_again(new_tracking: NewTracking) -> None:
    tracking = new_tracking()
    campaign, content = launched(tracking), a_picture()
    upload = begin(tracking, campaign, content)
    part(tracking, upload, content[:200_000], at=0)

    tracking.stop()
    tracking.start()
    answer = part(tracking, upload, content[200_000:], at=200_000)

    assert answer.status_code == 201, answer.text
    assert get(tracking, content, after=str(answer.json()["position"])).content == content


def test_what_is_cancelled_is_gone(tracking: RunningTracking, campaign: str) -> None:
    upload = begin(tracking, campaign, a_picture())

    gone = tracking.client.delete(upload, headers=tracking.headers("unit", "hctc"))

    assert gone.status_code == 204
    assert tracking.client.head(upload, headers=tracking.headers("unit", "hctc")).status_code == 404


# Who may.


def test_a_unit_brings_and_goes_on_with_its_own_files_alone(tracking: RunningTracking, campaign: str) -> None:
    upload = begin(tracking, campaign, a_picture())

    for_another = say(tracking, campaign, a_picture(), "unit", "hctc", unit_id=MAI_CHAU)
    anothers = part(tracking, upload, b"x", at=0, who="thcb")
    nobodys = tracking.client.patch(upload, content=b"x", headers=PART | {"Upload-Offset": "0"})

    assert (for_another.status_code, for_another.json()["code"]) == (403, "speaks_for_another_unit")
    assert (anothers.status_code, nobodys.status_code) == (404, 401)


@pytest.mark.parametrize("role", ["secretary", "auditor", "admin", "council", "authority", "publisher"])
def test_only_units_and_verifiers_bring_files(tracking: RunningTracking, campaign: str, role: Role) -> None:
    answer = say(tracking, campaign, a_picture(), role, "cb-lan", unit_id="hctc")

    assert (answer.status_code, answer.json()["code"]) == (403, "role_may_not_attach")


def test_a_file_is_given_to_the_unit_and_to_those_who_look_into_all(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture(3_000)
    position = put(tracking, campaign, content).json()["position"]

    told = given_to(tracking, content, position, ("hctc", "thcb"), verifier="v", auditor="a", council="c")

    assert told == {"hctc": 200, "thcb": 403, "v": 200, "a": 200, "c": 403}
    assert tracking.client.get(f"{PATH}/{sha256(content).hexdigest()}").status_code == 401
    assert get(tracking, b"never came").status_code == 404


def test_a_households_file_is_given_only_to_those_who_may_open_its_name(
    tracking: RunningTracking, campaign: str
) -> None:
    said = household(campaign, number="017190200001")
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    content, whose = a_picture(3_000), {"subject_kind": "HOUSEHOLD", "subject_id": said["data"]["household_id"]}

    position = put(tracking, campaign, content, who=MAI_CHAU, **whose).json()["position"]

    told = given_to(tracking, content, position, (MAI_CHAU, "hctc"), verifier="v", secretary="s", auditor="a")
    assert told == {MAI_CHAU: 200, "hctc": 403, "v": 200, "s": 200, "a": 403}
    seen = tracking.read(f"/{campaign}/households/{said['data']['household_id']}", "verifier").json()
    assert [(one["sha256"], one["arrived"]) for one in seen["evidence"]] == [(sha256(content).hexdigest(), True)]
    assert [one["type"] for one in seen["history"]] == ["household.identified", "evidence.attached"]


def test_a_file_is_not_taken_for_somebody_elses_or_an_unknown_household(
    tracking: RunningTracking, campaign: str
) -> None:
    said = household(campaign, number="017190200002")
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    of = {"subject_kind": "HOUSEHOLD", "subject_id": said["data"]["household_id"]}

    anothers = say(tracking, campaign, a_picture(), "unit", "hctc", **of)
    unknown = say(tracking, campaign, a_picture(), "unit", MAI_CHAU, **of | {"subject_id": "HB-none"})
    half = say(tracking, campaign, a_picture(), "unit", MAI_CHAU, subject_kind="HOUSEHOLD")
    nobody = say(tracking, campaign, a_picture(), subject_kind="INDIVIDUAL", subject_id="cb-none")
    verified = put(tracking, campaign, a_picture(), "verifier", "v", unit_id=MAI_CHAU, **of)

    codes = [one.json()["code"] for one in (anothers, unknown, half, nobody)]
    assert codes == ["not_own_unit", "household_unknown", "evidence_subject_half_named", "person_unknown"]
    assert verified.status_code == 201


# What is not taken.


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"name": "virus.exe"}, 415, "evidence_type_not_taken"),
        ({"name": "trang.html"}, 415, "evidence_type_not_taken"),
        ({"size": 20_000_001}, 413, "evidence_too_large"),
        ({"size": 0}, 400, "bad_fields"),
        ({"sha256": "xyz"}, 400, "bad_fields"),
        ({"campaign": "registry"}, 400, "bad_fields"),
        ({"campaign": "no-campaign"}, 422, "campaign_unknown"),
        ({"more": 1}, 400, "bad_fields"),
    ],
)
def test_what_is_said_wrong_is_refused_before_a_byte_comes(
    tracking: RunningTracking, campaign: str, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = say(tracking, campaign, a_picture(1_000), **changes)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("content", "changes", "code"),
    [
        (jpeg(), {}, "evidence_not_what_it_claims"),
        (b"MZ" + b"\0" * 500, {"name": "a.jpg"}, "evidence_not_what_it_claims"),
        (pdf(b"/OpenAction << /S /JavaScript >>"), {"name": "a.pdf"}, "evidence_active_content"),
        (png()[:-9], {}, "evidence_broken_off"),
        (png(), {"sha256": "ab" * 32}, "evidence_hash_differs"),
    ],
    ids=["another kind", "a program", "a script", "half", "another content"],
)
def test_what_is_not_what_was_said_is_thrown_away(
    tracking: RunningTracking, campaign: str, content: bytes, changes: dict[str, str], code: str
) -> None:
    upload = begin(tracking, campaign, content, **changes)

    answer = part(tracking, upload, content, at=0)

    assert answer.json()["code"] == code
    assert facts(tracking, campaign) == []
    assert tracking.client.head(upload, headers=tracking.headers("unit", "hctc")).status_code == 404


def test_a_part_says_what_it_is_and_where_it_begins(tracking: RunningTracking, campaign: str) -> None:
    upload, own = begin(tracking, campaign, a_picture()), tracking.headers("unit", "hctc")

    no_type = tracking.client.patch(upload, content=b"x", headers=own | {"Upload-Offset": "0"})
    no_place = tracking.client.patch(upload, content=b"x", headers=own | PART)

    assert (no_type.status_code, no_place.status_code) == (415, 400)


def test_nobody_states_at_the_door_for_facts_that_a_file_came(tracking: RunningTracking, campaign: str) -> None:
    data = {"sha256": "ab" * 32, "unit_id": "hctc", "size": 1, "media_type": "image/png"}
    event = activity(campaign) | {"type": "vn.thidua.evidence.attached.v1", "data": data}

    assert tracking.post(event).json()["code"] == "only_services_state"


# A fact whose file never came says so.


def test_an_activity_says_of_each_file_whether_it_came(tracking: RunningTracking, campaign: str) -> None:
    content = a_picture(1_500)
    papers = [{"name": "anh.png", "sha256": sha256(content).hexdigest()}, {"name": "b.pdf", "sha256": "cd" * 32}]
    said = activity(campaign, evidence=papers)
    tracking.post(said)

    position = put(tracking, campaign, content).json()["position"]

    path = f"/{campaign}/activities/{said['data']['activity_id']}"
    seen = tracking.read(path, after=str(position)).json()["evidence"]
    assert [(one["name"], one["arrived"]) for one in seen] == [("anh.png", True), ("b.pdf", False)]
    assert (seen[0]["media_type"], seen[0]["size"], seen[0]["position"]) == ("image/png", len(content), position)
    before = tracking.read(path, after=str(position), as_of=str(position - 1_000)).json()["evidence"]
    assert [one["arrived"] for one in before] == [False, False]


def test_what_did_not_come_within_a_week_is_flagged_and_what_is_kept_elsewhere_is_not(
    new_tracking: NewTracking,
) -> None:
    tracking = new_tracking()
    campaign = launched(tracking)
    came_in, missing, elsewhere = a_picture(900), "ce" * 32, "de" * 32
    papers = [
        {"name": "a.png", "sha256": sha256(came_in).hexdigest()},
        {"name": "b.png", "sha256": missing},
        {"name": "c.pdf", "sha256": elsewhere, "uri": "https://vpubnd.example.vn/c"},
    ]
    tracking.post(activity(campaign, activity_id="HD-full", evidence=[papers[0], papers[2]]))
    position = tracking.post(activity(campaign, activity_id="HD-lacks", evidence=papers[:2])).json()["position"]
    put(tracking, campaign, came_in)

    on_time = tracking.read(f"/{campaign}/quality", after=str(position), kind="MISSING").json()["quality"]
    tracking.clock.move_to(BEGINNING + timedelta(days=8))
    news = tracking.post(activity(campaign, evidence=[papers[0]])).json()["position"]
    late = tracking.read(f"/{campaign}/quality", after=str(news), kind="MISSING").json()["quality"]

    assert on_time == []
    assert [(one["about"], one["unit_id"], one["evidence"]) for one in late] == [("HD-lacks", "hctc", [position])]
