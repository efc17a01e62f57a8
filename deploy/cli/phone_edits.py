"""Edited submissions of phone forms: compared with what stands, and corrected where the fact has a correction.

Activities and reports have one. A step of a house has none (ADR-0024): where it stands as the form says it is known
already, and where it stands otherwise that is refused, naming the fields, and a clerk decides.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from deploy.cli.edits import Edits
from deploy.cli.remote import Problem, Result
from deploy.cli.terminal import told
from deploy.phone.memory import Said
from shared.core.events import CATALOGUE, Data, HouseCompleted, HouseHandedOver, HouseStarted
from shared.core.forms import normal_form

DIFFERS: Final = "content_differs"
NO_CORRECTION: Final = "edited_without_correction"
# Refusals that say: the house took this step already.
_TAKEN: Final = frozenset({DIFFERS, "house_already_started", "house_already_completed", "house_already_handed_over"})
# In the order a house takes them.
_STEPS: Final[tuple[type[Data], ...]] = (HouseStarted, HouseCompleted, HouseHandedOver)
_STEP_WIRES: Final = frozenset(cls.wire for cls in _STEPS)
_PLACES: Final = {cls.short: place for place, cls in enumerate(_STEPS)}


class PhoneEdits(Edits):
    """The same comparison for phones, where nobody is there to be asked for a reason: it stands in the mapping."""

    def settled(self, bodies: Sequence[bytes], results: Sequence[Result]) -> list[Result]:
        """The results of events, in order, as they are once edited ones are corrected. Raises Failed."""
        after = max((result.position for result in results), default=0)
        settled = super().settled(bodies, results)
        return [self._step_taken(body, one, after) for body, one in zip(bodies, settled, strict=True)]

    def _step_taken(self, body: bytes, result: Result, after: int) -> Result:
        if result.status != "rejected" or result.problem.code not in _TAKEN:
            return result
        event = msgspec.json.decode(normal_form(body))
        if event["type"] not in _STEP_WIRES:
            return _uncorrected(event, result, differing=()) if result.problem.code == DIFFERS else result
        stands = self.remote.look_up(_household(event), after=after)
        short = CATALOGUE[event["type"]].short
        history = [] if stands is None else stands["history"]
        taken = next((fact["data"] for fact in reversed(history) if fact["type"] == short), None)
        if taken is None:
            return result
        said = event["data"]
        differing = tuple(sorted(name for name in said.keys() | taken.keys() if said.get(name) != taken.get(name)))
        if not differing:
            return Result(result.id, "duplicate", result.position)
        return _uncorrected(event, result, differing=differing)


def still_said(said: Said, now: Collection[Said]) -> bool:
    """Whether what a submission once stated is in what it states now, or was passed by on the way of a house."""
    type_, thing = said
    if said in now or (type_, "") in now:  # without an id it could not be read, which is told by itself
        return True
    if type_ not in _PLACES:
        return False
    return any(other == thing and _PLACES.get(short, -1) > _PLACES[type_] for short, other in now)


def _uncorrected(event: Mapping[str, Any], result: Result, *, differing: Sequence[str]) -> Result:
    short, fields = CATALOGUE[event["type"]].short, f" ({', '.join(differing)})" if differing else ""
    detail = told(
        f"{short} đã ghi với nội dung khác{fields}. Loại sự kiện này không có đính chính, nên điều đã ghi giữ nguyên. "
        "Hãy đối chiếu: nếu điều đã ghi đúng, sửa lại biểu mẫu cho khớp; nếu sai, báo người kiểm tra xác minh, rồi "
        "chạy lại với --settle.",
        f"{short} stands recorded with other content{fields}. There is no correction of this type, so what is recorded "
        "stands. Compare: if it is right, edit the form back; if it is wrong, tell the verifier, then run this with "
        "--settle.",
    )
    return Result(result.id, "rejected", problem=Problem(409, NO_CORRECTION, detail=detail))


def _household(event: Mapping[str, Any]) -> str:
    campaign, household_id = (quote(str(part), safe="") for part in (event["campaign"], event["data"]["household_id"]))
    return f"/tracking/campaigns/{campaign}/households/{household_id}"
