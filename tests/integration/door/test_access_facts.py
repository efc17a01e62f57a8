"""Who was let in stands in the log: each grant and revocation once, whenever it was made, stated by nobody else."""

from collections.abc import Callable
from typing import Final

import pytest

from shared.adapters.access import Bearing
from shared.adapters.accounts import Accounts
from shared.adapters.clock import system_clock
from shared.core.envelope import Fact
from shared.core.events import AccessGranted, AccessRevoked
from tests.cheap_passwords import CHEAP
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event
from tests.waiting import wait_until

NKEY: Final = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"
NewTracking = Callable[[], RunningTracking]


def _told(tracking: RunningTracking, *grants: str) -> list[Fact]:
    """What the log says of these grants, in order."""
    return [fact for fact in tracking.told_of_access() if fact.subject.removeprefix("access/") in grants]


def _wait_for(tracking: RunningTracking, number: int, *grants: str) -> list[Fact]:
    wait_until(lambda: len(_told(tracking, *grants)) >= number)
    return _told(tracking, *grants)


def test_a_token_that_is_made_and_revoked_while_tracking_runs_is_told_as_it_happens(tracking: RunningTracking) -> None:
    token_id, _ = tracking.access.create_token("council", person_id="p-7", days=30)
    (granted,) = _wait_for(tracking, 1, token_id)

    tracking.access.revoke(token_id)
    _, revoked = _wait_for(tracking, 2, token_id)

    assert granted.data == AccessGranted(access_id=token_id, way="token", role="council", person_id="p-7", days=30)
    assert revoked.data == AccessRevoked(access_id=token_id)
    assert {fact.actor for fact in (granted, revoked)} == {"service:tracking"}
    assert granted.subject == f"access/{token_id}"


def test_accounts_and_keys_are_told_by_the_way_they_come_in(tracking: RunningTracking) -> None:
    accounts = Accounts.open(f"sqlite:///{tracking.tokens}", system_clock, CHEAP)
    of_account = accounts.create("told", Bearing(role="verifier"))[0]
    of_key = tracking.access.admit_nkey(NKEY, unit_id="hctc")
    accounts.lock("told")
    accounts.close()

    told = [fact.data for fact in _wait_for(tracking, 3, of_account, of_key)]

    assert AccessGranted(access_id=of_account, way="account", role="verifier") in told
    assert AccessGranted(access_id=of_key, way="nkey", role="unit", unit_id="hctc") in told
    assert AccessRevoked(access_id=of_account) in told


def test_neither_a_secret_nor_its_hash_nor_an_accounts_name_is_in_the_log(tracking: RunningTracking) -> None:
    token_id, bearer = tracking.access.create_token("auditor")
    accounts = Accounts.open(f"sqlite:///{tracking.tokens}", system_clock, CHEAP)
    of_account = accounts.create("nguyen.thi.lan", Bearing(role="verifier"))[0]
    accounts.close()

    _wait_for(tracking, 2, token_id, of_account)

    whole = b"".join(commit.payload for commit in tracking.commits("registry"))
    assert bearer.split("_", 2)[2].encode() not in whole
    assert b"nguyen.thi.lan" not in whole
    assert b"argon2" not in whole


def test_what_was_made_while_tracking_was_away_is_told_when_it_is_back_and_nothing_twice(
    new_tracking: NewTracking,
) -> None:
    tracking = new_tracking()
    before, _ = tracking.access.create_token("auditor")
    _wait_for(tracking, 1, before)
    tracking.stop()
    away, _ = tracking.access.create_token("admin")
    tracking.access.revoke(away)
    tracking.access.revoke(before)

    tracking.start()

    told = _wait_for(tracking, 4, before, away)
    assert [fact.id for fact in told].count(f"{before}/granted") == 1
    assert {fact.id for fact in told} == {f"{one}/{what}" for one in (before, away) for what in ("granted", "revoked")}


def test_a_grant_is_told_once_whatever_changes_beside_it(tracking: RunningTracking) -> None:
    first, _ = tracking.access.create_token("auditor")
    _wait_for(tracking, 1, first)

    second, _ = tracking.access.create_token("auditor")
    _wait_for(tracking, 2, first, second)

    assert len(_told(tracking, first)) == 1


@pytest.mark.parametrize("role", ["admin", "auditor", "unit"])
def test_nobody_but_the_system_states_who_was_let_in(tracking: RunningTracking, role: str) -> None:
    stated = open_event("access.granted", {"access_id": "x", "way": "token", "role": "admin"}, "registry")

    answer = tracking.post(stated, role, "hctc" if role == "unit" else "")

    assert (answer.status_code, answer.json()["code"]) == (403, "only_services_state")
