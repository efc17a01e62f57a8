"""What must be true of every simulated day, judged by the bytes in the log alone. It asks no pen what it believes.

Every command that was sent carries a nonce of its own, so a fact in the log tells which attempt wrote it.
"""

from collections.abc import Iterator

from shared.core.decider import Answer, Command, ContentDiffers, Duplicate, Recorded, Refused
from shared.core.draft import TOO_LARGE, WHOLE_REFUSED
from shared.core.envelope import Fact, position_of
from shared.core.index import hash64
from shared.core.log import Commit
from shared.core.pen import Pen
from tests.unit.core.ledger import CAMPAIGN, Ledger, Treasurer, command_of
from tests.unit.core.simulation import Attempt, Day
from tests.unit.core.unreliable_log import UnreliableLog


def own_commits(log: UnreliableLog) -> list[Commit]:
    """The commits that the pens wrote, as they lie in the log."""
    return [one for one in log.commits if (one.campaign, one.owner) == (CAMPAIGN, "tracking")]


def own_facts(log: UnreliableLog) -> dict[int, Fact]:
    """Every fact of the pens, decoded, by its position."""
    return {
        position_of(commit.number, place): fact
        for commit in own_commits(log)
        for place, fact in enumerate(commit.facts())
    }


def check(day: Day) -> None:
    """Assert all that must hold at the end of a day."""
    facts = own_facts(day.log)
    check_log(facts)
    for commit in own_commits(day.log):
        assert len(commit.facts()) <= day.most, f"Commit {commit.number} is too large."
    for attempt in day.attempts:
        for command, answer in _answered(attempt):
            check_answer(facts, command, answer, stored_then=attempt.stored_then)
        if attempt.whole:
            check_whole(facts, attempt)
    check_written_only_if_not_refused(facts, day.attempts)
    check_nothing_is_sent_for_who_left(day)
    check_refusals(day)
    for writer in day.writers:
        check_memory(writer.pen, day.log)


def check_log(facts: dict[int, Fact]) -> None:
    """No id twice, no time that goes back, and each fact allowed by those before it."""
    state, treasurer = Ledger(), Treasurer()
    seen: set[tuple[str, str]] = set()
    recorded_at = ""
    for position, fact in facts.items():
        again = command_of(fact.data, identity=fact.id)
        assert (fact.source, fact.id) not in seen, f"{fact.id} stands in the log twice, again at {position}."
        assert fact.recordedat >= recorded_at, f"The time of recording goes back at {position}."
        assert again.contentmac == fact.contentmac, f"The fact at {position} is not the content that was sent."
        assert treasurer.decide(state, again) is None, f"The fact at {position} was not allowed there."
        treasurer.evolve(state, fact, position)
        seen.add((fact.source, fact.id))
        recorded_at = fact.recordedat


def check_answer(facts: dict[int, Fact], command: Command, answer: Answer, *, stored_then: int) -> None:
    """A position that a caller was told was on disk by then, and holds what the answer says."""
    if isinstance(answer, Refused):
        return
    fact = facts.get(answer.position)
    assert fact is not None, f"{answer} for {command.id}, but nothing stands there."
    assert answer.position // 1_000 <= stored_then, f"{answer} for {command.id} before it was on disk."
    assert (fact.source, fact.id) == (command.source, command.id), f"{answer} for {command.id} names {fact.id}."
    mine, same = fact.nonce == command.nonce, fact.contentmac == command.contentmac
    expected = {Recorded: (True, True), Duplicate: (False, True), ContentDiffers: (False, False)}[type(answer)]
    assert (mine, same) == expected, f"{answer} for {command.id} is not what stands there."


def check_written_only_if_not_refused(facts: dict[int, Fact], attempts: list[Attempt]) -> None:
    """A fact was written by an attempt whose caller was told so, or was told nothing."""
    told = {command.nonce: answer for attempt in attempts for command, answer in _answered(attempt)}
    for position, fact in facts.items():
        answer = told.get(fact.nonce, Recorded(position))
        assert answer == Recorded(position), f"{fact.id} stands at {position}, but its caller was told {answer}."


