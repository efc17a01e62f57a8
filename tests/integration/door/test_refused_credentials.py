"""Credentials that are not good are refused, and an operator sees each: a figure by door and reason, a line of log."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import nkeys
import pytest
from nats.errors import Error as NatsError

from services.tracking.app import EVENTS
from shared.adapters.access import Access
from tests.integration.door.over_nats import Unit, connected
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import activity
from tests.integration.door.test_hooks import figure, noted
from tests.integration.door.test_nats_sign_in import is_let_in
from tests.waiting import wait_until

REASONS: Final = ["unknown", "expired", "revoked", "tampered"]
Made = Callable[[str], tuple[str, str]]


@pytest.fixture
def token(tracking: RunningTracking) -> Made:
    """Makes a unit's token that is not good for a reason; its id ("": it names none) and text."""

    def make(reason: str) -> tuple[str, str]:
        if reason == "unknown":
            return "", f"thidua_{'0' * 12}_{'x' * 43}"
        age = timedelta(days=2) if reason == "expired" else timedelta()
        table = Access.open(f"sqlite:///{tracking.tokens}", lambda: datetime.now(UTC) - age)
        token_id, bearer = table.create_token("unit", unit_id="hctc", days=1)
        if reason == "revoked":
            table.revoke(token_id)
            asked = {"Authorization": f"Bearer {bearer}"}  # it may have been looked at just before it was revoked
            wait_until(lambda: tracking.client.get("/tracking/campaigns", headers=asked).status_code == 401)
        table.close()
        return token_id, bearer[:-1] + ("A" if bearer[-1] != "A" else "B") if reason == "tampered" else bearer

    return make


def _counted(tracking: RunningTracking, door: str, reason: str) -> float:
    return figure(tracking, "thidua_credentials_refused_total", door=door, reason=reason)


@pytest.mark.parametrize("reason", REASONS)
def test_a_token_that_is_not_good_is_refused_over_http_counted_and_logged(
    tracking: RunningTracking, campaign: str, token: Made, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    token_id, bearer = token(reason)
    headers = {"Authorization": f"Bearer {bearer}"}
    before = _counted(tracking, "http", reason)

    with caplog.at_level(logging.WARNING):
        stated = tracking.client.post(EVENTS, json=activity(campaign), headers=headers)
        read = tracking.client.get("/tracking/campaigns", headers=headers)

    assert (stated.status_code, read.status_code) == (401, 401)
    assert _counted(tracking, "http", reason) == before + 2
    assert noted(caplog, reason, grant=token_id)
    assert bearer.split("_", 2)[2] not in caplog.text + str([vars(record) for record in caplog.records])


@pytest.mark.parametrize("reason", REASONS)
async def test_a_token_that_is_not_good_is_refused_over_nats_counted_and_logged(
    tracking: RunningTracking, token: Made, caplog: pytest.LogCaptureFixture, reason: str
) -> None:
    token_id, bearer = token(reason)
    before = _counted(tracking, "nats", reason)

    with caplog.at_level(logging.WARNING):
        assert not await is_let_in(tracking, bearer)

    assert _counted(tracking, "nats", reason) > before
    assert noted(caplog, reason, grant=token_id)
    assert bearer.split("_", 2)[2] not in str([vars(record) for record in caplog.records])


async def test_a_unit_that_is_turned_out_is_counted_as_revoked(tracking: RunningTracking, token: Made) -> None:
    before = _counted(tracking, "nats", "revoked")
    token_id, bearer = tracking.access.create_token("unit", unit_id="hctc")

    async with connected(tracking, token=bearer) as unit:
        tracking.access.revoke(token_id)
        await unit.is_cut_off()

    wait_until(lambda: _counted(tracking, "nats", "revoked") > before)


async def test_an_nkey_that_nobody_admitted_is_unknown(tracking: RunningTracking) -> None:
    seed = nkeys.encode_seed(bytes(range(32)), nkeys.PREFIX_BYTE_USER).decode()  # type: ignore[no-untyped-call]
    before = _counted(tracking, "nats", "unknown")

    unit = Unit("hctc")
    with pytest.raises(NatsError):
        await unit.connect(tracking.nats.url, seed=seed)
    await unit.client.close()

    assert _counted(tracking, "nats", "unknown") > before


def test_a_session_that_is_over_is_counted_and_makes_no_line(
    tracking: RunningTracking, caplog: pytest.LogCaptureFixture
) -> None:
    before = _counted(tracking, "http", "session_over")

    with caplog.at_level(logging.WARNING):
        answer = tracking.client.get("/units", headers={"Cookie": f"thidua_session=s_{'x' * 43}"})

    assert answer.status_code == 401
    assert _counted(tracking, "http", "session_over") > before
    assert not noted(caplog, "session_over")
