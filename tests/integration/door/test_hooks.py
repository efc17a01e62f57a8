"""Webhooks at a running tracking: what is taken, what is refused and noted, and for whom they can speak."""

import itertools
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
import msgspec
import pytest
from standardwebhooks.webhooks import Webhook

from shared.adapters.clock import system_clock
from shared.adapters.hooks import Hooks
from shared.adapters.vault import Vault
from shared.core.access import STATED_BY
from shared.core.events import CATALOGUE, PREFIX, VERSION
from shared.core.open_forms import OPEN_FORMS
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import NAME, NUMBER, activity, household, open_event
from tests.waiting import wait_until

OWN: Final = [short for short, roles in STATED_BY.items() if "unit" in roles]
_numbers: Final = itertools.count(1)


class Sender:
    """Another program, which signs as the specification's library does."""

    def __init__(self, tracking: RunningTracking, hooks: Hooks) -> None:
        self.tracking, self.hooks = tracking, hooks
        self.name, self.key = f"sender-{next(_numbers)}", ""

    def made(self, unit_id: str = "hctc", *, mapping: str = "", **more: Any) -> "Sender":
        self.key = self.hooks.create(self.name, unit_id, mapping=mapping, **more)
        return self

    def send(
        self, message: object, *keys: str, message_id: str = "", at: datetime | None = None, **headers: str
    ) -> httpx.Response:
        """One message, signed with each key (its own, if none is named) at a moment (now)."""
        body = message if isinstance(message, bytes) else msgspec.json.encode(message)
        moment, said = at or datetime.now(UTC), message_id or f"msg_{next(_numbers)}"
        signatures = [Webhook(key).sign(said, moment, body.decode()) for key in keys or (self.key,)]
        signed = {
            "webhook-id": said,
            "webhook-timestamp": str(int(moment.timestamp())),
            "webhook-signature": " ".join(signatures),
            "Accept-Language": "en",
        }
        return self.post(body, signed | {name.replace("_", "-"): value for name, value in headers.items()})

    def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        return self.tracking.client.post(f"/tracking/hooks/{self.name}", content=body, headers=headers)


@pytest.fixture
def sender(tracking: RunningTracking) -> Iterator[Sender]:
    vault = Vault.open(tracking.vault)
    hooks = Hooks.open(f"sqlite:///{tracking.tokens}", system_clock, sealing_key=vault.hooks_key)
    yield Sender(tracking, hooks)
    hooks.close()
    vault.close()


def figure(tracking: RunningTracking, name: str, **labels: str) -> float:
    """What a counter of the service stands at."""
    wanted = [f'{label}="{value}"' for label, value in labels.items()]
    lines = tracking.client.get("/metrics").text.splitlines()
    return sum(
        float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith(f"{name}{{") and all(one in line for one in wanted)
    )


def _refused(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["code"])


def test_a_cloudevent_is_recorded_and_the_same_message_again_is_a_duplicate(sender: Sender, campaign: str) -> None:
    said = activity(campaign)
    sender.made()

    first, again = sender.send(said, message_id="msg_a"), sender.send(said, message_id="msg_a")

    assert (first.status_code, first.json()["status"]) == (201, "recorded")
    assert (again.status_code, again.json()["status"]) == (200, "duplicate")
    assert again.json()["position"] == first.json()["position"]


def test_what_a_webhook_says_is_said_by_its_unit(sender: Sender, campaign: str) -> None:
    sender.made()

    sender.send(activity(campaign))

    (*_, fact) = [fact for commit in sender.tracking.commits(campaign) for fact in commit.facts()]
    assert (fact.actor, fact.source) == ("unit:hctc", "/units/hctc")


MAPPING: Final = """\
campaign: CAMPAIGN
events:
  - type: activity.recorded
    when: {$.type: done}
    each: $.works
    fields:
      activity_id: "@.no"
      clause: III.1.b4
      kind: inspection_conducted
      title: "@.title"
      quantity: "@.n"
      measure: cuộc
      occurred_on: "@.day"
"""


def _works(*numbers: str, **changes: object) -> dict[str, object]:
    works = [{"no": one, "title": "Kiểm tra", "n": 1, "day": "2025-03-07", **changes} for one in numbers]
    return {"type": "done", "timestamp": "2025-03-07T09:00:00+07:00", "works": works}


def test_a_mapped_message_is_recorded_once_however_often_it_comes(sender: Sender, campaign: str) -> None:
    sender.made(mapping=MAPPING.replace("CAMPAIGN", campaign))
    message = _works("W-1", "W-2")

    first = sender.send(message, message_id="msg_b")
    again = sender.send(message, message_id="msg_b", at=datetime.now(UTC) + timedelta(minutes=1))
    changed = sender.send(_works("W-1", "W-2", title="Khác"), message_id="msg_b")

    assert [one["status"] for one in first.json()["results"]] == ["recorded"] * 2, first.text
    assert [one["status"] for one in again.json()["results"]] == ["duplicate"] * 2
    assert _refused(changed) == (422, "some_rejected")
    assert {one["problem"]["code"] for one in changed.json()["results"]} == {"content_differs"}


