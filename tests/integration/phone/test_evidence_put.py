"""`thidua evidence put`: files are there afterwards, once, and what is not taken says why and keeps nobody back."""

from hashlib import sha256
from pathlib import Path

from services.tracking.api.evidence import PATH
from tests.evidence import jpeg, png
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import household
from tests.unit.cli.commanding import Thidua

UNIT = "huyen-mai-chau"


def test_files_are_there_and_a_file_that_is_none_of_them_keeps_nobody_back(
    tracking: RunningTracking, campaign: str, *, thidua: Thidua, tmp_path: Path
) -> None:
    said = household(campaign)
    assert tracking.post(said, who=UNIT).status_code == 201
    picture, photo, odd = png(), jpeg(), b"MZ, a program"
    for name, content in (("anh.png", picture), ("lạ.png", odd), ("anh.jpg", photo)):
        (tmp_path / name).write_bytes(content)
    files = [tmp_path / name for name in ("anh.png", "lạ.png", "anh.jpg")]
    where = ("--url", tracking.url, "--token", tracking.token("unit", UNIT), "--data", "no-such-folder")
    command = ("evidence", "put", *files, "--campaign", campaign, "--household", said["data"]["household_id"], *where)

    first, again = thidua(*command), thidua(*command)

    lines = [f"{sha256(content).hexdigest()}  {name}" for name, content in (("anh.png", picture), ("anh.jpg", photo))]
    for ran in (first, again):
        assert ran.out.splitlines() == lines
        assert "lạ.png" in ran.err
        assert ran.code == 1
    for content in (picture, photo):
        answer = tracking.client.get(f"{PATH}/{sha256(content).hexdigest()}", headers=tracking.headers("unit", UNIT))
        assert answer.content == content
    assert sum(fact.data.thing == "evidence" for commit in tracking.commits(campaign) for fact in commit.facts()) == 2
