"""The page on webhooks does what it says, as printed: its mapping, and what a sender does by hand."""

import os
import re
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Final

from shared.adapters.clock import system_clock
from shared.adapters.hook_mapping import HookMapping, read_mapping
from shared.adapters.hooks import Hooks
from shared.adapters.vault import Vault
from tests.integration.door.running_tracking import RunningTracking

PAGE: Final = Path(__file__).parents[3] / "docs" / "how-to" / "webhooks.md"


def _printed(language: str) -> str:
    found = re.search(rf"^   ```{language}\n(.*?)^   ```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    assert found
    return dedent(found[1])


def test_the_example_records_what_it_sends_and_once(tracking: RunningTracking, campaign: str, tmp_path: Path) -> None:
    mapping = _printed("yaml").replace("hoa-binh-450", campaign)
    assert isinstance(read_mapping(mapping), HookMapping)
    vault = Vault.open(tracking.vault)
    hooks = Hooks.open(f"sqlite:///{tracking.tokens}", system_clock, sealing_key=vault.hooks_key)
    key = hooks.create("meetings", "hctc", mapping=mapping)
    hooks.close()
    vault.close()
    (tmp_path / "send.py").write_text(_printed("python"), encoding="utf-8")

    answers = [
        subprocess.run(
            [sys.executable, "send.py"],
            cwd=tmp_path,
            env={**os.environ, "HOOK_KEY": key, "THIDUA_URL": tracking.url},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for _ in range(2)
    ]

    (fact,) = tracking.commits(campaign)[-1].facts()
    assert fact.id == "hook/meetings/msg_hop_7"
    assert ['"recorded"' in answers[0], '"duplicate"' in answers[1]] == [True, True]