def test_a_message_that_is_mapped_to_nothing_is_taken_and_counted_as_ignored(sender: Sender, campaign: str) -> None:
    sender.made(mapping=MAPPING.replace("CAMPAIGN", campaign))
    before = figure(sender.tracking, "thidua_hook_messages_total", outcome="ignored")

    answer = sender.send({"type": "planned"})

    assert (answer.status_code, answer.json()["status"]) == (200, "ignored")
    assert figure(sender.tracking, "thidua_hook_messages_total", outcome="ignored") == before + 1


def test_of_several_events_some_may_be_rejected_and_the_whole_is_sent_again(sender: Sender, campaign: str) -> None:
    sender.made(mapping=MAPPING.replace("CAMPAIGN", campaign))
    message = _works("W-1", "W-2")
    message["works"][1]["day"] = "some day"  # type: ignore[index]

    answer = sender.send(message)

    assert _refused(answer) == (422, "some_rejected")
    good, bad = answer.json()["results"]
    assert good["status"] == "recorded"
    assert [fault["pointer"] for fault in bad["problem"]["errors"]] == ["/data/occurred_on"]


def test_an_array_of_cloudevents_is_a_batch(sender: Sender, campaign: str) -> None:
    sender.made()

    answer = sender.send([activity(campaign), activity(campaign)])

    assert [one["status"] for one in answer.json()["results"]] == ["recorded"] * 2


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[1"], ids=["empty", "cut off", "no text", "half a list"])
def test_what_is_signed_and_no_json_is_malformed(sender: Sender, body: bytes) -> None:
    sender.made()
    moment = datetime.now(UTC)
    timestamp = str(int(moment.timestamp()))
    if body == b"\xff\xfe":
        body = "é".encode("latin-1")
    signed = Webhook(sender.key)
    headers = {"webhook-id": "m", "webhook-timestamp": timestamp, "Accept-Language": "en"}
    if body.isascii():
        headers["webhook-signature"] = signed.sign("m", moment, body.decode())
        assert _refused(sender.post(body, headers)) == (400, "not_json")
    else:
        headers["webhook-signature"] = signed.sign("m", moment, "é")
        assert _refused(sender.post(body, headers)) == (401, "webhook_refused")


# What is refused, and that an operator sees it.


def noted(caplog: pytest.LogCaptureFixture, reason: str, *, grant: str | None = None) -> bool:
    """Whether a line of the log tells of a credential refused for this reason, and of this grant if one is named."""
    lines = [vars(record) for record in caplog.records if record.getMessage() == "credential_refused"]
    return any(line["reason"] == reason and grant in (None, line["grant"]) for line in lines)


@pytest.mark.parametrize("how", ["unknown", "unsigned", "tampered", "stale", "revoked", "expired"])
def test_what_is_not_good_is_refused_counted_and_logged_without_the_key(
    sender: Sender, campaign: str, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    said, tracking = activity(campaign), sender.tracking
    if how != "unknown":
        sender.made()
    before = figure(tracking, "thidua_credentials_refused_total", door="hook", reason=how)

    with caplog.at_level(logging.WARNING):
        match how:
            case "unknown":
                answer = sender.send(said, "whsec_" + "A" * 43)
            case "unsigned":
                answer = sender.post(msgspec.json.encode(said), {"Accept-Language": "en"})
            case "tampered":
                answer = sender.send(said, "whsec_" + "A" * 43)
            case "stale":
                answer = sender.send(said, at=datetime.now(UTC) - timedelta(minutes=6))
            case "revoked":
                assert sender.send(activity(campaign)).status_code == 201
                sender.hooks.revoke(sender.name)
                answer = sender.send(said)
            case _:
                sender.name += "-expired"
                late = Hooks(
                    sender.hooks._engine,
                    lambda: system_clock() - timedelta(days=2),
                    sealing_key=sender.hooks._sealing_key,
                )
                sender.key = late.create(sender.name, "hctc", mapping="", days=1)
                answer = sender.send(said)

    assert _refused(answer) == (401, "webhook_stale" if how == "stale" else "webhook_refused")
    assert figure(tracking, "thidua_credentials_refused_total", door="hook", reason=how) == before + 1
    assert noted(caplog, how)
    assert sender.key not in caplog.text or not sender.key
    assert said["id"] not in {fact.id for commit in tracking.commits(campaign) for fact in commit.facts()}


def test_a_message_played_again_to_another_webhook_of_the_same_unit_is_not_taken(sender: Sender, campaign: str) -> None:
    sender.made()
    other = Sender(sender.tracking, sender.hooks).made()

    answer = other.send(activity(campaign), sender.key)

    assert _refused(answer) == (401, "webhook_refused")


def test_a_new_key_is_good_at_once_and_the_old_one_for_as_long_as_was_said(sender: Sender, campaign: str) -> None:
    old = sender.made().key
    new = sender.hooks.rotate(sender.name, overlap=timedelta(hours=1))

    by_either = [sender.send(activity(campaign), key).status_code for key in (old, new)]
    by_both = sender.send(activity(campaign), "whsec_" + "A" * 43, new).status_code
    newest = sender.hooks.rotate(sender.name, overlap=timedelta(0))
    after = [sender.send(activity(campaign), key).status_code for key in (old, new, newest)]

    assert (by_either, by_both) == ([201, 201], 201)
    assert after == [401, 401, 201]


def test_a_bearer_token_opens_no_webhook_and_a_webhooks_key_nothing_else(sender: Sender, campaign: str) -> None:
    sender.made()
    said = activity(campaign)
    token = sender.tracking.headers("unit", "hctc")

    at_the_hook = sender.post(msgspec.json.encode(said), token)
    at_the_door = sender.tracking.post(said, authorization=f"Bearer {sender.key}")

    assert _refused(at_the_hook) == (401, "webhook_refused")
    assert _refused(at_the_door) == (401, "not_signed_in")


def test_the_log_says_that_a_webhook_was_let_in_and_not_any_more(sender: Sender) -> None:
    sender.made()
    (grant,) = [one.grant_id for one in sender.hooks.list_hooks() if one.name == sender.name]
    sender.hooks.revoke(sender.name)

    def told() -> list[str]:
        facts = [fact for fact in sender.tracking.told_of_access() if fact.subject == f"access/{grant}"]
        return [fact.data.short for fact in facts]

    wait_until(lambda: told() == ["access.granted", "access.revoked"])


def test_neither_the_tables_nor_the_log_hold_the_key(sender: Sender) -> None:
    sender.made()

    kept = b"".join(file.read_bytes() for file in sender.tracking.tokens.parent.glob("access.sqlite*"))
    facts = b"".join(commit.payload for commit in sender.tracking.commits("registry"))

    assert sender.key.removeprefix("whsec_").encode() not in kept + facts
    assert sender.name.encode() not in facts


# A webhook can do nothing as another unit.


def _of(unit_id: str, short: str, campaign: str) -> dict[str, Any]:
    """A statement of this type that names a unit in its data, where the type has such a field, and in its source."""
    cls = CATALOGUE[f"{PREFIX}{short}{VERSION}"]
    named = "unit_id" in OPEN_FORMS.get(cls, cls).__struct_fields__
    return open_event(short, {"unit_id": unit_id} if named else {}, campaign, source=f"/units/{unit_id}")


@pytest.mark.parametrize("short", OWN)
def test_a_webhook_states_nothing_as_another_unit(sender: Sender, campaign: str, short: str) -> None:
    sender.made("hctc")
    others = _of("huyen-mai-chau", short, campaign)
    disguised = others | {"source": "/units/hctc"}

    answers = [sender.send(others)] + ([sender.send(disguised)] if others["data"] else [])

    assert {_refused(answer) for answer in answers} == {(403, "speaks_for_another_unit")}


@pytest.mark.parametrize("short", [short for short in STATED_BY if short not in OWN])
def test_a_webhook_states_nothing_that_is_not_a_units_to_state(sender: Sender, campaign: str, short: str) -> None:
    sender.made("hctc")

    status, code = _refused(sender.send(_of("hctc", short, campaign)))

    assert (status, code) in {(403, "role_may_not_state"), (403, "only_services_state")}


def test_a_mapping_that_names_another_unit_records_nothing(sender: Sender, campaign: str) -> None:
    mapping = MAPPING.replace("CAMPAIGN", campaign).replace("fields:\n", 'fields:\n      unit_id: "@.unit"\n')
    sender.made("hctc", mapping=mapping)

    answer = sender.send(_works("W-1", unit="huyen-mai-chau"))

    assert _refused(answer) == (403, "speaks_for_another_unit")


def test_a_webhook_does_nothing_about_another_units_household(sender: Sender, campaign: str) -> None:
    listed = household(campaign)
    sender.tracking.post(listed, who="huyen-mai-chau")
    sender.made("hctc")
    withdrawal = {"household_id": listed["data"]["household_id"], "reason": "no longer wanted"}

    answer = sender.send(open_event("household.withdrew", withdrawal, campaign, source="/units/hctc"))

    assert answer.status_code == 403, answer.text


def test_a_message_above_a_mebibyte_is_too_large(sender: Sender) -> None:
    sender.made()

    assert _refused(sender.send(b'"' + b"x" * 1024 * 1024 + b'"')) == (413, "too_large")


def test_a_name_that_comes_by_a_webhook_is_nowhere_kept_in_clear(
    sender: Sender, campaign: str, caplog: pytest.LogCaptureFixture
) -> None:
    sender.made("huyen-mai-chau")
    good, bad = household(campaign, number=NUMBER), household(campaign, number="12")

    with caplog.at_level(logging.DEBUG):
        answers = [sender.send(good), sender.send(bad)]

    payload = b"".join(commit.payload for commit in sender.tracking.commits(campaign))
    kept = b"".join(file.read_bytes() for file in sender.tracking.tokens.parent.rglob("*") if file.is_file())
    told = caplog.text + "".join(answer.text for answer in answers)
    assert [answer.status_code for answer in answers] == [201, 400]
    assert not any(word.encode() in payload + kept or word in told for word in (NAME, NUMBER))
