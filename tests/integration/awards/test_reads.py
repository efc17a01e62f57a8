"""The reads of nominations and decisions: who may, as of when, and what they show at every step."""

import pytest

from shared.core.access import ROLES
from tests.examples import TODAY, YESTERDAY
from tests.integration.awards.story import AUTHORITY, MEMBERS, PAPERS, SUBJECT, Story

MAY_READ_NOMINATIONS = frozenset({"secretary", "council", "authority", "auditor"})


def test_a_nomination_shows_at_every_step_where_it_stands_and_what_it_lacks(story: Story) -> None:
    shown = [story.nomination(after=story.open())]
    story.add_papers()
    shown.append(story.nomination(after=story.convene()))
    shown.append(story.nomination(after=story.submit()))
    shown.append(story.nomination(after=story.vote()))
    shown.append(story.nomination(after=story.sign_minutes()))

    assert [(one["state"], one["vote"]) for one in shown] == [
        ("OPEN", "NOT_VOTED"),
        ("COMPLETE", "NOT_VOTED"),
        ("SUBMITTED", "NOT_VOTED"),
        ("SUBMITTED", "CARRIED"),
        ("SUBMITTED", "CONFIRMED"),
    ]
    assert [one["missing"] for one in shown] == [list(PAPERS), [], [], [], []]
    assert "nomination.submitted" in shown[1]["next"]
    assert "award.decided" in shown[4]["next"]
    assert "award.decided" not in shown[3]["next"]


def test_a_tally_is_shown_with_how_many_of_how_many_it_takes(story: Story) -> None:
    story.open()
    story.convene()

    position = story.vote(yes=2, no=2, written_yes=1)

    [ballot] = story.nomination(after=position)["ballots"]
    assert (ballot["votes_for"], ballot["of"], ballot["needed"], ballot["carried"]) == (
        3,
        5,
        "more than 1/2 of ALL_MEMBERS",
        True,
    )


def test_clocks_run_from_the_receipt_in_working_days(story: Story) -> None:
    story.open()
    story.add_papers()

    clocks = story.nomination(after=story.submit())["clocks"]

    assert clocks == [
        {"clock": "RETURN_UNFIT", "since": YESTERDAY, "due_on": "2025-03-14"},
        {"clock": "APPRAISE", "since": YESTERDAY, "due_on": "2025-04-04"},
    ]


def test_a_returned_nomination_says_why_and_may_be_submitted_again(story: Story) -> None:
    story.open()
    story.add_papers()
    story.submit()
    reason = {"nomination_id": "N-1", "missing": ["CERTIFICATE"], "reason": "Cần xác nhận"}

    returned = story.nomination(after=story.tell("nomination.returned", reason))
    again = story.nomination(after=story.submit())

    assert (returned["state"], returned["returned"]) == (
        "RETURNED",
        {"missing": ["CERTIFICATE"], "reason": "Cần xác nhận"},
    )
    assert (again["state"], again["returned"]) == ("SUBMITTED", {"missing": [], "reason": None})


def test_a_history_names_every_fact_and_who_stated_it(story: Story) -> None:
    story.up_to_minutes()

    position = story.decide().json()["position"]

    history = story.nomination(after=position)["history"]
    assert [one["type"] for one in history] == [
        "nomination.opened",
        *["dossier.item_added"] * 3,
        "nomination.submitted",
        "ballot.tallied",
        "minutes.signed",
        "award.decided",
    ]
    assert (history[0]["actor"], history[-1]["actor"], history[-1]["position"]) == (
        "secretary:P-7",
        "authority:P-1",
        position,
    )


def test_a_nomination_can_be_asked_as_it_stood(story: Story) -> None:
    opened = story.open()
    story.add_papers()
    story.submit()

    then = story.awards.read(f"/{story.campaign}/nominations/N-1", as_of=str(opened))

    assert (then.json()["state"], then.headers["X-Position"]) == ("OPEN", str(opened))


def test_decisions_are_for_whoever_is_signed_in_and_nominations_for_those_who_work_on_them(story: Story) -> None:
    story.up_to_minutes()
    after = str(story.decide().json()["position"])

    for role in sorted(ROLES):
        who = "hctc" if role == "unit" else ""
        decisions = story.awards.read(f"/{story.campaign}/decisions", role, who, after=after)
        nomination = story.awards.read(f"/{story.campaign}/nominations/N-1", role, who, after=after)
        assert decisions.status_code == 200, role
        assert nomination.status_code == (200 if role in MAY_READ_NOMINATIONS else 403), role
    assert story.awards.client.get(f"/awards/campaigns/{story.campaign}/decisions").status_code == 401


def test_an_annulled_award_stays_in_its_decision_with_what_is_to_be_given_back(story: Story) -> None:
    story.up_to_minutes()
    story.decide()
    conferred = {"decision_no": "231/QĐ-VP", "conferred_on": TODAY}
    before = story.decisions(after=story.tell("award.conferred", conferred, AUTHORITY))
    ground = {"ground": "FALSE_DECLARATION", "annulment_no": "15/QĐ-VP", "annulled_on": TODAY}

    position = story.tell("award.annulled", {"decision_no": "231/QĐ-VP"} | SUBJECT | ground, AUTHORITY)

    [was], [now] = before[0]["subjects"], story.decisions(after=position)[0]["subjects"]
    assert was == SUBJECT | {"bonus_vnd": 1_410_000, "status": "CONFERRED"}
    assert now == was | {"status": "ANNULLED", "annulment_no": "15/QĐ-VP", "to_recover_vnd": 1_410_000}
    assert story.nomination()["clocks"][0]["clock"] == "RECOVER"


@pytest.mark.parametrize("path", ["/nominations/N-404", "/../never/decisions"])
def test_what_is_not_there_is_not_found(story: Story, path: str) -> None:
    answer = story.awards.read(f"/{story.campaign}{path}")

    assert answer.status_code == 404


def test_case_18_the_whole_log_of_a_secret_ballot_links_no_member_to_a_vote(story: Story) -> None:
    story.open()
    story.add_papers()
    story.submit()
    story.convene()
    conflict = {"sitting_id": "HD-1", "nomination_id": "N-1", "person_id": MEMBERS[4]}
    story.tell("conflict.declared", conflict, ("council", MEMBERS[4]))
    story.vote(yes=2, no=1, blank=1, written_yes=0)
    story.vote(round=2, yes=3, no=0, blank=1)
    story.sign_minutes()
    story.decide()

    facts = [(fact, line) for _, fact, line in story.awards.facts(story.campaign)]

    ballots = [line for fact, line in facts if fact.data.thing == "ballot"]
    assert len(ballots) == 2
    for member in MEMBERS:  # a tally names nobody: not in its data, not as who stated it, not in its id
        assert not any(b'"%s"' % member.encode() in line or b":%s" % member.encode() in line for line in ballots)
    votes = (b'"yes"', b'"no"', b'"blank"', b'"written_yes"', b'"written_no"', b'"vote"')
    for fact, line in facts:  # and whatever names a member says nothing of a vote
        if fact.data.thing != "ballot":
            assert not any(vote in line for vote in votes), fact.data.short
