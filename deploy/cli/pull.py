"""`thidua pull`: submissions of a phone form, from their server through the HTTP door."""

import csv
import io
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, Final
from urllib.parse import urlsplit

import typer

from deploy.cli.definitions import say_mistakes, text_of
from deploy.cli.options import Where, command
from deploy.cli.phone_edits import PhoneEdits
from deploy.cli.pulling import How, Pull, Pulled
from deploy.cli.remote import Rehearsal, Remote
from deploy.cli.send import campaign_named, unit_of
from deploy.cli.sent_evidence import SentEvidence
from deploy.cli.terminal import Failed, notice, progress, table
from deploy.phone.central import Central
from deploy.phone.evidence import Folder
from deploy.phone.kobo import Kobo
from deploy.phone.mapping import Mapping, lost, read_mapping
from deploy.phone.memory import Memory, Said
from deploy.phone.submissions import CannotPull, FormServer, Submission
from shared.adapters.durable_files import held_alone, write_whole
from shared.rules.yaml_text import Page
from shared.sheets.statements import Speech

MAPPING = typer.Argument(metavar="MAPPING", help="Which form, and which question fills which field (YAML).")
ATTACHMENTS = typer.Option("--attachments", metavar="DIR", help="Keep attachments here too, each under its SHA-256.")
INCOMPLETE = typer.Option("--incomplete", help="Record submissions whose attachments have not arrived, without them.")
SETTLE = typer.Option(
    "--settle",
    metavar="ID",
    help="Call what is open of this submission settled, until it is edited again; pull nothing.",
)
DRY_RUN = typer.Option("--dry-run", help="Record and remember nothing: what would become of each submission, and why.")
_COLUMNS: Final = ("submission", "submitted", "status", "type", "what", "why")


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    command(app, "pull")(pull)


def pull(
    where: Where,
    mapping: Annotated[Path, MAPPING],
    *,
    attachments: Annotated[Path | None, ATTACHMENTS] = None,
    incomplete: Annotated[bool, INCOMPLETE] = False,
    settle: Annotated[str, SETTLE] = "",
    dry_run: Annotated[bool, DRY_RUN] = False,
) -> None:
    """Pull what is new or edited at KoboToolbox or ODK Central. Exit 1 if anything is open (see MAPPING.open.csv)."""
    form, page = _mapping(mapping)
    with _remembered(mapping, form, trying=dry_run) as memory:
        if settle:
            _settle(mapping, memory, settle)
            return
        server = _server(form)
        remote = Rehearsal(where) if dry_run else Remote(where)
        rows = list[tuple[object, ...]]()

        def tell(submission: Submission, status: str, said: Said, why: str) -> None:
            if dry_run:
                rows.append((submission.instance, submission.submitted_at, status, *said, why))

        try:
            _check_questions(mapping, form, page, server)
            memory.mark(form=form.form)  # not before: a mistyped address is no form yet
            campaign, unit = campaign_named(where, form.campaign), form.unit or unit_of(where)
            speech = Speech("", campaign, unit, "en")
            folder = Folder(attachments) if attachments else None
            sends = SentEvidence(remote, campaign=campaign, unit_id=unit, besides=folder)
            edits = PhoneEdits(remote, form.reason)
            with progress(mapping.name, server.count()) as advance:
                how = How(None if dry_run else sends, incomplete, tell, advance)
                pulling = Pull(form, server, memory, edits=edits, speech=speech, how=how)
                pulled = pulling.run()
        except CannotPull as error:
            raise Failed(error.vi, error.en) from None
        finally:
            server.close()
            remote.close()
            if not dry_run:
                _write_open(mapping, memory)
        if dry_run:
            table(_COLUMNS, rows)
        _tell(mapping, memory, pulled, trying=dry_run)


def secret(name: str) -> str:
    """A secret from the environment: NAME, or the file that NAME_FILE names; "" if there is none.

    Raises Failed, OSError.
    """
    file = os.environ.get(f"{name}_FILE", "")
    found = Path(file).read_text(encoding="utf-8").strip() if file else os.environ.get(name, "")
    if not (found.isascii() and found.isprintable()):
        raise Failed(
            f"{name} chỉ gồm ký tự ASCII trên một dòng; hãy chép lại nguyên vẹn.",
            f"{name} is one line of plain ASCII, this is not: copy it once more.",
        )
    return found


def _mapping(path: Path) -> tuple[Mapping, Page]:
    found, page = read_mapping(text_of(path))
    if found is None:
        say_mistakes(path, sorted(page.mistakes))
    place = urlsplit(found.server.url)
    if place.scheme == "http" and place.hostname not in ("127.0.0.1", "::1", "localhost"):
        notice(
            f"{path}: url không phải https, nên mã truy cập và bài nộp đi qua mạng không mã hóa.",
            f"{path}: `url` is not https, so the token and the submissions travel unencrypted.",
        )
    return found, page


