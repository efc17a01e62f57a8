"""A form's submissions pulled from their server into an installation, page by page, each remembered when dealt with.

It prints nothing. What is recorded is never taken back here: what vanished from a form is told.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from deploy.cli.phone_edits import PhoneEdits, still_said
from deploy.cli.sending import Entry, entry_of, sent
from deploy.cli.terminal import told
from deploy.phone import stating
from deploy.phone.evidence import Keeper, taken
from deploy.phone.mapping import Mapping as FormMapping
from deploy.phone.memory import Dealt, Matter, Memory, Said, State
from deploy.phone.submissions import CannotTake, FormServer, Submission
from shared.sheets.statements import Speech

# Servers give a submission its time before others can see it: so far back is looked at again.
OVERLAP: Final = timedelta(minutes=10)

Told = Callable[[Submission, str, Said, str], None]


@dataclass
class Pulled:
    """How many events of a form were recorded, known already and corrected, and which submissions were deleted."""

    recorded: int = 0
    duplicate: int = 0
    corrected: int = 0
    deleted: list[tuple[str, list[Said]]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class How:
    """How to pull: with a keeper of attachments or none, and whether to go on without those that have not arrived."""

    keeper: Keeper | None
    incomplete: bool
    tell: Told
    advance: Callable[[int], None]


@dataclass(slots=True)
class _Held:
    """A submission while it is dealt with."""

    submission: Submission
    matters: list[Matter] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    now: set[Said] = field(default_factory=set)
    waits: bool = False


class Pull:
    """One run. Raises CannotPull, Failed, OSError; whatever was dealt with before that stays so."""

    def __init__(
        self, mapping: FormMapping, server: FormServer, memory: Memory, *, edits: PhoneEdits, speech: Speech, how: How
    ) -> None:
        self._mapping, self._server, self._memory = mapping, server, memory
        self._edits, self._speech, self._how = edits, speech, how
        self._seen, self._versions = 0, memory.versions()
        self.pulled = Pulled()

    def run(self) -> Pulled:
        """Everything that is new, edited, still open, or gone."""
        highest = self._memory.cursor
        for page in self._server.since(_earlier(highest)):
            self._deal([one for one in page if self._versions.get(one.key) != one.version])
            highest = max([highest, *(one.changed_at for one in page)])
            self._seen += len(page)
            self._how.advance(self._seen)
        difference = self._server.difference(self._versions)
        for page in self._server.fetch(difference.changed) if difference.changed else ():
            self._deal(page)
        self._look_again()
        self.pulled.deleted = self._memory.gone(difference.gone)
        self._memory.mark(cursor=highest)
        return self.pulled

    def _look_again(self) -> None:
        """What was refused may be in order by now: a house is finished once its start is recorded."""
        left = self._memory.open_keys()
        while left:
            for page in self._server.fetch(left):
                self._deal(page, again=True)
            before, left = len(left), self._memory.open_keys()
            if len(left) >= before:
                return

    def _deal(self, page: Sequence[Submission], *, again: bool = False) -> None:
        """Record what a page states, then remember it. The order is what makes a killed run harmless."""
        held = [_Held(self._with_first_instance(one)) for one in page]
        rows, whose = list[Entry](), dict[int, tuple[_Held, Said]]()
        for one in held:
            for statement in self._statements(one):
                one.now.add(statement.said)
                whose[len(rows)] = one, statement.said
                if statement.event is None:
                    rows.append(Entry(len(rows), (), None, told(*statement.why)))
                else:
                    rows.append(entry_of(len(rows), statement.event))
        for entry, status, reason in sent(rows, self._edits):
            one, said = whose[entry.number]
            self._count(one, said, status, reason, again=again)
        self._memory.remember([self._dealt(one) for one in held])
        self._versions |= {one.submission.key: one.submission.version for one in held}

    def _count(self, one: _Held, said: Said, status: str, reason: str, *, again: bool) -> None:
        if status == "rejected":
            one.matters.append(Matter(status, reason, *said))
        else:
            one.said.append(said)
        if status != "rejected" and not (again and status == "duplicate"):
            setattr(self.pulled, status, getattr(self.pulled, status) + 1)
        self._how.tell(one.submission, status, said, reason)

    def _statements(self, one: _Held) -> Iterable[stating.Statement]:
        submission = one.submission
        if not stating.is_of(self._mapping, submission):
            return
        for event_id, event in stating.stated(self._mapping, submission):
            bare = stating.event_of(event_id, event, submission, evidence={}, speech=self._speech)
            names = stating.attachments(event, submission)
            evidence, why = self._evidence(submission, names, of=bare.said) if names else ({}, "")
            if why and not self._how.incomplete:
                one.waits = True
                one.matters.append(Matter("waiting", why, event.short))
                self._how.tell(submission, "waiting", (event.short, ""), why)
                continue
            if evidence:
                yield stating.event_of(event_id, event, submission, evidence=evidence, speech=self._speech)
            else:
                yield bare

    def _evidence(self, submission: Submission, names: Sequence[str], *, of: Said) -> tuple[dict[str, str], str]:
        """The hashes of these files, each read once; and why some could not be had, "" if all could."""
        hashed, away, why = dict[str, str](), list[str](), ""
        files = self._server.files(submission)
        for name in dict.fromkeys(names):
            called = stating.arrived(files, name)
            if not called:
                away.append(name)
                continue
            try:
                hashed[name] = taken(name, self._server.file(files[called]), self._how.keeper, of=of)
            except CannotTake as error:
                why = told(error.vi, error.en)
        return hashed, _not_here(away) if away else why

    def _dealt(self, one: _Held) -> Dealt:
        submission, before = one.submission, self._memory.said_by(one.submission.key)
        for said in before if not one.waits else ():
            if not still_said(said, one.now):
                one.matters.append(Matter("stands", _stands(), *said))
                self._how.tell(submission, "stands", said, _stands())
        is_other = not before and not stating.is_of(self._mapping, submission)
        state: State = "open" if one.matters else "other" if is_other else "done"
        return Dealt(
            submission.key,
            submission.instance,
            submission.version,
            state,
            submission.submitted_at,
            one.said,
            one.matters,
        )

    def _with_first_instance(self, submission: Submission) -> Submission:
        return replace(submission, instance=self._memory.instance_of(submission.key) or submission.instance)


def _earlier(moment: str) -> str:
    if not moment:
        return ""
    before = datetime.fromisoformat(moment) - OVERLAP
    return before.isoformat(timespec="seconds").replace("+00:00", "Z")


def _not_here(names: Sequence[str]) -> str:
    files = ", ".join(names)
    return told(
        f"Tệp đính kèm chưa đến máy chủ biểu mẫu ({files}): mở lại ứng dụng trên điện thoại để gửi nốt, hoặc chạy với "
        "--incomplete để ghi mà không có tệp.",
        f"An attachment has not reached the server of forms ({files}): open the app on that phone so that it sends the "
        "rest, or run with --incomplete to record it without.",
    )


def _stands() -> str:
    return told(
        "Biểu mẫu sau khi sửa không còn nói điều này, nhưng điều đã ghi vẫn giữ nguyên. Nếu ghi nhầm, hãy gửi sự kiện "
        "rút lại (activity.withdrawn, household.withdrew), rồi chạy với --settle.",
        "The form was edited and does not say this any more; what is recorded stands. If it was a mistake, withdraw it "
        "(activity.withdrawn, household.withdrew), then run this with --settle.",
    )
