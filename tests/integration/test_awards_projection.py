"""Awards' read model in real tables: candidates as they stand, for whom, in which language, and rebuilt alike."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict, replace
from sqlmodel import select

from services.awards.api.reads import candidates_answer
from services.awards.projections import AWARDS
from services.awards.tables.candidates import Wanted
from services.awards.tables.rows import CandidateHistory
from shared.adapters.database import Database
from shared.adapters.sqlite_files import SqliteFiles
from shared.core.definition import Caps, Label
from shared.core.events import (
    CandidateFlagged,
    CandidateUnflagged,
    CandidateUpdated,
    Data,
    Explained,
    PersonTransferred,
    Said,
)
from shared.core.log import Commit
from shared.core.projecting import Rows, digest_of, fold_commits
from shared.core.values import Language, SubjectKind, Verdict
from tests.examples import ACTIVITY, CAMPAIGN, LAN, LAUNCHED, RULE_SET
from tests.histories import commits_of
from tests.integration.conftest import NewTables

LEAF = Explained(
    outcome="met",
    id="inspected",
    label=Label(en="Inspections"),
    basis="KH III.1",
    when="count('inspection_conducted') >= 2",
    values={"count('inspection_conducted')": 2},
    evidence=(1_007, 1_008),
    evidence_count=2,
)
TREE = Explained(outcome="met", at_least=1, of=(LEAF, replace(LEAF, id="again")), missing=())
WHY = Said("thêm 1 cuộc kiểm tra", "1 more inspection")
FREE = replace(RULE_SET.cards[0], id="FREE")
CAPPED = replace(RULE_SET, cards=(replace(RULE_SET.cards[0], caps=Caps(per_campaign=1)), FREE))
BEGINNING: tuple[Data, ...] = (LAN, LAUNCHED, CAPPED)


def flagged(subject_id: str, *, kind: SubjectKind = "COLLECTIVE", evidence_count: int = 2) -> CandidateFlagged:
    return CandidateFlagged(
        subject_kind=kind,
        subject_id=subject_id,
        award="AGENCY_COMMENDATION",
        card="F-GK-COL",
        verdict="CANDIDATE",
        rule_set=RULE_SET.id,
        explanation=replace(TREE, of=(replace(LEAF, evidence_count=evidence_count),)),
        evidence=(1_007, 1_008),
        achievement_key=f"{CAMPAIGN}:{kind}:{subject_id}",
    )


HCTC = flagged("hctc")
FALLEN = CandidateUnflagged(
    **asdict(replace(HCTC, verdict="NOT_YET", explanation=replace(LEAF, outcome="not_met", missing=(WHY,))))
)


def changed(verdict: Verdict, *, evidence_count: int = 2) -> CandidateUpdated:
    return CandidateUpdated(**asdict(replace(flagged("hctc", evidence_count=evidence_count), verdict=verdict)))


@pytest.fixture
def database(new_tables: NewTables) -> Iterator[Database]:
    with new_tables("awards").building() as new:
        made = Database.make(new.engine, AWARDS)
        yield made
        made.close()


def asked(database: Database, wanted: Wanted | None = None, *, language: Language = "vi") -> list[dict[str, Any]]:
    with database.reading() as view:
        answer: Any = candidates_answer(view.session, CAMPAIGN, wanted=wanted or Wanted(), language=language)
        return list(answer["candidates"])


def test_a_candidate_is_told_with_its_reasons_as_the_contract_says(database: Database) -> None:
    database.take(commits_of(BEGINNING, [HCTC]))

    (candidate,) = asked(database, language="en")

    tree = candidate.pop("explanation")
    assert candidate == {
        "subject_kind": "COLLECTIVE",
        "subject_id": "hctc",
        "award": "AGENCY_COMMENDATION",
        "card": "F-GK-COL",
        "verdict": "CANDIDATE",
        "rule_set": "nd98-2023",
        "achievement_key": "hoa-binh-450:COLLECTIVE:hctc",
        "position": 2_000,
        "evidence": [1_007, 1_008],
        "rank": 1,
        "over_cap": False,
    }
    assert tree == {
        "outcome": "met",
        "missing": [],
        "at_least": 1,
        "of": [
            {
                "outcome": "met",
                "id": "inspected",
                "label": "Inspections",
                "basis": "KH III.1",
                "when": "count('inspection_conducted') >= 2",
                "values": {"count('inspection_conducted')": 2},
                "evidence": [1_007, 1_008],
                "evidence_count": 2,
            }
        ],
    }


@pytest.mark.parametrize(("language", "missing"), [("vi", WHY.vi), ("en", WHY.en)])
def test_a_candidate_that_fell_away_stays_and_says_why_in_the_callers_language(
    database: Database, language: Language, missing: str
) -> None:
    database.take(commits_of(BEGINNING, [HCTC], [FALLEN]))

    (candidate,) = asked(database, language=language)

    assert (candidate["verdict"], candidate["position"]) == ("NOT_YET", 3_000)
    assert candidate["explanation"]["missing"] == [missing]
    assert candidate["explanation"]["label"] == "Inspections"  # in the other language rather than not at all
    assert "rank" not in candidate


def test_candidates_are_found_by_subject_by_award_and_by_verdict(database: Database) -> None:
    merit = replace(flagged("thcb"), award="PROVINCE_MERIT", verdict="NEEDS_REVIEW")
    database.take(commits_of(BEGINNING, [HCTC, merit]))

    found = [
        [one["subject_id"] for one in asked(database, wanted)]
        for wanted in (
            Wanted(),
            Wanted(subject_id="hctc"),
            Wanted(award="PROVINCE_MERIT"),
            Wanted(verdict="NEEDS_REVIEW"),
            Wanted(subject_id="hctc", verdict="NEEDS_REVIEW"),
        )
    ]

    assert found == [["hctc", "thcb"], ["hctc"], ["thcb"], ["thcb"], []]


def test_a_unit_sees_itself_and_its_own_people_where_they_work_now(database: Database) -> None:
    lan = flagged("cb-lan", kind="INDIVIDUAL")
    database.take(commits_of(BEGINNING, [HCTC, flagged("thcb"), lan, flagged("nha-hao-tam-01", kind="INDIVIDUAL")]))

    before = [one["subject_id"] for one in asked(database, Wanted(units=("hctc",)))]
    database.take(commits_of([PersonTransferred("cb-lan", "thcb", "2025-07-01")], after=2))
    after = [one["subject_id"] for one in asked(database, Wanted(units=("hctc",)))]

    assert before == ["hctc", "cb-lan"]
    assert after == ["hctc"]


def test_over_the_cap_is_flagged_all_the_same_and_ranked_by_evidence_and_marked(database: Database) -> None:
    database.take(commits_of(BEGINNING, [HCTC, flagged("thcb", evidence_count=9), flagged("vpubnd")]))

    ranked = [(one["subject_id"], one["rank"], one["over_cap"]) for one in asked(database)]

    assert ranked == [("hctc", 2, True), ("thcb", 1, False), ("vpubnd", 3, True)]


def test_direct_workers_come_first_and_a_body_has_a_cap_of_its_own(database: Database) -> None:
    capped = replace(CAPPED.cards[0], id="F-GK-IND", subject="INDIVIDUAL", caps=Caps(per_campaign=9, per_body=1))
    people = [
        replace(LAN, person_id="cb-mai", leader=False, sex="F"),
        replace(LAN, person_id="cb-nam", leader=False, sex="M"),
        replace(LAN, person_id="cb-mai-chau", unit_id="huyen-mai-chau"),
    ]
    ids = ("cb-nam", "cb-lan", "cb-mai", "cb-mai-chau")
    flags = [replace(flagged(one, kind="INDIVIDUAL"), card="F-GK-IND") for one in ids]
    database.take(commits_of((LAN, *people, LAUNCHED, replace(CAPPED, cards=(capped,))), flags))

    places = {one["subject_id"]: (one["rank"], one["body"], one["rank_in_body"]) for one in asked(database)}
    over = {one["subject_id"] for one in asked(database) if one["over_cap"]}

    assert places == {
        "cb-mai": (1, "vpubnd", 1),
        "cb-nam": (2, "vpubnd", 2),
        "cb-lan": (3, "vpubnd", 3),
        "cb-mai-chau": (4, "huyen-mai-chau", 1),
    }
    assert over == {"cb-nam", "cb-lan"}


def test_a_hold_is_shown_to_who_may_know_and_for_all_others_everything_stays_as_it_was(database: Database) -> None:
    everybody, insiders = Wanted(), Wanted(with_holds=True)
    database.take(commits_of(BEGINNING, [HCTC, flagged("thcb")]))
    before = asked(database, everybody)

    database.take(commits_of([changed("HELD")], after=2))
    held = asked(database, everybody), asked(database, insiders)
    database.take(commits_of([changed("CANDIDATE", evidence_count=3)], after=3))
    lifted = asked(database, everybody), asked(database, insiders)

    assert held[0] == lifted[0] == before
    assert [(one["subject_id"], one["verdict"], one["position"]) for one in held[1]] == [
        ("thcb", "CANDIDATE", 2_001),
        ("hctc", "HELD", 3_000),
    ]
    assert [(one["verdict"], one["position"], one.get("rank")) for one in lifted[1]] == [
        ("CANDIDATE", 2_001, 2),
        ("CANDIDATE", 4_000, 1),
    ]


def test_who_was_first_flagged_under_a_hold_is_not_there_for_others_before_it_ends(database: Database) -> None:
    database.take(commits_of(BEGINNING, [flagged("thcb")], [replace(HCTC, verdict="HELD")]))
    under = [one["subject_id"] for one in asked(database)]

    database.take(commits_of([changed("NEEDS_REVIEW")], after=3))

    assert under == ["thcb"]
    assert [(one["subject_id"], one["verdict"]) for one in asked(database)] == [
        ("thcb", "CANDIDATE"),
        ("hctc", "NEEDS_REVIEW"),
    ]


def test_a_campaign_that_was_never_launched_has_no_answer(database: Database) -> None:
    database.take(commits_of(BEGINNING))

    with database.reading() as view:
        answer = candidates_answer(view.session, "another", wanted=Wanted(), language="vi")

    assert answer is None


def test_a_candidates_history_is_walked_back_from_its_newest_fact(database: Database) -> None:
    updated = CandidateUpdated(**asdict(replace(HCTC, verdict="NEEDS_REVIEW")))
    database.take(commits_of(BEGINNING, [HCTC, flagged("thcb")], [updated], [FALLEN]))

    with database.reading() as view:
        rows = view.session.exec(select(CandidateHistory).order_by("position")).all()

    chain = [(row.position, row.previous, row.verdict) for row in rows if row.position != 2_001]
    assert chain == [(2_000, 0, "CANDIDATE"), (3_000, 2_000, "NEEDS_REVIEW"), (4_000, 3_000, "NOT_YET")]


_LAN_FLAGGED = flagged("cb-lan", kind="INDIVIDUAL")
_FLAGS = st.sampled_from([HCTC, FALLEN, changed("HELD"), flagged("thcb"), _LAN_FLAGGED, LAN, CAPPED, ACTIVITY])
_CONTENTS = st.lists(st.lists(_FLAGS, min_size=1, max_size=4), min_size=1, max_size=8)


@given(_CONTENTS, st.data())
def test_taken_in_any_batches_the_tables_equal_the_pure_fold(
    tmp_path_factory: pytest.TempPathFactory, contents: Sequence[Sequence[Data]], data: st.DataObject
) -> None:
    commits: Sequence[Commit] = commits_of(BEGINNING, *contents)
    cut = data.draw(st.integers(0, len(commits)))
    with SqliteFiles(tmp_path_factory.mktemp("awards"), "awards").building() as new:
        database = Database.make(new.engine, AWARDS)
        database.take(commits[:cut])
        database.take(commits)
        digest = database.digest()
        database.close()

    rows = Rows(AWARDS.tables)
    position = fold_commits(AWARDS, rows, commits)
    assert digest == digest_of(rows.everything(), position=position)
