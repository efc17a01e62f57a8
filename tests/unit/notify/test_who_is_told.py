"""Who is told of a flag: the unit, the council's secretary and the person; of a hold, the secretary alone."""

from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from services.notify.domain.directory import Directory, Name
from services.notify.domain.notices import EVERY_CHANNEL, Notice, Story, react
from services.notify.domain.outbox import Outbox
from shared.core.definition import Contact, Text
from shared.core.envelope import encode_fact
from shared.core.events import (
    CampaignAmended,
    Data,
    PersonTransferred,
    ReminderEscalated,
    UnitDissolved,
    UnitEstablished,
    UnitMerged,
    UnitRenamed,
    UnitSplit,
)
from shared.core.log import Commit
from shared.core.values import Channel, Owner
from tests.examples import ACTIVITY, CAMPAIGN, LAN, LAUNCHED, TODAY, TOMORROW, UNITS, fact
from tests.unit.notify.notifying import ENGLISH, HCTC, WHY, flagged, unflagged, updated

BEGINNING: tuple[Data, ...] = (HCTC, ENGLISH, LAN, LAUNCHED)
NOBODY_ELSE: Mapping[str, Sequence[Channel]] = {}
OUTSIDE: Mapping[str, Sequence[Channel]] = {
    "hctc": ("webhook", "telegram"),
    "cb-lan": ("telegram",),
    "secretary": ("webhook",),
    "authority": ("telegram",),
}


def due_after(
    *facts: Data, before: tuple[Data, ...] = BEGINNING, outside: Mapping[str, Sequence[Channel]] = NOBODY_ELSE
) -> list[Notice]:
    """What is due after some facts, each in a commit of its own."""
    outbox = Outbox(EVERY_CHANNEL, outside)
    for number, data in enumerate((*before, *facts), start=1):
        owner: Owner = data.owner
        campaign = "registry" if data.thing in ("unit", "person") else CAMPAIGN
        outbox.fold(Commit(number=number, campaign=campaign, owner=owner, id="", payload=encode_fact(fact(data))))
    return list(outbox.due.values())


def of_flag(notice: Notice) -> Story:
    assert isinstance(notice.story, Story)
    return notice.story


def whom(notices: list[Notice]) -> set[tuple[str, str, str]]:
    return {(notice.story.topic, notice.recipient, notice.channel) for notice in notices}


def test_a_collective_is_told_beside_the_secretary_and_by_e_mail_where_it_has_an_address() -> None:
    notices = due_after(flagged())

    assert whom(notices) == {
        ("candidate.flagged", "secretary", "inbox"),
        ("candidate.flagged", "hctc", "inbox"),
        ("candidate.flagged", "hctc", "email"),
    }


def test_whom_the_installation_reaches_by_more_channels_is_told_by_each_of_them() -> None:
    notices = due_after(flagged("cb-lan", kind="INDIVIDUAL"), outside=OUTSIDE)

    assert {(one.recipient, one.channel) for one in notices if one.channel not in ("inbox", "email")} == {
        ("hctc", "webhook"),
        ("hctc", "telegram"),
        ("cb-lan", "telegram"),
        ("secretary", "webhook"),
    }
    assert len({one.delivery_id for one in notices}) == len(notices)


def test_a_hold_leaves_the_house_by_no_channel() -> None:
    notices = due_after(unflagged(verdict="HELD"), outside=OUTSIDE)

    assert whom(notices) == {("candidate.unflagged", "secretary", "inbox")}


def test_roles_too_are_reminded_by_every_channel_that_reaches_them() -> None:
    reminder = ReminderEscalated(
        reminder_id="r-1",
        topic="house.stuck",
        level="HEAD",
        unit_id="hctc",
        household_id="HB-MC-0001",
        due_on="2025-03-03",
        recipients=("cb-lan", "authority"),
        cause="1000",
    )

    notices = due_after(reminder, outside=OUTSIDE)

    assert {(one.recipient, one.channel) for one in notices} == {
        ("cb-lan", "inbox"),
        ("cb-lan", "telegram"),
        ("authority", "inbox"),
        ("authority", "telegram"),
    }


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (UnitMerged(("hctc",), "thcb", TODAY, "NQ 202"), {"secretary", "thcb"}),
        (UnitMerged(("hctc",), "thcb", TOMORROW, "NQ 202"), {"secretary", "hctc"}),
        (UnitSplit("hctc", ("vpubnd", "thcb"), TODAY, "NQ 202", holder="thcb"), {"secretary", "thcb"}),
        (UnitDissolved("hctc", TODAY, "NQ 202"), {"secretary"}),
    ],
    ids=["merged", "to be merged", "split", "dissolved"],
)
def test_whoever_holds_the_work_is_told_in_the_place_of_a_unit_that_has_ended(end: Data, told: set[str]) -> None:
    notices = due_after(end, flagged())

    assert {notice.recipient for notice in notices} == told


def test_of_a_person_the_person_and_the_unit_are_told() -> None:
    notices = due_after(flagged("cb-lan", kind="INDIVIDUAL"))

    assert whom(notices) == {
        ("candidate.flagged", "secretary", "inbox"),
        ("candidate.flagged", "cb-lan", "inbox"),
        ("candidate.flagged", "hctc", "inbox"),
        ("candidate.flagged", "hctc", "email"),
    }


def test_a_person_of_whom_the_registry_knows_nothing_is_told_alone() -> None:
    notices = due_after(flagged("nha-hao-tam-01", kind="INDIVIDUAL"))

    assert {notice.recipient for notice in notices} == {"secretary", "nha-hao-tam-01"}


