"""Where a command reads the log: in the installation, or in an exported bundle with no server at all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from deploy.cli.options import Where
from deploy.cli.terminal import Failed
from deploy.local.installation import Installation

if TYPE_CHECKING:
    from shared.core.log import EventLog

BUNDLE = typer.Option("--bundle", metavar="FILE", help="Read an exported bundle instead of an installation.")


@asynccontextmanager
async def log_of(where: Where, bundle: Path | None) -> "AsyncIterator[EventLog]":
    """The whole log, to read. Raises Failed where a bundle cannot be read or holds but a part of a log.

    What a bundle holds is taken as it is: `verify --bundle` says whether it is what was signed.
    """
    from deploy.local.bundle_log import BundleLog  # noqa: PLC0415
    from deploy.local.reading_log import reading_log  # noqa: PLC0415
    from services.audit.domain.findings import Wrong  # noqa: PLC0415
    from services.audit.domain.unpacking import about_in  # noqa: PLC0415

    if bundle is None:
        async with reading_log(Installation(where.data)) as log:
            yield log
        return
    try:
        with bundle.open("rb") as file:
            first = about_in(file).first
        if first:
            raise Failed(
                f"{bundle} chỉ chứa một phần của nhật ký; cần một gói bắt đầu từ sự kiện đầu tiên.",
                f"{bundle} holds but a part of a log; this needs a bundle that begins with the first fact.",
            )
        yield BundleLog(bundle)
    except Wrong as wrong:
        raise Failed(f"{wrong.place}: {wrong.vi}", str(wrong)) from wrong
    except OSError as error:
        raise Failed(
            f"Không đọc được {bundle} ({error.strerror}): hãy kiểm tra lại đường dẫn.",
            f"{bundle} cannot be read ({error.strerror}): check the path.",
        ) from error
