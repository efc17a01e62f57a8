"""Verdicts proved from the log: what was stated is what rules and facts say; whatever is tampered with is listed."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import msgspec
import pytest
from msgspec.structs import replace

from services.awards.domain.flags import cause_in, id_of
from services.awards.domain.honesty import Difference, Groups, Judged, judge
from shared.adapters.memory import MemoryLog
from shared.core import events
from shared.core.envelope import FACT_CLASSES, Fact, encode_fact, position_of
from shared.core.events import CandidateFlagged, CandidateUnflagged, CandidateUpdated, Flag
from shared.core.log import Commit
from tests import examples as ex
from tests.unit.awards.reacting import awards, run, write, write_registry
from tests.unit.awards.test_functions import rating
from tests.unit.awards.weighing import HCTC, MAI_CHAU, rules

RATED = rules("activities_total() >= 1 && rated_at_least('GOOD', 1)")


class Stood(NamedTuple):
    """A flag and where it stands."""

    position: int
    fact: Fact
    flag: Flag


@pytest.fixture(scope="module")
def small_log() -> list[Commit]:
    """Flags, an update and two that fell, of units that report one after another, one flag to a commit."""

    async def story() -> MemoryLog:
        log = MemoryLog()
        await write_registry(log, *ex.REGISTRY_FACTS)
        await write(log, ex.LAUNCHED, RATED)
        async with awards(log) as service:
            for unit_id in ("hctc", "huyen-mai-chau", "thcb", "vpubnd"):
                await write(log, replace(ex.ACTIVITY, unit_id=unit_id, activity_id=f"{unit_id}-1"))
                await service.caught_up()
            for subject in (HCTC, MAI_CHAU):
                await write_registry(log, rating(2024, "GOOD", subject))
                await service.caught_up()
            for unit_id in ("thcb", "huyen-mai-chau"):
                await write(log, events.ActivityWithdrawn(f"{unit_id}-1", "Nhầm"))
                await service.caught_up()
        return log

    return run(story()).commits


def judged(commits: Sequence[Commit]) -> Judged:
    return judge(lambda: iter(commits))


def test_every_flag_of_the_simulated_province_is_what_rules_and_facts_say(province: MemoryLog) -> None:
    flags = [fact for commit in province.commits if commit.owner == "awards" for fact in commit.facts()]

    found = judged(province.commits)

    assert (found.differences, found.not_yet) == ((), ())
    assert found.flags == len(flags) > 50


def test_flags_updates_and_falls_are_weighed_where_their_causes_stand(small_log: list[Commit]) -> None:
    stated = [type(one.fact.data) for one in flags_of(small_log)]

    found = judged(small_log)

    assert stated == [*[CandidateFlagged] * 4, *[CandidateUpdated] * 2, *[CandidateUnflagged] * 2]
    assert found == Judged(8, (), ())


CHANGES: dict[str, Callable[[Flag], Flag]] = {
    "verdict": lambda flag: replace(flag, verdict="NEEDS_REVIEW" if flag.verdict != "NEEDS_REVIEW" else "CANDIDATE"),
    "rule_set": lambda flag: replace(flag, rule_set="another"),
    "evidence": lambda flag: replace(flag, evidence=(*flag.evidence, 1_000)),
    "achievement_key": lambda flag: replace(flag, achievement_key="another"),
    "award": lambda flag: replace(flag, award="PM_MERIT"),
    "explanation": lambda flag: replace(flag, explanation=replace(flag.explanation, when="true")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_flag_that_says_something_else_is_listed_once_and_no_other_with_it(
    small_log: list[Commit], name: str
) -> None:
    for position, fact, flag in flags_of(small_log):
        data = CHANGES[name](flag)
        forged = replace(fact, data=data, id=id_of(data, cause_in(fact.id) or 0))

        found = judged(with_flag(small_log, position, forged))

        assert [(one.position, one.kind, one.differs) for one in found.differences] == [
            (position, "OTHERWISE", (name,))
        ]
        assert found.not_yet == ()


def test_a_flag_of_another_type_or_with_another_cause_is_listed(small_log: list[Commit]) -> None:
    position, fact, _ = flags_of(small_log)[4]
    other = CandidateFlagged(**msgspec.structs.asdict(fact.data))
    of_type = FACT_CLASSES[CandidateFlagged](**msgspec.structs.asdict(fact) | {"data": other})

    types = judged(with_flag(small_log, position, of_type)).differences
    causes = judged(with_flag(small_log, position, replace(fact, causationid="another"))).differences
    times = judged(with_flag(small_log, position, replace(fact, time=ex.MORNING))).differences

    assert [(one.position, one.differs) for one in types] == [(position, ("type",))]
    assert [(one.position, one.differs) for one in causes] == [(position, ("cause",))]
    assert [(one.position, one.differs) for one in times] == [(position, ("cause",))]


@pytest.mark.parametrize(
    "forge",
    [
        lambda one, _at: about(one, "vpubnd", cause_in(one.fact.id)),  # nothing had been said of it by then
        lambda one, _at: about(one, "hctc", None),  # it names no cause
        lambda one, at: about(one, "hctc", at + 5_000),  # its cause is still to come
        lambda one, _at: one.fact,  # it stands there already
    ],
)
def test_an_invented_flag_is_listed_with_its_position(
    small_log: list[Commit], forge: Callable[[Stood, int], Fact]
) -> None:
    first, at = flags_of(small_log)[0], flags_of(small_log)[2].position
    index = next(n for n, commit in enumerate(small_log) if commit.number == at // 1_000)
    commit = small_log[index]
    longer = replace(commit, payload=commit.payload + b"\n" + encode_fact(forge(first, at)))

    found = judged([*small_log[:index], longer, *small_log[index + 1 :]])

    assert [(one.position, one.kind) for one in found.differences] == [(at + 1, "UNEXPLAINED")]
    assert found.not_yet == ()


def test_a_dropped_flag_is_listed_where_it_was_due_once_the_log_shows_that_awards_was_past_it(
    small_log: list[Commit],
) -> None:
    flags, overtaken = flags_of(small_log), 5  # before it was certainly late, its subject fell away in any case
    for at, (position, fact, flag) in enumerate(flags):
        dropped = [commit for commit in small_log if commit.number != position // 1_000]
        missing = (cause_in(fact.id), flag.subject_id, "NOT_SHOWN", flag.verdict)

        found = judged(dropped)

        listed = [(one.position, one.subject_id, one.kind, one.expected) for one in found.differences]
        waiting = [(one.position, one.subject_id, one.kind, one.expected) for one in found.not_yet]
        follows = [one for one in found.differences if one.kind == "OTHERWISE"]
        assert all(one.subject_id == flag.subject_id and one.differs == ("type",) for one in follows)
        if at < len(flags) - 3:
            assert missing in listed, (at, found)
        else:
            assert missing in waiting or at == overtaken, (at, found)
            assert listed == []


def test_a_log_without_a_single_flag_accuses_nobody_and_tells_what_is_due(small_log: list[Commit]) -> None:
    found = judged([commit for commit in small_log if commit.owner != "awards"])

    assert found.differences == ()
    assert [(one.subject_id, one.expected) for one in found.not_yet] == [
        ("vpubnd", "NEEDS_REVIEW"),
        ("hctc", "CANDIDATE"),
    ]


def test_a_flag_dropped_from_the_province_is_found_though_its_subject_goes_on_working(province: MemoryLog) -> None:
    flag = next(one for one in flags_of(province.commits) if one.flag.verdict == "CANDIDATE")
    commits = [without(commit, flag.position) for commit in province.commits]

    found = judged([commit for commit in commits if commit.payload])

    about_it = [one for one in found.differences if one.subject_id == flag.flag.subject_id]
    assert about_it
    assert {one.subject_id for one in (*found.differences, *found.not_yet)} == {flag.flag.subject_id}


def test_differences_name_whom_they_speak_of(small_log: list[Commit]) -> None:
    position, fact, _ = flags_of(small_log)[0]

    (found,) = judged(with_flag(small_log, position, replace(fact, source="/somebody"))).differences

    assert found == Difference(
        position=position,
        campaign=ex.CAMPAIGN,
        subject_kind="COLLECTIVE",
        subject_id="hctc",
        card="CARD",
        kind="OTHERWISE",
        stated="NEEDS_REVIEW",
        expected="NEEDS_REVIEW",
        differs=("cause",),
    )


@pytest.mark.parametrize(("subjects", "later"), [(1, 2), (50, 2), (51, 4), (240, 10)])
def test_awards_is_past_what_was_due_once_two_rounds_of_all_whom_it_weighs_have_gone_by(
    subjects: int, later: int
) -> None:
    groups = Groups()
    for nth in range(later):  # each was weighed after the flag before it stood: a later group, perhaps of one round
        groups.flag(nth * 2_000 + 1_000, nth * 2_000 + 500, subjects=subjects)
        assert groups.past == 0

    groups.flag(later * 2_000 + 1_000, later * 2_000 + 500, subjects=subjects)

    assert groups.past == 500


# --- forging a log ------------------------------------------------------------------------------------------------


def flags_of(commits: Sequence[Commit]) -> list[Stood]:
    return [
        Stood(position_of(commit.number, place), fact, fact.data)
        for commit in commits
        if commit.owner == "awards"
        for place, fact in enumerate(commit.facts())
        if isinstance(fact.data, Flag)
    ]


def with_flag(commits: Sequence[Commit], position: int, forged: Fact) -> list[Commit]:
    """The log with another fact in the place of one."""
    number, place = divmod(position, 1_000)
    changed = []
    for commit in commits:
        lines = commit.payload.split(b"\n")
        if commit.number == number:
            lines[place] = encode_fact(forged)
        changed.append(replace(commit, payload=b"\n".join(lines)))
    return changed


def without(commit: Commit, position: int) -> Commit:
    """A commit without the line at a position."""
    lines = commit.payload.split(b"\n")
    if commit.number == position // 1_000:
        del lines[position % 1_000]
    return replace(commit, payload=b"\n".join(lines))


def about(stood: Stood, subject_id: str, cause: int | None) -> Fact:
    """The same flag about somebody else, from another cause."""
    data = replace(stood.flag, subject_id=subject_id)
    return replace(stood.fact, data=data, id=id_of(data, cause) if cause else "invented")