def test_after_a_transfer_the_new_unit_is_told() -> None:
    notices = due_after(PersonTransferred("cb-lan", "partners", "2025-07-01"), flagged("cb-lan", kind="INDIVIDUAL"))

    assert {notice.recipient for notice in notices} == {"secretary", "cb-lan", "partners"}


def test_each_recipient_is_told_in_its_own_language() -> None:
    notices = due_after(flagged("partners"))

    assert {(notice.recipient, notice.language) for notice in notices} == {("secretary", "vi"), ("partners", "en")}


def test_what_changes_and_what_falls_away_is_told_as_what_it_is() -> None:
    notices = due_after(flagged(), updated(verdict="NEEDS_REVIEW"), unflagged())

    topics = [notice.story.topic for notice in notices if notice.recipient == "hctc" and notice.channel == "inbox"]
    assert topics == ["candidate.flagged", "candidate.updated", "candidate.unflagged"]


def test_a_hold_is_told_to_the_secretary_alone() -> None:
    notices = due_after(flagged(), unflagged(verdict="HELD"))

    held = [notice for notice in notices if of_flag(notice).verdict == "HELD"]
    assert [(notice.recipient, notice.story.topic) for notice in held] == [("secretary", "candidate.unflagged")]


def test_the_end_of_a_hold_that_changes_nothing_is_told_to_the_secretary_alone() -> None:
    notices = due_after(flagged(), unflagged(verdict="HELD"), flagged())

    last = max(notice.cause for notice in notices)
    assert [notice.recipient for notice in notices if notice.cause == last] == ["secretary"]


def test_a_hold_that_comes_and_goes_as_an_update_leaves_no_trace_with_others() -> None:
    notices = due_after(flagged(), updated(verdict="HELD"), updated(verdict="CANDIDATE"))

    others = [(notice.recipient, notice.story.topic) for notice in notices if notice.recipient != "secretary"]
    assert [(notice.recipient, of_flag(notice).verdict) for notice in notices if notice.recipient == "secretary"] == [
        ("secretary", "CANDIDATE"),
        ("secretary", "HELD"),
        ("secretary", "CANDIDATE"),
    ]
    assert set(others) == {("hctc", "candidate.flagged")}


def test_what_changed_under_a_hold_is_told_to_others_as_a_change_of_what_they_knew() -> None:
    notices = due_after(flagged(), unflagged(verdict="HELD"), flagged(verdict="NEEDS_REVIEW"))

    last = max(notice.cause for notice in notices)
    assert {(notice.recipient, notice.story.topic) for notice in notices if notice.cause == last} == {
        ("secretary", "candidate.flagged"),
        ("hctc", "candidate.updated"),
    }


def test_one_cards_hold_is_not_anothers() -> None:
    notices = due_after(flagged(), unflagged(verdict="HELD"), flagged(card="F-BKT-COL"))

    assert [n.story.topic for n in notices if of_flag(n).card == "F-BKT-COL" and n.recipient == "hctc"] == [
        "candidate.flagged",
        "candidate.flagged",
    ]


def test_a_unit_that_is_called_like_a_role_reads_nothing_of_the_role() -> None:
    impostor = UnitEstablished(unit_id="secretary", kind="ORGANISATION", name=Text("Thư ký"), contacts=HCTC.contacts)

    notices = due_after(impostor, flagged("secretary"))

    assert [(notice.recipient, notice.channel) for notice in notices] == [("secretary", "inbox")]


def test_a_definition_gives_addresses_and_the_registry_names() -> None:
    there = replace(UNITS[0], contacts=(Contact("office@vpubnd.example.vn", "en"),), name=Text("Tên khác"))
    amended = CampaignAmended(
        **{name: getattr(LAUNCHED, name) for name in LAUNCHED.__struct_fields__} | {"units": (there,)}
    )
    renamed = UnitRenamed("vpubnd", Text("Văn phòng UBND tỉnh Phú Thọ"), "2025-07-01", "NQ 202/2025/QH15")

    notices = due_after(renamed, amended, flagged("vpubnd"))

    (mail,) = [notice for notice in notices if notice.channel == "email"]
    assert (mail.language, of_flag(mail).subject_name.vi) == ("en", "Văn phòng UBND tỉnh Phú Thọ")


def test_a_notice_names_the_campaign_the_unit_and_what_is_missing_but_no_person() -> None:
    notices = due_after(flagged("cb-lan", kind="INDIVIDUAL", verdict="NEEDS_REVIEW"), flagged(verdict="NEEDS_REVIEW"))

    of_person, of_unit = of_flag(notices[0]), of_flag(notices[-1])
    assert (of_person.subject_name.vi, of_unit.subject_name.vi) == ("", "Phòng Hành chính - Tổ chức")
    assert of_unit.campaign_name == Name(LAUNCHED.name.vi, LAUNCHED.name.en)
    assert of_unit.missing == (WHY,)


def test_a_notice_carries_the_marks_of_its_cause() -> None:
    cause = fact(flagged())

    notice = due_after(flagged())[0]

    assert (notice.cause, notice.cause_id, notice.correlation_id) == (5_000, cause.id, cause.correlationid)


@pytest.mark.parametrize("data", [ACTIVITY, LAN])
def test_what_is_no_flag_calls_for_no_notice(data: Data) -> None:
    notices = react(fact(data), 1_000, directory=Directory({}), heard=None, channels=EVERY_CHANNEL)

    assert list(notices) == due_after(data) == []
