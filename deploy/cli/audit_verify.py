"""`thidua audit verify`: an installation, or a bundle with no server, held against what was signed.

What folds the log is imported when it is called, so that no other command pays for it.
"""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import msgspec
import typer

from deploy.cli.audit_verdicts import VERDICTS, judged, tell_verdicts
from deploy.cli.options import Where
from deploy.cli.terminal import Failed, notice, progress, say, table, told
from deploy.local.installation import Installation
from shared.core.errors import LogDamaged

if TYPE_CHECKING:
    from deploy.local.verifying_live import Verified
    from services.audit.domain.verification import Proven
    from services.awards.domain.honesty import Judged

BUNDLE = typer.Option("--bundle", metavar="FILE", help="An exported bundle instead of an installation; no server runs.")
KEY = typer.Option("--key", metavar="VKEY", help="A public key that you have from elsewhere; again for a witness's.")
AS_JSON = typer.Option("--json", help="One JSON object.")


def verify(
    where: Where,
    *,
    bundle: Annotated[Path | None, BUNDLE] = None,
    key: Annotated[list[str] | None, KEY] = None,
    verdicts: Annotated[bool, VERDICTS] = False,
    as_json: Annotated[bool, AS_JSON] = False,
) -> None:
    """Make every hash of the log anew and check it against the signed checkpoints, and all else against the log.

    Exit 0 with what was checked; exit 1 with the first thing that is wrong, by position, tile or section.
    """
    from services.audit.domain.findings import Wrong  # noqa: PLC0415

    keys = tuple(key or ())
    try:
        if bundle is None:
            verified = asyncio.run(_verified_log(Installation(where.data), keys))
            found = judged(where, None) if verdicts else None
            _tell_live(verified, where, found, as_json=as_json)
        else:
            proven = _verified_file(bundle, keys)
            found = judged(where, bundle) if verdicts else None
            _tell(proven, str(bundle), {}, found, as_json=as_json)
    except Wrong as wrong:
        _fail(wrong.place, wrong.vi, wrong.en, as_json=as_json)
    except LogDamaged as damage:
        _fail("log", f"{LogDamaged.vi} {damage}", str(damage), as_json=as_json)


def _verified_file(bundle: Path, keys: tuple[str, ...]) -> "Proven":
    from deploy.local.verifying import size_of, verify_file  # noqa: PLC0415

    with progress("verify", size_of(bundle)) as advance:
        return verify_file(bundle, keys=keys, advance=advance)


async def _verified_log(installation: Installation, keys: tuple[str, ...]) -> "Verified":
    from deploy.local.reading_log import reading_log  # noqa: PLC0415
    from deploy.local.verifying_live import verify_live  # noqa: PLC0415

    async with reading_log(installation) as log:
        with progress("verify", None) as advance:
            return await verify_live(log, installation, keys=keys, advance=advance)


def _tell_live(verified: "Verified", where: Where, found: "Judged | None", *, as_json: bool) -> None:
    differing = ", ".join(one.service for one in verified.read_models if not one.equal)
    if differing:
        _fail(
            f"read models of {differing}",
            f"Nhật ký nguyên vẹn, nhưng bảng đọc của {differing} khác với nhật ký: hãy chạy `thidua rebuild`.",
            f"The log is whole, but the read models of {differing} differ from it: run `thidua rebuild`.",
            as_json=as_json,
        )
    more = {one.service: told("bảng đọc khớp với nhật ký", "read model equals the log") for one in verified.read_models}
    if verified.uncovered:
        count = f"{verified.uncovered:,}"
        more["uncovered"] = told(f"{count} sự kiện mới nhất chưa ký", f"the newest {count} facts are not signed yet")
    _tell(verified.proven, str(where.data), more, found, as_json=as_json)


def _tell(proven: "Proven", what: str, more: dict[str, str], found: "Judged | None", *, as_json: bool) -> None:
    """First that all is well, in one sentence, then what was checked, one thing a row; at last the verdicts."""
    if as_json:
        ok = found is None or not found.differences
        answer = {"ok": ok, "checked": what, **msgspec.to_builtins(proven), "more": more}
        say(msgspec.json.encode(answer if found is None else answer | {"verdicts": found}).decode())
        if not ok:
            raise typer.Exit(1)
        return
    notice(
        f"Nguyên vẹn: {proven.facts:,} sự kiện đúng như đã được ký.",
        f"Whole: {proven.facts:,} facts are just what was signed.",
    )
    rows = {
        "checked": what,
        "log": proven.origin,
        "facts": f"{proven.facts}",
        "positions": f"{proven.begins} - {proven.ends}",
        "checkpoints": f"{proven.checkpoints}",
        "newest": told(f"bao gồm {proven.size} sự kiện", f"over {proven.size} facts"),
        "root": proven.root,
        "signed by": ", ".join(proven.signers),
        **more,
    }
    table(("what", "found"), list(rows.items()))
    if not proven.keys_given:
        notice(
            "Khóa công khai của nhật ký lấy từ chính nơi được kiểm tra: chỉ chứng minh rằng mọi thứ khớp với nhau. "
            "Hãy thêm --key với khóa của nhật ký mà bạn nhận được từ nơi khác.",
            "The log's public key came with what was checked: this shows that all of it agrees, not whose it is. "
            "Give --key with the log's key that you have from elsewhere.",
        )
    if found is not None:
        tell_verdicts(found)


def _fail(place: str, vi: str, en: str, *, as_json: bool) -> NoReturn:
    if as_json:
        say(msgspec.json.encode({"ok": False, "place": place, "vi": vi, "en": en}).decode())
    raise Failed(vi, en)
