"""Who is told when a figure falls behind a dossier that was submitted, or behind an award that was given."""

from typing import Final

import pytest
from msgspec.structs import replace

from services.notify.domain.notices import READING_ROLES, reminder_story_of
from services.notify.domain.urging import Reminder
from services.notify.domain.wording import wording
from shared.core import events
from shared.core.events import ActivityChanges, Data, Figure, Participant
from shared.core.values import SubjectKind
from tests.examples import ACTIVITY, HOUSEHOLD
from tests.unit.notify.drive import DRIVE, MAI, REGISTRY_FACTS, Drive, report

TOLD: Final = report("hctc", "2025-03", activities=12)
DID: Final = replace(ACTIVITY, activity_id="A-1", unit_id="hctc", quantity=6, persons=(Participant("cb-mai"),))
LESS: Final = events.ReportCorrected(TOLD.report_id, {"activities": 11}, "Đếm trùng")
FEWER: Final = events.ActivityCorrected("A-1", ActivityChanges(quantity=4), "Đếm trùng")
ALONE: Final = events.ActivityCorrected("A-1", ActivityChanges(persons=()), "Không tham gia")
HOME: Final = replace(HOUSEHOLD, household_id="HB-1", unit_id="hctc")
PAID: Final = events.FundsDisbursed("GN-1", "HB-1", 36_000_000, "CAMPAIGN", "2025-03-12")
NAMED: Final = ("report_id", "activity_id", "disbursement_id")
BEHIND: Final = frozenset({"nomination.figure_fell", "award.figure_fell"})


def opened(kind: SubjectKind = "COLLECTIVE", subject: str = "hctc") -> events.NominationOpened:
    return events.NominationOpened("N-1", kind, subject, "AGENCY_COMMENDATION", "k")


def decided(kind: SubjectKind = "COLLECTIVE", subject: str = "hctc") -> events.AwardDecided:
    signer = events.Signer("chanh-van-phong", "Chánh Văn phòng", "HEAD")
    given = (events.Awarded(kind, subject, "N-1"),)
    return events.AwardDecided("12/QĐ-VPUBND", "2025-03-12", "AGENCY_COMMENDATION", signer, given)


SUBMITTED: Final = events.NominationSubmitted("N-1", "AGENCY", "88/TTr", "2025-03-11")
CONFERRED: Final = events.AwardConferred("12/QĐ-VPUBND", "2025-03-13")
ANNULLED: Final = events.AwardAnnulled(
    "12/QĐ-VPUBND", "COLLECTIVE", "hctc", "FALSE_DECLARATION", "13/QĐ-VPUBND", "2025-03-13"
)


def told(*said: Data, fell: Data) -> list[Reminder]:
    """Who is told of what lies behind a dossier, on the morning after a figure fell."""
    drive = Drive(DRIVE, registry=(*REGISTRY_FACTS, MAI)).heard(TOLD, DID, HOME, PAID, *said, on="2025-03-13")
    drive.heard(fell, on="2025-03-17")
    return [one for one in drive.reminders("2025-03-18") if one.data.topic in BEHIND]


@pytest.mark.parametrize(
    ("fell", "named", "figure"),
    [
        pytest.param(LESS, {"report_id": TOLD.report_id}, Figure("activities", 11, 12), id="a report"),
        pytest.param(FEWER, {"activity_id": "A-1"}, Figure("inspection_conducted", 4, 6), id="an activity"),
        pytest.param(
            events.ActivityWithdrawn("A-1", "Ghi nhầm"),
            {"activity_id": "A-1"},
            Figure("inspection_conducted", 0, 6),
            id="one withdrawn",
        ),
        pytest.param(
            events.ActivityDisputed("A-1", "Không có ảnh"),
            {"activity_id": "A-1"},
            Figure("inspection_conducted", 0, 6),
            id="one disputed",
        ),
        pytest.param(
            events.FundsReversed("GN-1", "Chi nhầm"),
            {"disbursement_id": "GN-1"},
            Figure("disbursed_vnd", 0, 36_000_000),
            id="money taken back",
        ),
    ],
)
@pytest.mark.parametrize("handed_out", [(), (CONFERRED,)], ids=["given", "handed out"])
def test_who_decided_is_told_of_the_decision_and_of_each_figure_before_and_after(
    fell: Data, named: dict[str, str], figure: Figure, handed_out: tuple[Data, ...]
) -> None:
    [reminder] = told(opened(), SUBMITTED, decided(), *handed_out, fell=fell)

    data = reminder.data
    assert (data.topic, data.recipients) == ("award.figure_fell", ("authority", "secretary"))
    assert (data.nomination_id, data.decision_no, data.figures) == ("N-1", "12/QĐ-VPUBND", (figure,))
    assert {name: getattr(data, name) for name in NAMED} == dict.fromkeys(NAMED, "") | named
    assert int(data.cause) == reminder.rests_on.position


