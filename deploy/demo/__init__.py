"""The built-in campaign `hoa-binh-450` and the simulated province that reports on it; knows no service and no door.

The definition is the plan itself. Everything the simulation adds (persons, households, donors, the sample divisions,
who did what on which day) is invented and marked as such; only the totals and the state of 14 May 2025 are real.
"""

from importlib import resources
from typing import Final

CAMPAIGN_FILE: Final = "hoa-binh-450.yaml"


def definition_text() -> str:
    """The built-in campaign's definition, as YAML text."""
    return resources.files(__name__).joinpath(CAMPAIGN_FILE).read_text(encoding="utf-8")
