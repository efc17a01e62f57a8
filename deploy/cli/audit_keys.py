"""`thidua audit rotate-key` and `accept-restored`: what only a person may decide about the key that signs."""

from typing import Annotated

import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, notice, say
from deploy.local.installation import Installation

BASIS = typer.Option("--basis", metavar="TEXT", help="Why, and who decided; it stays for ever, so no names.")


def rotate_key(where: Where, *, basis: Annotated[str, BASIS] = "") -> None:
    """Sign checkpoints with a new key from now on; the old one hands over in a signed note, then it is destroyed.

    Prints the new public key. Works on DATA whether `up` runs or not. Checkpoints that the old key signed stay good.
    """
    from deploy.local import signing_keys  # noqa: PLC0415 - no other command pays for it

    key = signing_keys.rotate(_audited(where), basis=basis)
    notice(
        "Từ nay mốc kiểm tra được ký bằng khóa mới. Hãy công bố khóa này, và khởi động lại nhân chứng với cả hai khóa:",
        "Checkpoints are signed with a new key from now on. Publish it, and start the witness again with both keys:",
    )
    say(key)


def accept_restored(where: Where, *, basis: Annotated[str, BASIS]) -> None:
    """Go on after an older copy was restored, or the key was lost: under a new name and key, from the log as it is.

    What was signed before is set aside and kept, and stays provable; nothing new is signed under the old name, so no
    two checkpoints of one log ever disagree. Prints the new public key. Works on DATA whether `up` runs or not.
    """
    if not basis.strip():
        raise Failed("Cần nêu lý do bằng --basis.", "Say why, with --basis.")
    from deploy.local import signing_keys  # noqa: PLC0415 - no other command pays for it

    key, aside = signing_keys.accept_restored(_audited(where), basis=basis)
    notice(
        f"Những gì đã ký trước đây được giữ ở {aside}. Hãy công bố tên và khóa mới, và báo cho nhân chứng:",
        f"What was signed before is kept in {aside}. Publish the new name and key, and tell the witness:",
    )
    say(key)


def _audited(where: Where) -> Installation:
    if not Installation(where.data).audit.exists():
        raise Failed(
            f"{where.data} chưa có gì được ký: hãy chạy `thidua up` một lần, hoặc chọn --data khác.",
            f"Nothing was ever signed in {where.data}: run `thidua up` once, or choose another --data.",
        )
    return Installation(where.data)
