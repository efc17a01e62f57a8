"""Files of a household on its page, and gone with its erasure."""

import secrets
from hashlib import sha256
from pathlib import Path

from services.tracking.api.evidence import PATH
from tests.evidence import jpeg, pdf
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household, open_event
from tests.integration.door.test_evidence import MAI_CHAU, a_picture, begin, get, part, put


def stored_of(tracking: RunningTracking) -> set[Path]:
    """The files of the store of evidence."""
    return {path for path in (tracking.vault.parent / "evidence").rglob("*") if path.is_file()}


def test_a_page_shows_a_picture_without_what_it_tells_besides_and_to_nobody_else(
    tracking: RunningTracking, campaign: str
) -> None:
    said = household(campaign, number="017190200003")
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    whose = {"subject_kind": "HOUSEHOLD", "subject_id": said["data"]["household_id"]}
    photo, paper = jpeg(where=True, tail=secrets.token_bytes(16)), pdf(secrets.token_hex(8).encode())
    put(tracking, campaign, photo, who=MAI_CHAU, name="anh.jpg", **whose)
    put(tracking, campaign, paper, who=MAI_CHAU, name="giay.pdf", **whose)
    shown, read = (f"{PATH}/{sha256(one).hexdigest()}/picture" for one in (photo, paper))

    household_page = f"/households/{whose['subject_id']}?campaign={campaign}"
    page = tracking.client.get(household_page, headers=tracking.headers("verifier", "v"))
    others = tracking.client.get(household_page, headers=tracking.headers("auditor", "a"))
    picture = tracking.client.get(shown, headers=tracking.headers("verifier", "v"))

    assert page.text.count("<img") - others.text.count("<img") == 1
    assert f'src="{shown}?campaign={campaign}"' in page.text
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/jpeg")
    assert b"Anh Bui Thi Mai" in photo
    assert b"Anh Bui Thi Mai" not in picture.content
    assert b"Exif" not in picture.content or len(picture.content) < len(photo)
    assert tracking.client.get(shown, headers=tracking.headers("auditor", "a")).status_code == 403
    assert tracking.client.get(read, headers=tracking.headers("verifier", "v")).status_code == 404


def test_a_households_files_whole_or_half_go_with_its_erasure_though_nobody_was_named_in_it(
    tracking: RunningTracking, campaign: str
) -> None:
    said, other = household(campaign), household(campaign)
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    assert tracking.post(other, who=MAI_CHAU).status_code == 201
    gone, kept = a_picture(3_000), a_picture(3_001)
    for content, whose in ((gone, said), (kept, other)):
        of = {"subject_kind": "HOUSEHOLD", "subject_id": whose["data"]["household_id"]}
        assert put(tracking, campaign, content, who=MAI_CHAU, **of).status_code == 201
    half, beside = a_picture(90_000), a_picture(90_001)
    for content, whose in ((half, said), (beside, other)):
        of = {"subject_kind": "HOUSEHOLD", "subject_id": whose["data"]["household_id"]}
        part(tracking, begin(tracking, campaign, content, who=MAI_CHAU, **of), content[:70_000], at=0, who=MAI_CHAU)
    stored = stored_of(tracking)

    basis = "Đơn đề nghị số 07/ĐN, Luật 91/2025/QH15"
    data = {"subject_kind": "HOUSEHOLD", "subject_id": said["data"]["household_id"], "scope": "ALL", "basis": basis}
    answer = tracking.post(open_event("personal_data.erased", data, campaign), "admin")

    assert answer.status_code == 201, answer.text
    assert get(tracking, gone, who=MAI_CHAU).status_code == 410
    assert get(tracking, kept, who=MAI_CHAU).content == kept
    assert len(stored - stored_of(tracking)) == 3  # one whole, one half and what is said of it; another's lie there
