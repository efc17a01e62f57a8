"""Commands and answers on their way between replicas come out as they went in."""

import msgspec
import pytest

from shared.core.decider import Answer, ContentDiffers, Duplicate, Recorded, Refused, fact_of
from shared.core.envelope import decode_fact
from shared.core.forwarding import (
    asked,
    asked_of_position,
    read_asked,
    read_said,
    said,
    said_trouble,
    said_where,
)
from shared.core.index import hash64
from tests.unit.core.ledger import approved, command_of
from tests.unit.test_wiring import GOLDEN

FACTS = sorted(GOLDEN.glob("*.json"))
COMMAND = msgspec.structs.replace(
    command_of(approved("ho-0001"), identity="approval"), role="unit", unit_id="hctc", causation_id="", traceparent="t"
)


def test_a_command_arrives_as_it_was_asked() -> None:
    question = read_asked(asked("whole", "hoa-binh-450", [COMMAND, COMMAND]))

    assert (question.how, question.campaign) == ("whole", "hoa-binh-450")
    assert question.commands() == [msgspec.structs.replace(COMMAND, correlation_id=COMMAND.id)] * 2


@pytest.mark.parametrize("path", FACTS, ids=lambda path: path.stem)
def test_every_kind_of_fact_is_the_same_whoever_writes_it(path: object) -> None:
    fact = decode_fact(GOLDEN.joinpath(str(path)).read_bytes())
    command = msgspec.structs.replace(
        COMMAND,
        id=fact.id,
        source=fact.source,
        campaign=fact.campaign,
        data=fact.data,
        key=hash64(fact.source, fact.id),
        contentmac=fact.contentmac,
    )

    (arrived,) = read_asked(asked("each", fact.campaign, [command])).commands()

    when = {"recorded_at": fact.recordedat, "registry_at": 7}
    assert (arrived.key, arrived.data) == (command.key, command.data)
    assert fact_of(arrived, **when) == fact_of(command, **when)  # type: ignore[arg-type]


def test_answers_arrive_in_order() -> None:
    answers: list[Answer] = [Recorded(7), Duplicate(8), ContentDiffers(9), Refused("code", "vì", "why", 409)]

    assert read_said(said(answers)).answers() == answers


def test_a_question_for_a_position_and_what_is_in_the_way_arrive() -> None:
    assert read_asked(asked_of_position(12)).position == 12
    assert read_said(said_where(13)).position == 13
    assert read_said(said_trouble("damaged", "why")).why == "why"
