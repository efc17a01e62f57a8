"""Marks on what was handed over: a second hand-over is counted where nobody knows whether the first arrived."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.notify.ports import AnswerLost, Undelivered
from services.notify.senders.marked import MarkedSender
from shared.adapters.marks import Marks
from shared.core.errors import Fate
from tests.integration.test_email import notice
from tests.unit.notify.notifying import Mailbox, run


def sending(folder: Path, *refusals: Undelivered) -> tuple[Callable[[], None], list[str]]:
    """What sends the notice in a new process, and the channels that were counted."""
    mailbox, counted = Mailbox(*refusals), list[str]()

    def send() -> None:
        sender = MarkedSender(mailbox, Marks(folder / "in-hand"), on_perhaps_twice=counted.append)
        run(sender.send(notice(), ["a@example.vn"], name="A"))

    return send, counted


def test_what_was_taken_and_not_recorded_is_counted_when_it_is_handed_over_again(tmp_path: Path) -> None:
    send, counted = sending(tmp_path)
    send()

    send()

    assert counted == ["email"]


def test_what_was_recorded_leaves_no_mark(tmp_path: Path) -> None:
    send, _ = sending(tmp_path)
    send()

    Marks(tmp_path / "in-hand").clear(notice().delivery_id)

    assert list((tmp_path / "in-hand").iterdir()) == []


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [(Undelivered("busy", fate=Fate.LATER), []), (AnswerLost("silent", fate=Fate.LATER), ["email"])],
    ids=str,
)
def test_a_second_attempt_is_counted_only_if_the_answer_to_the_first_was_lost(
    tmp_path: Path, refusal: Undelivered, expected: list[str]
) -> None:
    send, counted = sending(tmp_path, refusal)
    with pytest.raises(type(refusal)):
        send()

    send()

    assert counted == expected
