"""`thidua notify template`: the words of notices listed, printed, checked, changed and taken back.

A template as a file is its subject, an empty line, and its body; `show` prints what `check` and `put` read.
"""

import sys
from pathlib import Path
from typing import Annotated, Final, get_args
from urllib.parse import quote

import msgspec
import typer

from deploy.cli.options import Where, command, group
from deploy.cli.remote import Remote, decoded
from deploy.cli.rules import AS_OF
from deploy.cli.terminal import Failed, language, notice, say, table, told
from services.notify.domain.checking import judged
from services.notify.domain.sample_stories import samples_of
from services.notify.domain.shelf import slot_in
from services.notify.domain.templates import Slot, Template
from services.notify.domain.topics import TOPICS
from services.notify.domain.wording import wording
from shared.core.problems import Fault
from shared.core.values import Language, Medium

NAME: Final = typer.Argument(metavar="TOPIC:LANGUAGE:MEDIUM", help="As `thidua notify template list` prints it.")
FILE: Final = typer.Argument(metavar="FILE", help="Its subject, an empty line, its body; - for standard input.")
REASON: Final = typer.Option("--reason", help="Why; it stands in the log.")
_PARTS: Final = {"/subject": ("tiêu đề", "subject"), "/body": ("nội dung", "body")}


class _Listed(msgspec.Struct, frozen=True):
    """A template as notify lists it, as far as it is told here."""

    template_id: str
    called: str
    version: str
    ships: bool
    position: int
    changed_by: str = ""
    at: str = ""


class _List(msgspec.Struct, frozen=True):
    templates: list[_Listed]


class _Shown(msgspec.Struct, frozen=True):
    """One of them in full, as far as it is told here."""

    subject: str
    body: str
    version: str
    ships: bool


class _Preview(msgspec.Struct, frozen=True):
    """A notice as it would read; `position` is that of the fact, 0 of one that is made up."""

    position: int
    title: str
    sentences: tuple[str, ...]


class _Previews(msgspec.Struct, frozen=True):
    previews: list[_Preview]


class _Tried(msgspec.Struct, frozen=True):
    version: str


class _Recorded(msgspec.Struct, frozen=True):
    template_id: str
    version: str
    position: int


def add_to(notices: typer.Typer) -> None:
    """Add the group to `thidua notify`."""
    templates = group(notices, "template", "The words of notices: list, print, check, change, take back.")
    command(templates, "list")(list_all)
    command(templates, "show")(show)
    command(templates, "check")(check)
    command(templates, "try")(try_out)
    command(templates, "put")(put)
    command(templates, "restore")(restore)


def list_all(
    where: Where,
    *,
    changed: Annotated[bool, typer.Option("--changed", help="Only those that do not read as they ship.")] = False,
    as_of: Annotated[str, AS_OF] = "",
) -> None:
    """Print each template: its name, topic, version, whether it reads as it ships, since which fact, who and when."""
    remote = Remote(where)
    try:
        found = decoded(remote.read("/notify/templates", as_of=as_of), _List).templates
    finally:
        remote.close()
    ships, ours = told("bản gốc", "ships"), told("đã sửa", "changed")
    table(
        ("name", "topic", "version", "words", "fact", "by", "at"),
        [
            (
                one.template_id,
                one.called,
                one.version,
                ships if one.ships else ours,
                one.position or "",
                one.changed_by,
                one.at,
            )
            for one in found
            if not (changed and one.ships)
        ],
    )


def show(where: Where, name: Annotated[str, NAME], *, as_of: Annotated[str, AS_OF] = "") -> None:
    """Print one as a file: change it, then `check` and `put` it."""
    slot, remote = _slot(name), Remote(where)
    try:
        found = decoded(remote.read(_path(slot), as_of=as_of), _Shown)
    finally:
        remote.close()
    say(f"{found.subject}\n\n{found.body}")
    vi, en = ("bản gốc", "as it ships") if found.ships else ("đã sửa", "changed")
    notice(f"{slot.name}: phiên bản {found.version}, {vi}.", f"{slot.name}: version {found.version}, {en}.")


def check(where: Where, name: Annotated[str, NAME], file: Annotated[Path, FILE]) -> None:
    """Say what is wrong and on which line, exit 1 then; else print notices in these words. Nothing is recorded.

    With a token of an administrator they tell of the latest facts, without one of facts that are made up.
    """
    slot = _slot(name)
    template = _sound(slot, file)
    for one in _previews(where, slot, template):
        about = told("sự việc", "fact")
        say(f"{about} {one.position}" if one.position else told("sự việc giả định", "a fact that is made up"))
        say("\n".join((f"  {one.title}", *(f"    {sentence}" for sentence in one.sentences))))
    notice(f"{slot.name}: không có lỗi. Chưa có gì được ghi.", f"{slot.name}: nothing is wrong. Nothing was recorded.")


