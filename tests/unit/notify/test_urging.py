"""Who is urged and when: reports, obstacles, houses, goals and figures, tier after tier, each once."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.notify.domain.matters import Matters
from services.notify.domain.outbox import Outbox
from services.notify.domain.urging import STEPS
from shared.core import events
from shared.core.definition import CampaignUnit, Reporting, Text
from shared.core.lineage import Lineage
from shared.core.values import Date
from shared.rules.law.tables import TABLES
from tests import examples as ex
from tests.unit.notify.drive import (
    COMMUNE,
    DRIVE,
    MAI,
    MERGED,
    NO_PAPERS,
    REGISTRY_FACTS,
    Called,
    Drive,
    days,
    report,
    with_law,
    with_units,
)

MARCH_IN = tuple(report(unit_id, "2025-03") for unit_id in ("hctc", "huyen-mai-chau"))
WROTE: Final = events.FeedbackReceived(feedback_id="GY-01", topic="OTHER", said="sealed")
APRIL_IN = tuple(report(unit_id, "2025-04") for unit_id in ("hctc", "huyen-mai-chau"))


def test_a_report_is_asked_for_before_it_is_due_on_its_day_and_tier_after_tier_when_it_is_late() -> None:
    drive = Drive(registry=(*REGISTRY_FACTS, MAI)).heard(MARCH_IN[0], on="2025-03-31")

    called = drive.mornings("2025-03-01", "2025-04-30")

    # Due on Saturday 5 April; Monday 7 April is a holiday.
    district = ("huyen-mai-chau",)
    assert [one for one in called if one[1].matter == "2025-03"] == [
        ("2025-04-02", Called("report.due_soon", "UNIT", "2025-03", district)),
        ("2025-04-04", Called("report.due", "UNIT", "2025-03", district)),
        ("2025-04-08", Called("report.overdue", "UNIT", "2025-03", district)),
        ("2025-04-10", Called("report.overdue", "HEAD", "2025-03", ("huyen-mai-chau", "cb-mai"))),
        ("2025-04-14", Called("report.overdue", "ADMINISTRATION", "2025-03", ("hctc",))),
        ("2025-04-16", Called("report.overdue", "LEADERSHIP", "2025-03", ("vpubnd",))),
    ]


def test_a_report_that_has_come_in_is_asked_for_no_more() -> None:
    drive = Drive().heard(MARCH_IN[0], on="2025-03-31")
    before = drive.mornings("2025-04-01", "2025-04-08")

    drive.heard(MARCH_IN[1], on="2025-04-08")

    assert [one.topic for _, one in before] == ["report.due_soon", "report.due", "report.overdue"]
    assert drive.mornings("2025-04-09", "2025-04-25") == []


def test_the_unit_that_leads_reports_to_nobody() -> None:
    called = Drive().mornings("2025-04-02", "2025-04-02")

    assert {recipient for _, one in called for recipient in one.recipients} == {"hctc", "huyen-mai-chau"}


def test_tiers_whose_day_went_by_unseen_are_passed_over() -> None:
    drive = Drive().heard(MARCH_IN[0], on="2025-03-31")

    assert drive.morning("2025-04-14") == [Called("report.overdue", "ADMINISTRATION", "2025-03", ("hctc",))]


@pytest.mark.parametrize("day", ["2025-04-05", "2025-04-06", "2025-04-07"], ids=["Saturday", "Sunday", "holiday"])
def test_nobody_is_urged_when_offices_do_not_work(day: Date) -> None:
    assert Drive().morning(day) == []


def test_a_unit_answers_for_what_was_due_after_it_took_part() -> None:
    newcomer = CampaignUnit("thcb", "DIVISION", Text("Trung tâm Tin học - Công báo"))
    drive = Drive(registry=(*REGISTRY_FACTS, ex.ESTABLISHED[2]))
    drive.heard(*MARCH_IN, *APRIL_IN, with_units(newcomer), on="2025-05-02")

    urged = [one.data for day in days("2025-05-05", "2025-05-09") for one in drive.reminders(day)]

    assert [(data.topic, data.level, data.period) for data in urged if data.unit_id == "thcb"] == [
        ("report.due", "UNIT", "2025-04"),
        ("report.overdue", "UNIT", "2025-04"),
        ("report.overdue", "HEAD", "2025-04"),
    ]


def test_whoever_holds_a_units_work_is_urged_for_what_it_owed_and_reports_for_itself_from_then_on() -> None:
    drive = Drive().heard(*MARCH_IN, APRIL_IN[0], MERGED, on="2025-04-15")

    called = drive.mornings("2025-05-05", "2025-06-03")

    urged = [(day, one) for day, one in called if "xa-mai-chau" in one.recipients]
    assert urged == [
        ("2025-05-05", Called("report.due", "UNIT", "2025-04", ("xa-mai-chau",))),
        ("2025-05-06", Called("report.overdue", "UNIT", "2025-04", ("xa-mai-chau",))),
        ("2025-05-08", Called("report.overdue", "HEAD", "2025-04", ("xa-mai-chau",))),
        ("2025-06-03", Called("report.due_soon", "UNIT", "2025-05", ("xa-mai-chau",))),
    ]
    assert not any("huyen-mai-chau" in one.recipients for _, one in called)


def test_a_report_is_owed_by_whoever_did_the_work_when_the_period_ended() -> None:
    drive = Drive().heard(*MARCH_IN, APRIL_IN[0], MERGED, on="2025-04-15")

    urged = [one.data for day in days("2025-05-05", "2025-06-03") for one in drive.reminders(day)]

    owed = {(data.period, data.unit_id) for data in urged if data.unit_id != "hctc"}
    assert owed == {("2025-04", "huyen-mai-chau"), ("2025-05", "xa-mai-chau")}


def test_a_report_that_a_unit_still_gave_on_the_period_in_which_it_ended_is_asked_of_no_heir() -> None:
    ended = replace(MERGED, effective_on="2025-04-20")
    drive = Drive().heard(*MARCH_IN, *APRIL_IN, ended, on="2025-04-15")

    assert drive.mornings("2025-04-16", "2025-05-15") == []


def test_of_a_unit_that_ended_without_an_heir_no_report_is_awaited() -> None:
    drive = Drive().heard(events.UnitDissolved("huyen-mai-chau", "2025-03-20", "NQ"), MARCH_IN[0], on="2025-03-10")

    assert drive.mornings("2025-04-01", "2025-04-25") == []


@pytest.mark.parametrize(
    ("reporting", "matter", "soon"),
    [(Reporting("QUARTERLY", due_days=10), "2025-Q1", "2025-04-08"), (Reporting("YEARLY", 5), "2025", "2025-12-31")],
)
def test_periods_are_the_campaigns(reporting: Reporting, matter: str, soon: Date) -> None:
    drive = Drive(replace(DRIVE, reporting=reporting, ends_on="2025-12-31", targets=()))

    called = drive.morning(soon)

    assert {(one.topic, one.matter) for one in called} == {("report.due_soon", matter)}


def test_a_campaign_without_reporting_awaits_no_report() -> None:
    assert Drive(replace(DRIVE, reporting=None)).mornings("2025-04-01", "2025-04-30") == []


def test_an_obstacle_that_stays_unanswered_comes_before_the_administration_and_then_the_leadership() -> None:
    drive = Drive().heard(*MARCH_IN, ex.OBSTACLE, on="2025-03-10")

    called = drive.mornings("2025-03-10", "2025-04-01")

    assert called == [
        ("2025-03-17", Called("obstacle.unanswered", "ADMINISTRATION", "VM-MC-01", ("hctc",))),
        ("2025-03-31", Called("obstacle.unanswered", "LEADERSHIP", "VM-MC-01", ("vpubnd",))),
    ]


def test_what_somebody_wrote_comes_before_the_secretary_at_once_and_before_the_leadership_when_late() -> None:
    drive = Drive().heard(*MARCH_IN, *APRIL_IN, WROTE, on="2025-03-10")

    called = [one for one in drive.mornings("2025-03-10", "2025-04-30") if one[1].topic.startswith("feedback.")]

    assert called == [
        ("2025-03-10", Called("feedback.received", "ADMINISTRATION", "GY-01", ("secretary",))),
        ("2025-04-01", Called("feedback.overdue", "ADMINISTRATION", "GY-01", ("secretary",))),
        ("2025-04-08", Called("feedback.overdue", "LEADERSHIP", "GY-01", ("vpubnd",))),
    ]


@pytest.mark.parametrize(
    "ends",
    [
        events.FeedbackAnswered(feedback_id="GY-01", answer="Đã kiểm tra"),
        events.PersonalDataErased("FEEDBACK", "GY-01", "ALL", "Yêu cầu của người gửi"),
    ],
    ids=["answered", "erased"],
)
def test_what_was_answered_or_erased_is_nobodys_matter(ends: events.Data) -> None:
    drive = Drive().heard(*MARCH_IN, WROTE, ends, on="2025-03-10")

    assert drive.mornings("2025-03-10", "2025-04-04") == []


def test_an_obstacle_that_was_removed_is_nobodys_matter() -> None:
    removed = events.ObstacleResolved(obstacle_id="VM-MC-01", resolution="Đã thông đường")
    drive = Drive().heard(*MARCH_IN, ex.OBSTACLE, removed, on="2025-03-10")

    assert drive.mornings("2025-03-10", "2025-04-20") == []


HOUSE = (ex.HOUSEHOLD, ex.VERIFIED, ex.APPROVED)
REPORTED = tuple(
    report(unit, month) for unit in ("hctc", "huyen-mai-chau") for month in ("2025-03", "2025-04", "2025-05")
)


def test_a_house_at_a_standstill_is_brought_to_its_unit_the_head_and_the_administration() -> None:
    drive = Drive(replace(DRIVE, targets=()), registry=(*REGISTRY_FACTS, MAI)).heard(*REPORTED, *HOUSE, on="2025-03-03")

    called = drive.mornings("2025-06-01", "2025-12-31")

    assert called == [
        ("2025-06-11", Called("house.stuck", "UNIT", "HB-MC-0001", ("huyen-mai-chau",))),
        ("2025-06-26", Called("house.stuck", "HEAD", "HB-MC-0001", ("huyen-mai-chau", "cb-mai"))),
        ("2025-07-11", Called("house.stuck", "ADMINISTRATION", "HB-MC-0001", ("hctc",))),
    ]


@pytest.mark.parametrize("step", [ex.STARTED, ex.COMPLETED, ex.CHECKED], ids=lambda data: data.short)
def test_every_step_of_a_house_begins_the_count_anew(step: events.Data) -> None:
    drive = Drive(replace(DRIVE, targets=())).heard(*REPORTED, *HOUSE, on="2025-03-03")
    first = drive.mornings("2025-06-01", "2025-06-15")

    drive.heard(step, on="2025-06-16")

    assert [day for day, _ in first] == ["2025-06-11"]
    assert [day for day, _ in drive.mornings("2025-06-16", "2025-09-30")] == ["2025-09-24"]


@pytest.mark.parametrize("end", [ex.WITHDREW, ex.REJECTED, ex.HANDED_OVER], ids=lambda data: data.short)
def test_a_house_that_is_done_or_given_up_stands_still_for_nobody(end: events.Data) -> None:
    drive = Drive(replace(DRIVE, targets=())).heard(*REPORTED, *HOUSE, end, on="2025-03-03")

    assert drive.mornings("2025-06-01", "2025-12-31") == []


def test_a_house_that_nobody_put_on_a_list_is_brought_to_the_administration_alone() -> None:
    drive = Drive(replace(DRIVE, targets=())).heard(*REPORTED, ex.APPROVED, on="2025-03-03")

    assert [one.recipients for _, one in drive.mornings("2025-06-01", "2025-12-31")] == [("hctc",)]


def test_a_figure_that_falls_is_brought_to_the_administration_the_next_morning_with_before_and_after() -> None:
    told = report("huyen-mai-chau", "2025-03", started=12, identified=40, activities=3)
    correction = events.ReportCorrected(told.report_id, {"started": 10, "identified": 41, "on_site": True}, "Đếm trùng")
    drive = Drive().heard(MARCH_IN[0], told, on="2025-03-31").heard(correction, on="2025-04-01")

    (reminder,) = drive.reminders("2025-04-02")

    assert (reminder.data.topic, reminder.data.report_id) == ("figure.fell", told.report_id)
    assert reminder.data.figures == (events.Figure("started", 10, 12),)
    assert reminder.data.recipients == ("hctc",)
    assert drive.morning("2025-04-03") == []


def test_those_above_a_unit_whose_figure_falls_are_told_too_for_it_was_in_their_sums() -> None:
    told = (report("hctc", "2025-03", started=12), report("xa-mai-chau", "2025-03", started=7))
    fallen = [events.ReportCorrected(one.report_id, {"started": 1}, "Đếm trùng") for one in told]
    heir = replace(COMMUNE, unit_id="xa-mai-chau", parent="phu-tho")
    province = replace(COMMUNE, unit_id="phu-tho", kind="PROVINCE")
    drive = Drive(registry=(*REGISTRY_FACTS, province, heir)).heard(*told, MARCH_IN[1], on="2025-03-31")

    called = drive.heard(*fallen, on="2025-04-01").morning("2025-04-02")

    assert [one.recipients for one in called] == [("hctc", "vpubnd"), ("hctc", "phu-tho")]


def test_a_correction_upwards_or_of_another_report_is_no_fall() -> None:
    told = report("huyen-mai-chau", "2025-03", started=12)
    upwards = events.ReportCorrected(told.report_id, {"started": 13}, "Đếm sót")
    unknown = events.ReportCorrected("BC-khac", {"started": 1}, "Đếm trùng")
    drive = Drive().heard(MARCH_IN[0], told, upwards, unknown, on="2025-03-31")

    assert drive.mornings("2025-04-01", "2025-04-04") == []


def test_who_is_told_when_is_the_campaigns_to_override() -> None:
    law = with_law(
        urging={**NO_PAPERS, "report.due_soon UNIT": "NEVER", "report.overdue UNIT": "3 DAYS AFTER"},
        urged={"ADMINISTRATION": "secretary", "LEADERSHIP": "vpubnd"},
    )
    drive = Drive(law).heard(MARCH_IN[0], on="2025-03-31")

    called = drive.mornings("2025-04-01", "2025-04-14")

    assert [(day, one.topic, one.level, one.recipients[0]) for day, one in called] == [
        ("2025-04-04", "report.due", "UNIT", "huyen-mai-chau"),
        ("2025-04-08", "report.overdue", "UNIT", "huyen-mai-chau"),
        ("2025-04-10", "report.overdue", "HEAD", "huyen-mai-chau"),
        ("2025-04-14", "report.overdue", "ADMINISTRATION", "secretary"),
    ]


def test_after_its_end_a_campaign_urges_until_it_is_closed() -> None:
    drive = Drive(replace(DRIVE, targets=())).heard(*MARCH_IN, *APRIL_IN, on="2025-05-05")
    after_its_end = drive.mornings("2025-06-03", "2025-06-06")

    drive.heard(ex.CLOSED, on="2025-06-06")

    assert {one.topic for _, one in after_its_end} == {"report.due_soon", "report.due", "report.overdue"}
    assert drive.mornings("2025-06-07", "2025-07-31") == []


def test_a_head_who_went_elsewhere_is_not_told_and_whoever_leads_instead_is() -> None:
    drive = Drive(registry=(*REGISTRY_FACTS, MAI)).heard(MARCH_IN[0], on="2025-03-31")
    drive.heard(events.PersonTransferred("cb-mai", "hctc", "2025-04-01"), on="2025-04-01")
    drive.heard(replace(MAI, person_id="cb-hoa"), on="2025-04-02")

    called = drive.mornings("2025-04-01", "2025-04-10")

    assert called[-1][1].recipients == ("huyen-mai-chau", "cb-hoa")


def test_whoever_works_in_a_unit_and_does_not_lead_it_is_not_its_head() -> None:
    drive = Drive(registry=(*REGISTRY_FACTS, replace(MAI, leader=False))).heard(MARCH_IN[0], on="2025-03-31")

    called = drive.mornings("2025-04-01", "2025-04-10")

    assert called[-1][1] == Called("report.overdue", "HEAD", "2025-03", ("huyen-mai-chau",))


def test_a_unit_that_is_called_like_a_role_is_not_told_in_its_place_and_the_role_is_told_of_it() -> None:
    impostor = CampaignUnit("secretary", "ORGANISATION", Text("Thư ký"))
    law = {"urged": {"LEADERSHIP": "vpubnd"}}
    drive = Drive(replace(DRIVE, units=(impostor,), targets=(), law=law))

    called = drive.mornings("2025-04-01", "2025-04-30")

    assert [(one.level, one.recipients) for _, one in called] == [
        ("ADMINISTRATION", ("secretary",)),
        ("LEADERSHIP", ("vpubnd",)),
    ]


def test_a_reminder_bears_the_marks_of_what_it_rests_on() -> None:
    drive = Drive().heard(*MARCH_IN, ex.OBSTACLE, on="2025-03-10")
    obstacle = drive.outbox.folded * 1_000

    (reminder,) = drive.reminders("2025-03-17")

    assert (reminder.data.cause, reminder.rests_on.position) == (str(obstacle), obstacle)
    assert reminder.rests_on.id == ex.fact(ex.OBSTACLE).id
    assert (reminder.data.obstacle_id, reminder.data.due_on) == ("VM-MC-01", "2025-03-10")


_FACTS = st.sampled_from(
    [*HOUSE, ex.STARTED, ex.COMPLETED, ex.WITHDREW, ex.OBSTACLE, *REPORTED, MERGED, COMMUNE, MAI, ex.ACTIVITY]
)


@given(st.lists(st.tuples(st.integers(0, 150), _FACTS), max_size=12), st.sets(st.integers(0, 300)))
def test_whatever_happens_and_whenever_anybody_looks_no_tier_is_told_of_a_matter_twice(
    happening: list[tuple[int, events.Data]], looks: set[int]
) -> None:
    calendar = days("2025-03-01", "2025-12-31")
    drive, seen = Drive(), []
    for number, day in enumerate(calendar):
        if number in looks:
            seen += [reminder.data for reminder in drive.reminders(day)]
            assert drive.morning(day) == []  # it was stated
        drive.heard(*(data for at, data in happening if at == number), on=day)

    names = [data.reminder_id for data in seen]
    steps = {(step.topic, step.tier) for each in STEPS.values() for step in each}
    assert len(names) == len(set(names))
    assert {(data.topic, data.level) for data in seen} <= steps


def test_the_laws_table_has_an_entry_for_every_step_and_no_other() -> None:
    entries = {step.entry for steps in STEPS.values() for step in steps}

    assert entries == TABLES["urging"].keys()


def test_a_fact_about_no_matter_changes_nothing() -> None:
    matters = Matters()

    matters.fold(ex.fact(ex.ACTIVITY), 1_000)

    assert list(matters.standing("2025-03-10", Lineage())) == []


def test_a_reminder_of_a_kind_that_is_not_known_here_is_told_to_nobody() -> None:
    drive = Drive().heard(*MARCH_IN, ex.OBSTACLE, on="2025-03-10")
    (reminder,) = drive.reminders("2025-03-17")
    told = len(drive.outbox.due)

    drive.heard(replace(reminder.data, reminder_id="r-2", topic="weather.bad"), on="2025-03-17")

    assert told == len(drive.outbox.due) == 2


def test_an_outbox_that_knows_nothing_calls_for_nothing() -> None:
    assert list(Outbox(frozenset({"inbox"})).called_for("2025-03-10")) == []
