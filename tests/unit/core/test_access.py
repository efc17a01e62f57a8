"""The two tables of contract §3, walked line by line, and the rule that a unit speaks for itself alone."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.core.access import (
    PUBLIC,
    READ_BY,
    ROLES,
    STATED_BY,
    UNITS_OWN,
    Caller,
    Reach,
    Readable,
    is_source,
    may_read,
    may_state,
    reach,
    source_of,
    speaks_for,
    why_not_state,
)
from shared.core.denials import Denial
from shared.core.events import CATALOGUE, OWNERS
from shared.core.values import Role

# Contract §3, "Who may state what", written as the contract writes it: a star stands for every type of the thing.
CONTRACT: dict[Role, str] = {
    "unit": "activity.recorded activity.corrected activity.withdrawn household.identified household.withdrew "
    "house.started house.completed house.handed_over contribution.* funds.* inspection.* finding.raised report.* "
    "obstacle.reported",
    "verifier": "activity.verified activity.disputed house.checked household.verified household.approved "
    "household.rejected finding.closed quality.resolved",
    "secretary": "person.* rating.* prior_award.* discipline.* hold.* nomination.* dossier.* clearance.* "
    "public_comment.* council.convened ballot.tallied minutes.signed obstacle.resolved review.held quality.resolved "
    "feedback.answered",
    "council": "conflict.declared",
    "authority": "award.decided award.declined award.conferred award.annulled",
    "publisher": "document.*",
    "admin": "campaign.* ruleset.* unit.* personal_data.erased",
    "auditor": "",
}
SERVICES = (
    "candidate.* bonus.* notification.* reminder.* recipient.* template.* access.* quality.flagged evidence.attached "
    "feedback.received"
)

# Every type of the table of events in contract §3, and those that issues have named since.
IN_THE_CONTRACT = (
    "activity.recorded activity.corrected activity.withdrawn activity.verified activity.disputed household.identified "
    "household.verified household.approved household.withdrew household.rejected house.started house.completed "
    "house.checked house.handed_over contribution.received funds.disbursed funds.reversed inspection.conducted "
    "finding.raised finding.closed report.submitted report.corrected obstacle.reported obstacle.resolved "
    "unit.established unit.renamed unit.merged unit.split unit.dissolved unit.code_issued unit.code_closed "
    "person.assigned person.transferred rating.recorded "
    "prior_award.recorded discipline.recorded discipline.ended campaign.launched campaign.amended campaign.closed "
    "ruleset.published candidate.flagged candidate.updated candidate.unflagged hold.placed hold.lifted "
    "nomination.opened nomination.submitted nomination.returned nomination.withdrawn dossier.item_added "
    "clearance.requested clearance.received public_comment.opened public_comment.closed council.convened "
    "conflict.declared ballot.tallied minutes.signed award.decided award.declined award.conferred award.annulled "
    "bonus.calculated notification.sent notification.failed notification.read notification.renewed reminder.escalated "
    "notification.bounced document.published document.unpublished personal_data.erased access.granted access.revoked "
    "quality.flagged quality.resolved feedback.received feedback.answered evidence.attached "
    "notification.put_off notification.withheld recipient.chose template.changed template.restored "
    "trouble.found trouble.ended review.held"
)
TYPES = IN_THE_CONTRACT.split()

HCTC = Caller("unit", "hctc", "", "t-1")
EVERY_ROLE = sorted(ROLES)


def anybody(role: Role) -> Caller:
    return Caller(role, "hctc" if role == "unit" else "", "p-7", "t-2")


def lists(text: str, short: str) -> bool:
    thing = short.partition(".")[0]
    return short in text.split() or f"{thing}.*" in text.split()


def test_every_type_of_the_contract_stands_in_the_table_and_no_other() -> None:
    assert sorted(STATED_BY) == sorted(TYPES)


def test_every_type_of_the_catalogue_stands_in_the_table() -> None:
    assert {data.short for data in CATALOGUE.values()} <= set(STATED_BY)


def test_every_thing_of_the_table_has_an_owner() -> None:
    assert {short.partition(".")[0] for short in STATED_BY} == set(OWNERS)


@pytest.mark.parametrize("short", TYPES)
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_role_may_state_exactly_what_the_contract_gives_it(role: Role, short: str) -> None:
    source = source_of("hctc") if role == "unit" else "/offices/vpubnd"

    may = may_state(anybody(role), short, source=source, person_id="p-7")

    assert may == lists(CONTRACT[role], short)


@pytest.mark.parametrize("short", [short for short in TYPES if lists(SERVICES, short)])
def test_what_the_services_state_nobody_else_may(short: str) -> None:
    denials = {why_not_state(anybody(role), short, source="/offices/vpubnd") for role in EVERY_ROLE}

    assert denials == {Denial.SERVICES_ONLY}


def test_a_type_nobody_knows_is_nobodys() -> None:
    denial = why_not_state(HCTC, "activity.invented", source="/units/hctc")

    assert denial is Denial.SERVICES_ONLY


@given(st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True))
def test_a_unit_speaks_for_no_other_unit(other: str) -> None:
    own = other == "hctc"

    by_source = may_state(HCTC, "activity.recorded", source=source_of(other), unit_id="hctc")
    by_data = may_state(HCTC, "activity.recorded", source="/units/hctc", unit_id=other)
    by_thing = speaks_for(HCTC, other)

    assert (by_source, by_data, by_thing) == (own, own, own)


@pytest.mark.parametrize(
    "source", ["/units/hctc/", "/units/HCTC", "units/hctc", "/units/", "/hctc", "", "/units/hctc "]
)
def test_a_units_source_is_its_own_path_to_the_letter(source: str) -> None:
    denial = why_not_state(HCTC, "house.started", source=source)

    assert denial is Denial.OTHER_UNIT


@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role not in {"unit", "auditor"}])
def test_nobody_but_the_unit_speaks_under_its_path(role: Role) -> None:
    short = next(short for short in TYPES if role in STATED_BY[short])

    denial = why_not_state(anybody(role), short, source="/units/hctc", person_id="p-7")

    assert denial is Denial.UNITS_SOURCE


@pytest.mark.parametrize("role", [role for role in EVERY_ROLE if role != "auditor"])
@pytest.mark.parametrize("service", ["tracking", "awards", "notify", "audit"])
def test_nobody_speaks_under_the_path_of_a_service(role: Role, service: str) -> None:
    short = next(short for short in TYPES if role in STATED_BY[short])

    denial = why_not_state(anybody(role), short, source=f"/services/{service}", person_id="p-7")

    assert denial is (Denial.OTHER_UNIT if role == "unit" else Denial.SERVICES_SOURCE)


def test_a_verifier_speaks_for_every_unit() -> None:
    assert speaks_for(anybody("verifier"), "any-unit")


def test_a_source_is_a_path() -> None:
    assert [is_source(source) for source in ("/units/hctc", "/x", "x", "")] == [True, True, False, False]


def test_a_conflict_is_declared_for_oneself_alone() -> None:
    member, nameless = Caller("council", "", "p-7", "t-3"), Caller("council", "", "", "t-4")

    own = why_not_state(member, "conflict.declared", source="/council", person_id="p-7")
    another = why_not_state(member, "conflict.declared", source="/council", person_id="p-8")
    nobodys = why_not_state(nameless, "conflict.declared", source="/council", person_id="")

    assert (own, another, nobodys) == (None, Denial.NOT_ONESELF, Denial.NOT_ONESELF)


def test_every_denial_has_its_code_and_both_languages() -> None:
    codes = {denial.code for denial in Denial}

    assert len(codes) == len(Denial)
    assert all(denial.vi and denial.en and denial.vi != denial.en for denial in Denial)


# Contract §3, "Who may read what": who reads all of it, and what a unit reads of its own.
SIGNED_IN = " ".join(EVERY_ROLE)
READS: dict[Readable, str] = {
    "figures": SIGNED_IN,
    "decisions": SIGNED_IN,
    "inbox": SIGNED_IN,
    "activities": "auditor",
    "households": "verifier auditor",
    "evidence": "verifier secretary auditor",
    "quality": "verifier secretary auditor",
    "handover": "verifier secretary admin auditor",
    "publication": "publisher secretary auditor",
    "reports": "verifier secretary council authority auditor",
    "consolidated": "verifier secretary council authority publisher auditor",
    "candidates": "secretary council authority auditor",
    "nominations": "secretary council authority auditor",
    "deliveries": "secretary admin auditor",
    "facts": "auditor",
    "entry_bundles": "auditor",
    "names": "verifier secretary",
    "holds": "secretary authority auditor",
    "administration": "admin",
    "health": "admin auditor",
    "rules": "admin auditor",
    "feedback": "secretary auditor",
    "templates": "admin auditor",
}
OWN = "activities households evidence quality reports handover candidates deliveries facts names"


def test_everything_readable_is_public_or_in_the_table() -> None:
    assert set(get_args(Readable)) == PUBLIC | set(READ_BY)
    assert not PUBLIC & set(READ_BY)
    assert set(READ_BY) >= UNITS_OWN


@pytest.mark.parametrize("what", sorted(READS))
@pytest.mark.parametrize("role", EVERY_ROLE)
def test_a_role_reads_exactly_what_the_contract_gives_it(role: Role, what: Readable) -> None:
    if role in READS[what].split():
        expected = Reach.ALL
    elif role == "unit" and what in OWN.split():
        expected = Reach.OWN
    else:
        expected = Reach.NOTHING

    assert reach(anybody(role), what) is expected


@pytest.mark.parametrize("what", sorted(get_args(Readable)))
def test_without_sign_in_only_the_public_things_are_read(what: Readable) -> None:
    open_to_all = what in {"overview", "checkpoint", "hash_tiles", "proofs"}

    assert may_read(None, what) == open_to_all


def test_a_unit_reads_its_own_and_nobody_elses() -> None:
    own = may_read(HCTC, "households", unit_id="hctc")
    anothers = may_read(HCTC, "households", unit_id="noi-chinh")
    nobodys = may_read(HCTC, "households")

    assert (own, anothers, nobodys) == (True, False, False)


def test_a_unit_without_an_id_owns_nothing() -> None:
    broken = Caller("unit", "", "", "t-5")

    assert not may_read(broken, "households", unit_id="")