def check_nothing_is_sent_for_who_left(day: Day) -> None:
    """What an attempt wrote after its caller was given up, or gave up, was on its way to the log by then."""
    left = {command.nonce: attempt.left_at for attempt in day.attempts for command in attempt.commands}
    for commit in own_commits(day.log):
        for fact in commit.facts():
            left_at = left[fact.nonce]
            assert left_at is None or day.log.sent[commit.id] <= left_at, f"{fact.id} was sent for nobody."


def check_whole(facts: dict[int, Fact], attempt: Attempt) -> None:
    """A group stands in one commit, or what is new of it does not stand there at all."""
    nonces = {command.nonce for command in attempt.commands}
    written = {position // 1_000 for position, fact in facts.items() if fact.nonce in nonces}
    assert len(written) <= 1, f"A group was torn apart into commits {written}."
    if written:
        up_to_here = {fact.contentmac for position, fact in facts.items() if position // 1_000 <= max(written)}
        missing = [command.id for command in attempt.commands if command.contentmac not in up_to_here]
        assert not missing, f"Only a part of a group was recorded, without {missing}."
    answers = attempt.answers or []
    refused = [answer for answer in answers if isinstance(answer, Refused | ContentDiffers)]
    assert not (refused and written), "A group was recorded although one of it was refused."


def check_refusals(day: Day) -> None:
    """Each refusal was true of the log at some moment after what its pen had to know, and before the answer."""
    alone = [attempt for attempt in day.attempts if not attempt.whole]
    baseless = [
        (command, answer, attempt)
        for attempt in alone
        for command, answer in _answered(attempt)
        if isinstance(answer, Refused)
    ]
    treasurer = Treasurer()
    for begin, end, state in _moments(day.log):
        baseless = [
            (command, answer, attempt)
            for command, answer, attempt in baseless
            if begin > attempt.stored_then or end <= attempt.known_then or treasurer.decide(state, command) != answer
        ]
    assert not baseless, f"These refusals rest on nothing that was recorded: {[one[:2] for one in baseless]}"
    odd = [answer for attempt in alone for _, answer in _answered(attempt) if answer in (WHOLE_REFUSED, TOO_LARGE)]
    assert not odd, f"Only a group is answered so: {odd}"


def check_memory(pen: Pen[Ledger], log: UnreliableLog) -> None:
    """What a pen remembers is what a new one reads from the log, and nothing else."""
    state, treasurer = Ledger(), Treasurer()
    commits = [commit for commit in own_commits(log) if commit.number <= pen.last]
    keys = 0
    for ordinal, commit in enumerate(commits):
        for place, fact in enumerate(commit.facts()):
            ref = ordinal * 1_000 + place
            treasurer.evolve(state, fact, ref)
            keys += 1
            known = ref << 64 | hash64(fact.contentmac)
            assert pen._seen.get(hash64(fact.source, fact.id)) == known, f"{fact.id} is remembered otherwise."
            assert pen.position(ref) == position_of(commit.number, place), f"{fact.id} stands elsewhere."
    assert pen.state.content() == state.content(), "The pen's state is not what the log says."
    assert len(pen._seen) == keys, "The pen remembers more than the log holds."
    assert pen.state.journal.mark() == 0, "The journal was not settled."


def _moments(log: UnreliableLog) -> Iterator[tuple[int, int, Ledger]]:
    """Every state from before the first fact on, with the commit that made it and the commit that ended it."""
    state, treasurer = Ledger(), Treasurer()
    begin = 0
    for position, fact in own_facts(log).items():
        yield begin, position // 1_000, state
        treasurer.evolve(state, fact, position)
        begin = position // 1_000
    yield begin, len(log.commits) + 1, state


def _answered(attempt: Attempt) -> Iterator[tuple[Command, Answer]]:
    if attempt.answers is not None:
        yield from zip(attempt.commands, attempt.answers, strict=True)