def _server(form: Mapping) -> FormServer:
    place = form.server
    if place.kind == "odk":
        email, password = secret("THIDUA_ODK_EMAIL"), secret("THIDUA_ODK_PASSWORD")
        if not (email and password):
            raise Failed(
                "Thiếu tài khoản ODK Central: hãy đặt THIDUA_ODK_EMAIL, và THIDUA_ODK_PASSWORD hoặc "
                "THIDUA_ODK_PASSWORD_FILE.",
                "The account at ODK Central is missing: set THIDUA_ODK_EMAIL, and THIDUA_ODK_PASSWORD or "
                "THIDUA_ODK_PASSWORD_FILE.",
            )
        return Central(place.url, place.project, place.form, email=email, password=password)
    token = secret("THIDUA_KOBO_TOKEN")
    if not token:
        raise Failed(
            "Thiếu mã API của KoboToolbox: hãy đặt THIDUA_KOBO_TOKEN hoặc THIDUA_KOBO_TOKEN_FILE.",
            "The API token of KoboToolbox is missing: set THIDUA_KOBO_TOKEN or THIDUA_KOBO_TOKEN_FILE.",
        )
    return Kobo(place.url, place.form, token=token)


def _check_questions(path: Path, form: Mapping, page: Page, server: FormServer) -> None:
    if mistakes := lost(form, page, server.questions()):
        say_mistakes(path, mistakes)


@contextmanager
def _remembered(path: Path, form: Mapping, *, trying: bool) -> Iterator[Memory]:
    """The memory of a mapping, for one run at a time. Raises Failed."""
    file = path.with_name(f"{path.name}.pulled")
    try:
        with nullcontext() if trying else held_alone(path.with_name(f"{path.name}.pulled.lock")):
            memory = Memory.copied(file) if trying else Memory.open(file)
            try:
                if memory.form not in ("", form.form):
                    raise Failed(
                        f"{file} là của biểu mẫu khác ({memory.form}): hãy dùng tên tệp ánh xạ khác cho biểu mẫu này.",
                        f"{file} is another form's ({memory.form}): give the mapping of this form another name.",
                    )
                yield memory
            finally:
                memory.close()
    except BlockingIOError:
        raise Failed(
            f"{path} đang được lấy bởi một lệnh khác: hãy chờ lệnh đó xong.",
            f"{path} is being pulled by another command: wait until it has ended.",
        ) from None
    except sqlite3.Error as error:
        raise Failed(
            f"Không dùng được {file} ({error}). Nếu tệp hỏng, hãy đổi tên nó rồi chạy lại: mọi bài nộp được xem lại từ "
            "đầu, không có gì bị ghi hai lần.",
            f"{file} cannot be used ({error}). If it is broken, rename it and run again: all submissions are looked at "
            "anew, and nothing is recorded twice.",
        ) from None


def _settle(path: Path, memory: Memory, instance: str) -> None:
    if not memory.settle(instance.removeprefix("uuid:")):
        raise Failed(
            f"{path}: bài nộp {instance} không có gì mở.", f"{path}: nothing is open of submission {instance}."
        )
    _write_open(path, memory)
    notice(f"{path}: đã khép lại {instance}.", f"{path}: {instance} is settled.")


def _write_open(path: Path, memory: Memory) -> None:
    """`MAPPING.open.csv`: what is open, one matter a line; it is there only if there is something in it."""
    file, matters = path.with_name(f"{path.name}.open.csv"), memory.open_matters()
    if not matters:
        file.unlink(missing_ok=True)
        return
    text = io.StringIO(newline="")
    csv.writer(text).writerow(_COLUMNS)
    csv.writer(text).writerows((who, at, m.status, m.type, m.thing, m.reason) for who, at, m in matters)
    write_whole(file, text.getvalue().encode("utf-8-sig"))


def _tell(path: Path, memory: Memory, pulled: Pulled, *, trying: bool) -> None:
    for instance, said in pulled.deleted[:20]:
        what = ", ".join(f"{type_} {thing}" for type_, thing in said)
        if what:
            notice(
                f"{path}: bài nộp {instance} đã bị xóa ở máy chủ biểu mẫu; điều đã ghi giữ nguyên ({what}). Nếu ghi "
                "nhầm, hãy gửi sự kiện rút lại.",
                f"{path}: submission {instance} was deleted at the server of forms; what is recorded stands ({what}). "
                "If it was a mistake, withdraw it.",
            )
    matters = [matter.status for _, _, matter in memory.open_matters()]
    counted = (pulled.recorded, pulled.duplicate, pulled.corrected, len(matters), len(pulled.deleted))
    if not trying:
        table(("form", "recorded", "duplicate", "corrected", "open", "deleted"), [(path, *counted)])
    if matters:
        file = path.with_name(f"{path.name}.open.csv")
        raise Failed(
            f"{len(matters)} việc còn mở (bị từ chối, chờ tệp, hay không còn trong biểu mẫu)"
            + ("; chưa ghi gì." if trying else f"; từng việc và lý do ở trong {file}. Lần sau sẽ xem lại."),
            f"{len(matters)} matters are open (rejected, waiting for a file, or not in the form any more)"
            + (
                "; nothing was recorded."
                if trying
                else f"; each stands with its reason in {file}. They are tried again with the next pull."
            ),
        )
    if trying:
        notice("Chưa ghi gì.", "Nothing was recorded.")