def try_out(
    where: Where,
    name: Annotated[str, NAME],
    file: Annotated[Path, FILE],
    *,
    to: Annotated[str, typer.Option("--to", metavar="ADDRESS", help="Your own; it is kept nowhere.")],
) -> None:
    """Send yourself one letter in these words, marked as tried out, as admin. Nothing is recorded."""
    slot = _slot(name)
    template = _sound(slot, file)
    remote = Remote(where)
    try:
        body = {"subject": template.subject, "body": template.body, "address": to}
        made = decoded(remote.state(f"{_path(slot)}/try", body), _Tried)
    finally:
        remote.close()
    said = told("máy chủ thư đã nhận thư thử", "the mail server took the letter")
    say(f"{slot.name}\t{made.version}\t{said}")


def put(
    where: Where, name: Annotated[str, NAME], file: Annotated[Path, FILE], *, reason: Annotated[str, REASON]
) -> None:
    """Have notices told in these words from here on, as admin: once, however often it is sent."""
    slot = _slot(name)
    template = _sound(slot, file)
    _state(where, _path(slot), {"subject": template.subject, "body": template.body, "reason": _why(reason)})


def restore(where: Where, name: Annotated[str, NAME], *, reason: Annotated[str, REASON]) -> None:
    """Have notices told in the words that ship again, as admin: once, however often it is asked for."""
    _state(where, f"{_path(_slot(name))}/restore", {"reason": _why(reason)})


def _state(where: Where, path: str, body: dict[str, str]) -> None:
    remote = Remote(where)
    try:
        made = decoded(remote.state(path, body), _Recorded)
    finally:
        remote.close()
    say(f"{made.template_id}\t{made.version}\t{made.position}")


def _previews(where: Where, slot: Slot, template: Template) -> list[_Preview]:
    if not where.token:
        sample = next(samples_of(slot.topic))
        words = wording(sample.story, slot.language, template)
        return [_Preview(0, words.title, words.sentences)]
    remote = Remote(where)
    try:
        body = {"subject": template.subject, "body": template.body}
        return decoded(remote.state(f"{_path(slot)}/preview", body), _Previews).previews
    finally:
        remote.close()


def _slot(name: str) -> Slot:
    """What a name says. Raises Failed."""
    topic, spoken, medium = (*name.split(":"), "", "", "")[:3]
    slot = slot_in(topic, spoken, medium) if name.count(":") == 2 else None
    if slot is not None:
        return slot
    names = ((topic, TOPICS), (spoken, get_args(Language)), (medium, get_args(Medium)))
    known = next((choices for said, choices in names if said not in choices), ())
    one_of = ", ".join(known)
    raise Failed(
        f"Không có mẫu {name}: hãy viết như candidate.flagged:vi:LETTER; ở chỗ sai có thể là: {one_of}.",
        f"There is no template {name}: write it as candidate.flagged:vi:LETTER; where it is wrong it may be: {one_of}.",
    )


def _path(slot: Slot) -> str:
    return f"/notify/templates/{quote(slot.topic, safe='')}/{slot.language}/{slot.medium}"


def _sound(slot: Slot, file: Path) -> Template:
    """What a file says, if that may be published. Raises Failed."""
    subject, body = _read(file)
    template, faults = judged(slot.topic, subject, body)
    for fault in faults:
        say(f"{file}: {_said(fault)}")
    if faults:
        raise Failed(
            f"{len(faults)} lỗi trong mẫu {slot.name}: hãy sửa rồi kiểm tra lại. Chưa có gì được ghi.",
            f"{len(faults)} mistakes in the template {slot.name}: correct them and check again. Nothing was recorded.",
        )
    return template


def _read(file: Path) -> tuple[str, str]:
    """Subject and body of a file. Raises Failed."""
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise Failed(f"{file} không phải văn bản UTF-8.", f"{file} is no UTF-8 text.") from None
    except OSError as error:
        raise Failed(f"Không đọc được {file}: {error.strerror}.", f"{file} cannot be read: {error.strerror}.") from None
    subject, gap, body = text.replace("\r\n", "\n").partition("\n\n")
    if not gap or "\n" in subject.strip("\n"):
        raise Failed(
            f"{file}: dòng đầu là tiêu đề, rồi một dòng trống, rồi nội dung.",
            f"{file}: the first line is the subject, then comes an empty line, then the body.",
        )
    return subject.strip("\n"), body


def _said(fault: Fault) -> str:
    """A mistake with the part that it is in; lines are counted within it."""
    part = told(*_PARTS.get(fault.pointer, (fault.pointer, fault.pointer)))
    return f"{part}: {fault.vi if language() == 'vi' else fault.en}"


def _why(reason: str) -> str:
    """A reason. Raises Failed."""
    if not reason.strip():
        raise Failed("Hãy ghi lý do: --reason '…'.", "Say why: --reason '…'.")
    return reason.strip()
