"""The evidence of an activity or a household as reads tell it: what facts name, and whether it came. It knows no HTTP.

Whoever may read the thing may read this; the files themselves are asked for at the door for files.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlmodel import Session

from services.tracking.tables.evidence import Attached, attached_for, attached_of_unit
from services.tracking.tables.rows import Activity, Household

Told: TypeAlias = dict[str, object]
Papers: TypeAlias = Iterable[Mapping[str, Any]]


def of_activity(session: Session, activity: Activity, papers: Papers) -> list[Told]:
    """The files that an activity names, as corrected."""
    named = list(papers)
    hashes = [paper["sha256"] for paper in named]
    came = attached_of_unit(session, activity.campaign, activity.unit_id, hashes)
    return [_told(paper, came.get(paper["sha256"])) for paper in named]


def of_household(session: Session, household: Household, history: Sequence[Mapping[str, Any]]) -> list[Told]:
    """The files that facts of a household and its house name, and those that came for it and that no fact names."""
    came = {one.sha256: one for one in attached_for(session, household.campaign, "HOUSEHOLD", household.household_id)}
    named: dict[str, Told] = {}
    for entry in history:
        for paper in entry["data"].get("evidence", ()):
            told = _told(paper, came.get(paper["sha256"]))
            named.setdefault(paper["sha256"], told | {"of": entry["type"]})
    return [*named.values(), *(_told({"sha256": one.sha256}, one) for one in came.values() if one.sha256 not in named)]


def _told(paper: Mapping[str, Any], file: Attached | None) -> Told:
    if file is None:
        return {**paper, "arrived": False}
    kept = {"size": file.size, "media_type": file.media_type, "position": file.position}
    return {**paper, "arrived": True, **kept}
