"""What a Thi Đua installation answers: what became of an event, or why it was not taken (RFC 9457)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON pointer into the event."""

    pointer: str
    message: str


@dataclass(frozen=True)
class Problem:
    """Why something was not taken: `status` as in HTTP, `code` names the rule, `detail` is for people."""

    status: int
    code: str = ""
    title: str = ""
    detail: str = ""
    errors: tuple[FieldError, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What became of one event; `position` is where it stands in the log, `problem` why it was rejected."""

    id: str
    status: Literal["recorded", "duplicate", "rejected"]
    position: int = 0
    problem: Problem | None = None


class Rejected(Exception):
    """The installation understood, and said no: sending the same again changes nothing."""

    def __init__(self, problem: Problem) -> None:
        faults = "; ".join(f"{error.pointer}: {error.message}" for error in problem.errors)
        super().__init__(" ".join(filter(None, (f"{problem.status} {problem.code}:", problem.detail, faults))))
        self.problem = problem


class Unavailable(Exception):
    """No answer in all the time there was: it is not known what became of it. Send exactly the same again later."""


def problem_in(body: Mapping[str, Any], status: int) -> Problem:
    """The problem that a body tells."""
    errors = tuple(FieldError(str(one.get("pointer")), str(one.get("message"))) for one in body.get("errors", ()))
    code, title, detail = (str(body.get(name, "")) for name in ("code", "title", "detail"))
    return Problem(int(body.get("status", status)), code, title, detail, errors)


def answer_in(body: Mapping[str, Any]) -> Answer:
    """What became of one event, as a body tells it."""
    problem = problem_in(body["problem"], 0) if "problem" in body else None
    return Answer(str(body["id"]), body["status"], int(body.get("position", 0)), problem)
