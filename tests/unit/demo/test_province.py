"""The simulated province: real totals, the state of 14 May 2025, honest money, an order that the door accepts."""

from collections import Counter, defaultdict
from datetime import datetime
from itertools import pairwise

import msgspec

from deploy.demo.province import simulate
from deploy.demo.reorganisation import DAY, DISTRICTS, LAC_THUY, OLD_OFFICE, holder_of
from deploy.demo.saying import VIETNAM, Saying
from shared.core import events, open_forms
from shared.core.access import STATED_BY, unit_of
from shared.core.values import Role
from shared.rules.definition import CampaignFile
from tests.unit.demo.folding import Told, homes_of, told_by

EVENING_OF_14_MAY = datetime(2025, 5, 14, 23, 59, tzinfo=VIETNAM)
AFTERNOON_OF_14_MAY = datetime(2025, 5, 14, 17, 0, tzinfo=VIETNAM)


def test_the_totals_are_the_provinces_own(recorded: list[Told]) -> None:
    homes = homes_of(recorded)

    stands = Counter((home.work, home.stands) for home in homes.values())

    assert len(homes) == 3_194
    assert stands == {("NEW_BUILD", "done"): 2_417, ("REPAIR", "done"): 674, ("REPAIR", "withdrew"): 103}
    assert all(home.steps[-1] in {"handed over", "withdrew"} for home in homes.values())


def test_the_state_of_14_may_2025_is_the_one_the_province_told(recorded: list[Told]) -> None:
    homes = homes_of(recorded, until=EVENING_OF_14_MAY)

    stands = Counter((home.work, home.stands) for home in homes.values())

    assert stands == {
        ("NEW_BUILD", "done"): 2_149,
        ("NEW_BUILD", "under way"): 184,
        ("NEW_BUILD", "waiting"): 84,
        ("REPAIR", "done"): 613,
        ("REPAIR", "under way"): 61,
        ("REPAIR", "withdrew"): 103,
    }
    assert homes_of(recorded, until=AFTERNOON_OF_14_MAY) == homes


def test_three_of_ten_districts_had_finished_on_14_may_2025(recorded: list[Told]) -> None:
    stands: dict[str, set[str]] = defaultdict(set)

    for home in homes_of(recorded, until=EVENING_OF_14_MAY).values():
        stands[home.unit_id].add(home.stands)

    assert len(stands) == 10
    assert sum(of_district <= {"done", "withdrew"} for of_district in stands.values()) == 3


def test_every_house_is_finished_by_25_june_2025(recorded: list[Told]) -> None:
    finished = [one.at for one in recorded if isinstance(one.data, events.HouseCompleted)]

    last = max(finished)

    assert datetime(2025, 6, 20, tzinfo=VIETNAM) < last < datetime(2025, 6, 26, tzinfo=VIETNAM)


def test_a_household_goes_through_its_steps_in_order_and_some_pass_only_the_second_check(recorded: list[Told]) -> None:
    house = ["identified", "verified", "approved", "started", "completed"]
    ways = {
        "passed": (*house, "passed", "handed over"),
        "passed at last": (*house, "failed", "passed", "handed over"),
        **{f"left after {step}": (*house[: number + 1], "withdrew") for number, step in enumerate(house[:3])},
    }

    gone = Counter(tuple(home.steps) for home in homes_of(recorded).values())

    assert set(gone) == set(ways.values())
    assert gone[ways["passed at last"]] > 50


def test_no_person_is_on_two_lists_and_none_is_a_real_one(recorded: list[Told]) -> None:
    persons = [home.person for home in homes_of(recorded).values()]

    numbers = set(persons)

    assert len(numbers) == len(persons)
    assert all(len(number) == 12 and number.startswith("000") for number in numbers)