def test_the_secretary_alone_is_told_while_the_dossier_waits() -> None:
    [reminder] = told(opened(), SUBMITTED, fell=FEWER)

    assert (reminder.data.topic, reminder.data.recipients) == ("nomination.figure_fell", ("secretary",))
    assert (reminder.data.nomination_id, reminder.data.decision_no) == ("N-1", "")


@pytest.mark.parametrize("fell", [FEWER, ALONE], ids=["fewer", "no part in it"])
def test_a_person_who_had_a_part_in_it_was_proposed_for_it(fell: Data) -> None:
    person: tuple[SubjectKind, str] = ("INDIVIDUAL", "cb-mai")

    [reminder] = told(opened(*person), SUBMITTED, decided(*person), fell=fell)

    assert (reminder.data.topic, reminder.data.decision_no) == ("award.figure_fell", "12/QĐ-VPUBND")


@pytest.mark.parametrize(
    ("said", "fell"),
    [
        pytest.param((opened(),), FEWER, id="nobody has the dossier yet"),
        pytest.param((opened(), SUBMITTED, decided(), ANNULLED), FEWER, id="annulled"),
        pytest.param((opened(), SUBMITTED, events.NominationWithdrawn("N-1", "Rút")), FEWER, id="withdrawn"),
        pytest.param((opened("COLLECTIVE", "vpubnd"), SUBMITTED), FEWER, id="another unit"),
        pytest.param((opened(), SUBMITTED), events.FundsReversed("GN-0", "Chi nhầm"), id="money nobody paid"),
        pytest.param((opened(), SUBMITTED), ALONE, id="the unit's figure is what it was"),
        pytest.param(
            (opened(), SUBMITTED), events.ActivityCorrected("A-1", ActivityChanges(quantity=7), "Sót"), id="upwards"
        ),
    ],
)
def test_nobody_is_told_where_nobody_relied_on_it(said: tuple[Data, ...], fell: Data) -> None:
    assert told(*said, fell=fell) == []


def test_what_is_disputed_and_then_verified_counts_again_and_can_fall_again() -> None:
    verified = (events.ActivityDisputed("A-1", "Thiếu ảnh"), events.ActivityVerified("A-1"))

    [reminder] = told(*verified, opened(), SUBMITTED, fell=FEWER)

    assert reminder.data.figures == (Figure("inspection_conducted", 4, 6),)


def test_the_notice_names_the_award_and_both_figures_in_both_languages() -> None:
    [reminder] = told(opened(), SUBMITTED, decided(), fell=FEWER)
    directory = Drive().outbox.directory

    story = reminder_story_of(reminder.data, "hoa-binh-450", directory=directory)

    assert story is not None
    vi, en = wording(story, "vi"), wording(story, "en")
    assert "12/QĐ-VPUBND" in vi.title
    assert "12/QĐ-VPUBND" in en.title
    assert "kiểm tra, giám sát: 4, so với 6." in vi.sentences
    assert "inspections: 4, against 6." in en.sentences
    assert en.sentences[-1] == "You are asked to consider whether the award still has its ground."
    assert {"authority", "secretary"} <= READING_ROLES
