"""The newest release that was recorded beside today's code on one log: each goes on with what the other states."""

import subprocess
import tarfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from tests.faults.apart import SECONDS, Apart, apart
from tests.faults.campaign import CAMPAIGN, THRESHOLD, UNITS, activity, launch

ROOT: Final = Path(__file__).parents[2]
RECORDED: Final = "f1e9a8d"  # the newest folder of tests/recorded
FOLLOWERS: Final = ("awards", "notify")


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code of that release, out of the history."""
    made = subprocess.run(
        ["git", "-C", str(ROOT), "archive", RECORDED, "services", "shared", "deploy"], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip(f"The history does not hold {RECORDED}: clone it whole (git fetch --unshallow).")
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(fileobj=BytesIO(made.stdout)) as code:
        code.extractall(folder, filter="data")
    return folder


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Apart]:
    with apart(tmp_path) as found:
        assert found.ran("provision").returncode == 0
        yield found


def test_two_releases_take_turns_on_one_log_and_fold_alike_what_both_know(running: Apart, earlier: Path) -> None:
    auditor, admin = running.token("auditor"), running.token("admin")

    turn(running, tracking=None, followers=earlier)
    for events in launch():
        running.tell(events, "admin", bearer=admin)
    first = reported(running, UNITS[0])
    new_figures = figures(running, auditor, UNITS[0], after=first)
    old_story = story(running, auditor, after=first)

    # Notify's own facts bear a field by now that the earlier tracking cannot show: it goes on taking what is reported.
    turn(running, tracking=earlier, followers=None)
    old_figures = figures(running, auditor, UNITS[0], after=first)
    new_story = story(running, auditor, after=first)
    second = reported(running, UNITS[1])
    of_both = story(running, auditor, after=second)

    turn(running, tracking=None, followers=None)
    last = [figures(running, auditor, unit, after=second) for unit in UNITS[:2]]
    assert [one["activities"]["other"]["count"] for one in last] == [THRESHOLD, THRESHOLD]
    assert lacks(old_figures, new_figures) == []
    assert lacks(old_story, new_story) == []
    assert lacks(of_both, story(running, auditor, after=second)) == []
    assert [one["subject_id"] for one in of_both["candidates"]] == UNITS[:2]
    assert {one["recipient"] for one in of_both["deliveries"]} >= {*UNITS[:2]}


def turn(running: Apart, *, tracking: Path | None, followers: Path | None) -> None:
    """Have each service run by the code that is named from now on; None is today's."""
    for name in list(running.running):
        running.stop(name)
        del running.running[name]
    for name in FOLLOWERS:
        running.start(name, code=followers)
    running.start("tracking", code=tracking)
    running.await_ready()


def reported(running: Apart, unit: str) -> int:
    """What makes a unit a candidate, reported by it; where the last of it stands."""
    results = running.tell([activity(unit, number) for number in range(THRESHOLD)], "unit", unit)
    assert {one["status"] for one in results} == {"recorded"}
    return int(results[-1]["position"])


def figures(running: Apart, bearer: str, unit: str, *, after: int) -> Any:
    """What tracking shows of a unit."""
    return asked(running, bearer, "tracking", f"/tracking/campaigns/{CAMPAIGN}/units/{unit}", after=after)


def story(running: Apart, bearer: str, *, after: int) -> dict[str, Any]:
    """What awards and notify say follows from all that was reported."""
    return {
        **asked(running, bearer, "awards", f"/awards/campaigns/{CAMPAIGN}/candidates", after=after),
        **asked(running, bearer, "notify", "/notify/deliveries", after=after),
    }


def asked(running: Apart, bearer: str, service: str, path: str, *, after: int) -> Any:
    """What a service answers, once all that follows from a position is shown."""
    headers = {"authorization": f"Bearer {bearer}"}
    answer = httpx.get(running.url(service, path), params={"after": after}, headers=headers, timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    return answer.json()


def lacks(old: Any, new: Any, at: str = "") -> list[str]:
    """Where a newer release's answer does not say what the older one's does; it may say more."""
    if isinstance(old, dict) and isinstance(new, dict):
        gone = [f"{at}/{name}" for name in old if name not in new]
        return gone + [one for name in old.keys() & new.keys() for one in lacks(old[name], new[name], f"{at}/{name}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [one for place, (was, now) in pairs for one in lacks(was, now, f"{at}/{place}")]
    return [] if old == new else [f"{at}: {old!r}, {new!r}"]
