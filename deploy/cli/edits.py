"""Edited rows: what is recorded already is compared with what the file says now, and corrected with a reason.

Only activities and reports have corrections. It compares with what stands at the installation, not with a memory of its
own, so it does not matter who sent the earlier file, and from where. It never changes anything without a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

import msgspec

from deploy.cli.remote import Problem, Remote, Result
from deploy.cli.terminal import told
from shared.core.events import (
    ActivityChanges,
    ActivityCorrected,
    ActivityRecorded,
    Evidence,
    ReportCorrected,
    ReportSubmitted,
)
from shared.core.forms import normal_form

# Refusals that say: a thing of this name stands already, with other content.
_STANDS: Final = frozenset({"content_differs", "activity_id_used", "report_id_used"})
_DIGITS: Final = 32


@dataclass(frozen=True, slots=True)
class Edit:
    """A row compared with what stands: what differs, if anything, and the correction ready to be sent."""

    differing: tuple[str, ...]
    body: bytes


@dataclass(slots=True)
class Edits:
    """Compares rows with what stands, at `remote`. With no `reason` it finds edits, and records none."""

    remote: Remote
    reason: str = ""
    _after: int = 0
    _reports: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = field(default_factory=dict)

    def settled(self, bodies: Sequence[bytes], results: Sequence[Result]) -> list[Result]:
        """The results of events, in order, with those of edited rows as they are once they are corrected, or not.

        What the door calls a duplicate may have been corrected since; that costs a look at each, so it is taken only
        where a reason was given. Raises Failed.
        """
        self._after = max([self._after, *(result.position for result in results)])
        self._reports.clear()
        edits = [self._edit_of(body, result) for body, result in zip(bodies, results, strict=True)]
        differing = [edit for edit in edits if edit is not None and edit.differing]
        stated = self.remote.post("tracking", [edit.body for edit in differing]) if self.reason and differing else []
        corrections = dict(zip(map(id, differing), stated, strict=False))
        return [
            result if edit is None else _result_of(edit, result, corrections.get(id(edit)))
            for edit, result in zip(edits, results, strict=True)
        ]

    def _edit_of(self, body: bytes, result: Result) -> Edit | None:
        """How a row that was not recorded anew compares with what stands; None where there is nothing to compare."""
        known = result.problem.code in _STANDS or (result.status == "duplicate" and self.reason != "")
        event = msgspec.json.decode(normal_form(body)) if known else {}
        match event.get("type"):
            case ActivityRecorded.wire:
                return self._activity(event)
            case ReportSubmitted.wire:
                return self._report(event)
            case _:
                return None

    def _activity(self, event: dict[str, Any]) -> Edit | None:
        said = event["data"]
        path = f"/tracking/campaigns/{_quoted(event['campaign'])}/activities/{_quoted(said['activity_id'])}"
        stands = self.remote.look_up(path, after=self._after)
        if stands is None or stands["unit_id"] != said["unit_id"]:
            return None
        now, then = _changeable(said), _changeable(stands)
        changes = {name: said[name] for name in ActivityChanges.__struct_fields__ if name in said}
        changes = {name: value for name, value in changes.items() if getattr(now, name) != getattr(then, name)}
        last = stands["history"][-1]["position"]
        data = {"activity_id": said["activity_id"], "changes": changes, "reason": self.reason}
        return self._edit(event, ActivityCorrected.wire, data, differing=changes, last=last)

    def _report(self, event: dict[str, Any]) -> Edit | None:
        said = event["data"]
        stands = self._reports_of(event["campaign"], said["unit_id"]).get(said["report_id"])
        if stands is None or stands["period"] != said["period"]:
            return None
        changes = {name: value for name, value in said["figures"].items() if stands["figures"].get(name) != value}
        data = {"report_id": said["report_id"], "figures": said["figures"], "reason": self.reason}
        return self._edit(event, ReportCorrected.wire, data, differing=changes, last=stands["corrected"])

    def _reports_of(self, campaign: str, unit_id: str) -> dict[str, Mapping[str, Any]]:
        key = campaign, unit_id
        if key not in self._reports:
            path = f"/tracking/campaigns/{_quoted(campaign)}/units/{_quoted(unit_id)}"
            unit = self.remote.look_up(path, after=self._after) or {"reports": []}
            self._reports[key] = {report["report_id"]: report for report in unit["reports"]}
        return self._reports[key]

    def _edit(
        self, event: dict[str, Any], wire: str, data: dict[str, object], *, differing: Mapping[str, object], last: int
    ) -> Edit:
        """The correction of what stands after `last`: two who send it at once state the same."""
        digest = sha256(msgspec.json.encode((wire, data, last), order="deterministic")).hexdigest()
        short = wire.split(".", 2)[2].removesuffix(".v1")
        correction = {**event, "id": f"{short}/{digest[:_DIGITS]}", "type": wire, "data": data}
        return Edit(tuple(sorted(differing)), msgspec.json.encode(correction))


def _result_of(edit: Edit, result: Result, correction: Result | None) -> Result:
    if not edit.differing:
        return Result(result.id, "duplicate", result.position)  # it stands as the row says, by a correction
    if correction is not None:
        return correction if correction.status == "rejected" else Result(result.id, "corrected", correction.position)
    differing = ", ".join(edit.differing)
    detail = told(
        f"Dòng này đã ghi với nội dung khác ({differing}). Nếu là sửa, hãy gửi lại với --reason.",
        f"This row stands recorded with other content ({differing}). If it was edited, send it with --reason.",
    )
    return Result(result.id, "rejected", problem=Problem(409, "edited_without_reason", detail=detail))


def _changeable(data: Mapping[str, Any]) -> ActivityChanges:
    """What of an activity a correction can set, in one form whoever wrote it down.

    A read may say more of a file than the fact that names it, such as whether it came.
    """
    stated = {name: data[name] for name in ActivityChanges.__struct_fields__ if name in data}
    if "evidence" in stated:
        files = stated["evidence"]
        stated["evidence"] = [{name: one[name] for name in Evidence.__struct_fields__ if name in one} for one in files]
    return msgspec.convert(stated, ActivityChanges)


def _quoted(part: str) -> str:
    return quote(str(part), safe="")
