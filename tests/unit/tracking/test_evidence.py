"""Which files a campaign takes as whose, and which of the files that facts name are waited for."""

from msgspec.structs import replace

from services.tracking.domain.evidence.refusals import SUBJECT_HALF_NAMED
from services.tracking.domain.privacy_refusals import SUBJECT_ERASED
from services.tracking.domain.refusals import CAMPAIGN_CLOSED, NOT_OWN_UNIT, NOT_TAKING_PART, UNKNOWN
from services.tracking.projections import TRACKING
from services.tracking.tables.evidence import Attached, NamedFile
from shared.core import events
from shared.core.events import Data, Evidence
from shared.core.projecting import Rows
from tests.examples import ACTIVITY, CAMPAIGN, CLOSED, COMPLETED, HOUSEHOLD, INSPECTION, LAUNCHED, fact
from tests.unit.tracking.telling import ACCEPTED, given

FILE = events.EvidenceAttached("ab" * 32, "huyen-mai-chau", 1_000, "image/jpeg")
OF_HOUSEHOLD = replace(FILE, subject_kind="HOUSEHOLD", subject_id=HOUSEHOLD.household_id)
OF_LAN = replace(FILE, unit_id="hctc", subject_kind="INDIVIDUAL", subject_id="cb-lan")
ERASED = events.PersonalDataErased("HOUSEHOLD", HOUSEHOLD.household_id, "ALL", "Đơn đề nghị 07/ĐN")
AS_UNIT = {"role": "unit", "unit_id": "huyen-mai-chau"}


def test_a_unit_brings_its_own_files_once_and_again() -> None:
    story = given(HOUSEHOLD).when(FILE, **AS_UNIT).then(ACCEPTED)

    story.when(OF_HOUSEHOLD, **AS_UNIT).then(ACCEPTED)
    story.when(FILE, role="unit", unit_id="hctc").then(NOT_OWN_UNIT)
    story.when(replace(FILE, unit_id="so-xay-dung"), role="unit", unit_id="so-xay-dung").then(NOT_TAKING_PART)


def test_a_file_is_of_a_household_or_person_that_is_known_and_its_own() -> None:
    story = given(HOUSEHOLD)

    story.when(replace(OF_HOUSEHOLD, subject_id="HB-none"), **AS_UNIT).then(UNKNOWN["household"])
    story.when(replace(OF_HOUSEHOLD, unit_id="hctc"), role="unit", unit_id="hctc").then(NOT_OWN_UNIT)
    story.when(OF_HOUSEHOLD, role="verifier", unit_id="").then(ACCEPTED)
    story.when(OF_LAN, role="unit", unit_id="hctc").then(ACCEPTED)
    story.when(replace(OF_LAN, subject_id="cb-none"), role="unit", unit_id="hctc").then(UNKNOWN["person"])


def test_both_words_name_a_subject_or_neither() -> None:
    given().when(replace(OF_HOUSEHOLD, subject_id=""), **AS_UNIT).then(SUBJECT_HALF_NAMED)
    given().when(replace(FILE, subject_id="HB-1"), **AS_UNIT).then(SUBJECT_HALF_NAMED)


def test_no_file_comes_for_who_is_erased_or_to_a_campaign_that_is_closed() -> None:
    given(HOUSEHOLD, ERASED).when(OF_HOUSEHOLD, **AS_UNIT).then(SUBJECT_ERASED)
    given(CLOSED).when(FILE, **AS_UNIT).then(CAMPAIGN_CLOSED)


def folded(*told: Data) -> Rows:
    rows = Rows(TRACKING.tables)
    for place, data in enumerate((LAUNCHED, *told)):
        TRACKING.fold(rows, fact(data), 1_000 + place)
    return rows


def waited_for(rows: Rows, kind: str, thing_id: str) -> dict[str, int]:
    found = {mark: rows.find(NamedFile, CAMPAIGN, kind, thing_id, mark * 32) for mark in ("ab", "cd", "ef")}
    return {mark: one.position for mark, one in found.items() if one is not None and not one.let_go}


def papers(*marks: str) -> tuple[Evidence, ...]:
    return tuple(Evidence(f"{mark}.pdf", mark * 32) for mark in marks)


def test_a_correction_names_other_files_and_a_withdrawal_none() -> None:
    recorded = replace(ACTIVITY, evidence=papers("ab", "cd"))
    anew = events.ActivityChanges(evidence=papers("cd", "ef"))
    corrected = events.ActivityCorrected(ACTIVITY.activity_id, anew, "Thay tệp")
    untouched = events.ActivityCorrected(ACTIVITY.activity_id, events.ActivityChanges(title="Khác"), "Đổi tên")
    withdrawn = events.ActivityWithdrawn(ACTIVITY.activity_id, "Nhầm")

    stories = [(recorded,), (recorded, untouched), (recorded, corrected), (recorded, corrected, withdrawn)]

    told = [waited_for(folded(*story), "activity", ACTIVITY.activity_id) for story in stories]
    assert told == [{"ab": 1_001, "cd": 1_001}, {"ab": 1_001, "cd": 1_001}, {"cd": 1_001, "ef": 1_002}, {}]


def test_houses_and_inspections_name_files_too_and_one_kept_elsewhere_is_marked() -> None:
    elsewhere = (*papers("ab"), Evidence("b.pdf", "cd" * 32, "https://vpubnd.example.vn/b"))
    rows = folded(HOUSEHOLD, replace(COMPLETED, evidence=elsewhere), replace(INSPECTION, evidence=papers("ef")))

    marked = rows.find(NamedFile, CAMPAIGN, "household", HOUSEHOLD.household_id, "cd" * 32)

    assert waited_for(rows, "household", HOUSEHOLD.household_id) == {"ab": 1_002, "cd": 1_002}
    assert waited_for(rows, "inspection", INSPECTION.inspection_id) == {"ef": 1_003}
    assert marked is not None
    assert (marked.elsewhere, marked.unit_id, marked.recorded_on) == (1, "huyen-mai-chau", "2025-03-10")


def test_a_file_stands_once_for_each_subject_and_in_its_households_history() -> None:
    rows = folded(HOUSEHOLD, FILE, OF_HOUSEHOLD)

    kept = [
        rows.find(Attached, CAMPAIGN, FILE.sha256, FILE.unit_id, kind, subject_id)
        for kind, subject_id in (("", ""), ("HOUSEHOLD", HOUSEHOLD.household_id))
    ]

    assert [one and one.position for one in kept] == [1_002, 1_003]
