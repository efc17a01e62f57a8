"""Evidence that a bucket keeps: sealed there as on a disk, given and forgotten there, and nothing lost with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.core.buckets import BucketAddress
from tests.integration.door.conftest import NewTracking, launched
from tests.integration.door.statements import household, open_event
from tests.integration.door.test_evidence import MAI_CHAU, a_picture, begin, get, part, put
from tests.integration.s3_server import S3Server, s3_server
from tests.waiting import wait_until

ESTABLISHED, HUNG_UP = "01", "08"  # by the server, the latter
BASIS = "Đơn đề nghị số 07/ĐN, Luật 91/2025/QH15"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[S3Server]:
    with s3_server(tmp_path / "s3") as server:
        yield server


def test_a_bucket_keeps_what_is_whole_sealed_and_forgets_it_with_whoever_is_erased(
    server: S3Server, new_tracking: NewTracking
) -> None:
    tracking = new_tracking(evidence_bucket=BucketAddress.read(server.url()))
    campaign = launched(tracking)
    said = household(campaign)
    assert tracking.post(said, who=MAI_CHAU).status_code == 201
    whose = {"subject_kind": "HOUSEHOLD", "subject_id": said["data"]["household_id"]}
    own, theirs, late = a_picture(), a_picture(2_500_000), a_picture()
    put(tracking, campaign, own)
    put(tracking, campaign, theirs, who=MAI_CHAU, **whose)
    kept = [path for path in server.folder.rglob("*") if path.is_file()]

    assert len(kept) == 2
    assert all(one[5_000:5_024] not in path.read_bytes() for path in kept for one in (own, theirs))
    assert not [path for path in (tracking.vault.parent / "evidence").rglob("*") if path.is_file()]
    assert get(tracking, theirs, who=MAI_CHAU).content == theirs

    upload = begin(tracking, campaign, late)
    server.stop()
    refused, away = part(tracking, upload, late, at=0), get(tracking, own)
    server.start()
    again = part(tracking, upload, b"", at=len(late))
    assert (refused.status_code, away.status_code, again.status_code) == (503, 503, 201)
    assert get(tracking, late).content == late

    server.stop()
    erased = tracking.post(
        open_event("personal_data.erased", whose | {"scope": "ALL", "basis": BASIS}, campaign), "admin"
    )
    gone = get(tracking, theirs, who=MAI_CHAU)
    server.start()
    assert (erased.status_code, gone.status_code) == (201, 410)
    wait_until(lambda: len([path for path in server.folder.rglob("*") if path.is_file()]) == 2)

    assert open_to(server.port)
    tracking.stop()
    assert not open_to(server.port)


def open_to(port: int) -> list[str]:
    """The connections that the clients of a port on the loopback hold open, as the system knows them."""
    known = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [at for _, at, to, state, *_ in known if to.endswith(f":{port:04X}") and state in (ESTABLISHED, HUNG_UP)]
