"""What the tests run of our code, line by line and branch by branch, by SlipCover. It knows no test.

It rewrites a module as that is imported and takes itself out of a line once the line has run, so it costs little.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import slipcover

ROOT: Final = Path(__file__).parent.parent
MEASURED: Final = ("services", "shared", "deploy")
NEVER_RUN: Final = r"assert_never\("
# So often a line runs before all that ran are let go, for which every function of ours is looked through: done after
# every 50, that was a tenth of the time of tests that serve pages.
LET_GO: Final = 2_000


def measuring(folder: Path, *, of_all: bool) -> Callable[[], None]:
    """Watch what is imported from now on; whoever calls what is returned has this process's share written there.

    A share is of all that there is, or only of what was imported: one of all is enough: to read the rest takes long.
    """
    sources = [str(ROOT / name) for name in MEASURED]
    seen = slipcover.Slipcover(
        branch=True, source=sources if of_all else None, exclude_also=[NEVER_RUN], d_miss_threshold=LET_GO
    )
    slipcover.ImportManager(seen, slipcover.FileMatcher(sources=sources)).__enter__()

    def write() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{os.getpid()}.json").write_text(json.dumps(seen.get_coverage()), encoding="utf-8")

    return write