def test_money_never_exceeds_the_support_and_comes_at_the_norms(recorded: list[Told]) -> None:
    homes = homes_of(recorded)

    above = [home for home in homes.values() if home.most_paid_vnd > home.support_vnd]
    norms = Counter((home.work, home.support_vnd // 1_000_000) for home in homes.values() if home.support_vnd)
    reversals = sum(isinstance(one.data, events.FundsReversed) for one in recorded)

    assert above == []
    assert set(norms) == {(w, n) for w, of in (("NEW_BUILD", (40, 50, 60)), ("REPAIR", (20, 25, 30))) for n in of}
    assert all(home.paid_vnd == (home.support_vnd if home.stands == "done" else 0) for home in homes.values())
    assert reversals > 20


def test_a_household_of_the_campaigns_track_has_the_higher_norm_from_10_november_2024(recorded: list[Told]) -> None:
    tracks = {
        one.data.household_id: (one.data.track, one.data.work)
        for one in recorded
        if isinstance(one.data, open_forms.HouseholdIdentifiedOpen)
    }

    norms = {
        (one.at >= datetime(2024, 11, 10, tzinfo=VIETNAM), one.data.support_vnd)
        for one in recorded
        if isinstance(one.data, events.HouseholdApproved) and tracks[one.data.household_id] == ("CAMPAIGN", "NEW_BUILD")
    }

    assert norms == {(False, 50_000_000), (True, 60_000_000)}


def test_sayings_come_in_order_of_recording_and_nothing_is_told_before_it_happened(
    sayings: list[Saying], campaign_file: CampaignFile
) -> None:
    campaign = campaign_file.definition.campaign
    days = [saying.at.date().isoformat() for saying in sayings]

    late = sum(datetime.fromisoformat(str(saying.event["time"])).date() < saying.at.date() for saying in sayings)

    assert all(one.at <= following.at for one, following in pairwise(sayings))
    assert campaign.starts_on == days[0]
    assert days[-1] == campaign.ends_on
    assert all(datetime.fromisoformat(str(saying.event["time"])) <= saying.at for saying in sayings)
    assert late > len(sayings) // 4


def test_every_event_is_one_the_door_can_read_stated_by_a_role_that_may(sayings: list[Saying]) -> None:
    told = told_by(sayings)

    strangers = [one for one in told if one.speaker.role not in STATED_BY[type(one.data).short]]

    assert strangers == []
    assert {one.speaker.role for one in told} == {"unit", "verifier", "secretary", "publisher", "admin"}
    assert all("subject" not in saying.event for saying in sayings)


def test_who_speaks_is_in_the_source_but_for_those_who_speak_for_another(sayings: list[Saying]) -> None:
    roles: tuple[Role, ...] = ("verifier", "secretary", "publisher", "admin")

    elsewhere = [
        saying
        for saying in sayings
        if saying.event["source"]
        != (f"/{saying.speaker.role}" if saying.speaker.role in roles else f"/units/{saying.speaker.unit_id}")
    ]

    as_predecessor = [one for one in elsewhere if holder_of(unit_of(str(one.event["source"]))) == one.speaker.unit_id]
    for_another = [one for one in elsewhere if one not in as_predecessor]
    assert {saying.expected for saying in for_another} == {"refused"}
    assert len(for_another) == 10
    assert as_predecessor
    assert all(one.at.date() >= DAY for one in as_predecessor)


def test_no_unit_speaks_after_its_last_day_and_its_name_stands_only_over_what_was_before(
    sayings: list[Saying],
) -> None:
    ended = {*DISTRICTS, OLD_OFFICE}

    afterwards = [one for one in sayings if one.at.date() >= DAY and one.expected != "refused"]

    assert {one.speaker.unit_id for one in sayings} >= ended
    assert not ended & {one.speaker.unit_id for one in afterwards}
    under_old_names = [one for one in told_by(afterwards) if unit_of(one.statement.source) in ended]
    told = {type(one.data).short for one in under_old_names if one.statement.time[:10] >= f"{DAY}"}
    assert told <= {"activity.corrected", "activity.withdrawn", "report.submitted", "report.corrected"}


def test_the_reorganisation_has_the_real_numbers(recorded: list[Told]) -> None:
    mergers = [one.data for one in recorded if isinstance(one.data, events.UnitMerged)]
    splits = [one.data for one in recorded if isinstance(one.data, events.UnitSplit)]
    communes = [
        one.data for one in recorded if isinstance(one.data, events.UnitEstablished) and one.data.kind == "COMMUNE"
    ]

    old = {unit_id for merger in mergers for unit_id in merger.predecessors if "xa-cu" in unit_id}
    new = {unit_id for split in splits for unit_id in split.successors}

    assert (len(splits), len(old), len(new), len(communes)) == (10, 151, 46, 151 + 46)
    assert {merger.successor for merger in mergers if "xa-cu" in merger.predecessors[0]} <= new
    lac_thuy = next(merger for merger in mergers if merger.successor == "xa-lac-thuy")
    names = {one.unit_id: one.name.vi for one in communes}
    assert {names[unit_id] for unit_id in lac_thuy.predecessors} == set(LAC_THUY)


def test_a_duplicate_is_a_recorded_event_sent_again_later_and_ids_are_otherwise_new(sayings: list[Saying]) -> None:
    first: dict[tuple[object, object, object], Saying] = {}
    again: list[tuple[Saying, Saying]] = []

    for saying in sayings:
        key = (saying.event["campaign"], saying.event["source"], saying.event["id"])
        if key in first:
            again.append((first[key], saying))
        first.setdefault(key, saying)

    duplicates = [pair for pair in again if pair[1].expected == "duplicate"]
    assert len(duplicates) == sum(saying.expected == "duplicate" for saying in sayings) == 120
    assert all(before.event == after.event and before.at < after.at for before, after in duplicates)
    others = [after for before, after in again if before.event != after.event]
    assert [saying.expected for saying in others] == ["refused"] * 10
    assert len(again) == len(duplicates) + len(others)


def test_every_sort_of_attempt_that_must_be_refused_is_made(sayings: list[Saying], recorded: list[Told]) -> None:
    homes = homes_of(recorded)
    refused = Counter(str(saying.event["type"]) for saying in sayings if saying.expected == "refused")

    told = told_by(saying for saying in sayings if saying.expected == "refused")

    assert set(refused.values()) == {10, 20, 40}
    for one in told:
        match one.data:
            case open_forms.HouseholdIdentifiedOpen() as twice:
                assert twice.person is not None
                assert twice.person.citizen_id in {home.person for home in homes.values()}
                assert twice.household_id not in homes
            case events.FundsDisbursed() as paid:
                home = homes[paid.household_id]
                assert home.stands == "withdrew" or paid.amount_vnd > home.support_vnd
            case events.HouseCompleted() as finished:
                reached = homes[finished.household_id].reached
                assert one.at < reached["approved"] or reached["completed"] < one.at
            case data:
                assert isinstance(data, events.ActivityRecorded)


def test_all_sorts_of_donors_give_and_some_things_go_wrong(recorded: list[Told]) -> None:
    donors = {one.data.donor.kind for one in recorded if isinstance(one.data, open_forms.ContributionReceivedOpen)}

    seen = Counter(type(one.data).short for one in recorded)

    assert donors == {"INDIVIDUAL", "HOUSEHOLD", "ENTERPRISE", "ORGANISATION", "STATE"}
    assert seen["finding.closed"] < seen["finding.raised"]
    assert 0 < seen["obstacle.resolved"] < seen["obstacle.reported"]
    assert all(
        seen[short] > 10
        for short in (
            "activity.disputed",
            "activity.corrected",
            "activity.withdrawn",
            "report.corrected",
            "rating.recorded",
        )
    )


def test_the_same_seed_says_the_same_and_another_seed_says_other_things_with_the_same_totals(
    sayings: list[Saying], campaign_file: CampaignFile
) -> None:
    definition = campaign_file.definition

    same, other = list(simulate(1, definition)), list(simulate(2, definition))

    assert same == sayings
    assert msgspec.json.encode([saying.event for saying in other]) != msgspec.json.encode([s.event for s in sayings])
    stands = Counter(home.stands for home in homes_of(told_by(s for s in other if s.expected == "recorded")).values())
    assert stands == {"done": 3_091, "withdrew": 103}


def test_the_run_is_as_large_as_a_demo_can_carry(sayings: list[Saying]) -> None:
    batches = {(saying.at.date(), saying.speaker) for saying in sayings}

    largest = Counter((saying.at.date(), saying.speaker) for saying in sayings).most_common(1)[0][1]

    assert 35_000 <= len(sayings) <= 45_000
    assert largest <= 1_000
    assert len(batches) < 5_000


def test_the_gazette_centre_posts_each_month_in_the_feeds_is_behind_on_the_portal_and_forgets_one(
    sayings: list[Saying],
) -> None:
    said = [one.event for one in sayings if one.speaker.role == "publisher"]

    up, down = (
        _places(said, wire) for wire in ("vn.thidua.document.published.v1", "vn.thidua.document.unpublished.v1")
    )
    reports = [channel for document_id, channel in up if document_id.startswith("BC-")]
    assert (reports.count("FEED"), reports.count("PORTAL")) == (14, 12)
    assert set(down) == {("DS-01-2025", channel) for channel in ("FEED", "PORTAL", "BOARD")}
    assert ("DS-02-2025", "BOARD") in set(up) - set(down)


def _places(said: list[dict[str, object]], wire: str) -> list[tuple[str, str]]:
    """Which paper in which place, of the statements of a type."""
    named = [one["data"] for one in said if one["type"] == wire]
    return [(str(data["document_id"]), str(data["channel"])) for data in named if isinstance(data, dict)]
