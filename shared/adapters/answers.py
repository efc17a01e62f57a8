"""What a door says: outcomes and refusals as the JSON of the contract, the same behind every door. It knows no wire."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec

from shared.adapters.intake import Taken
from shared.core.decider import Duplicate, Recorded
from shared.core.problems import Problem, problem_body
from shared.core.values import Language

_encode: Final = msgspec.json.Encoder().encode


class Said(NamedTuple):
    """An answer: its status as in HTTP, and its JSON."""

    status: int
    body: bytes


def refusal(problem: Problem, language: Language) -> Said:
    """A request that was refused as a whole."""
    return Said(problem.status, _encode(problem_body(problem, language)))


def outcome(taken: Sequence[Taken], language: Language) -> Said:
    """What became of the event of a request that holds one."""
    answer = taken[0].answer
    if isinstance(answer, Problem):
        return refusal(answer, language)
    is_new = isinstance(answer, Recorded) and answer.position > 0  # 0: it was only tried out
    return Said(201 if is_new else 200, _encode(_result(taken[0], language)))


def outcomes(taken: Sequence[Taken], language: Language) -> Said:
    """What became of each event of a batch."""
    for one in taken:
        if type(one.answer) is Problem and one.is_unavailable:
            return refusal(one.answer, language)  # the whole is sent again, and tells what became of each
    return Said(200, _encode({"results": [_result(one, language) for one in taken]}))


def _result(one: Taken, language: Language) -> dict[str, object]:
    match one.answer:
        case Recorded(position):
            return {"id": one.id, "status": "recorded", "position": position}
        case Duplicate(position):
            return {"id": one.id, "status": "duplicate", "position": position}
        case Problem() as problem:
            return {"id": one.id, "status": "rejected", "problem": problem_body(problem, language)}
