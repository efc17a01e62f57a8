"""Attachments sent to the installation before the facts that name them; `thidua pull` does so by itself."""

from collections.abc import Callable
from typing import Any, Final

from deploy.cli.remote import Remote
from deploy.phone.evidence import Attached, Keeper
from deploy.phone.submissions import CannotTake
from shared.core.values import CampaignId

# Facts of these begin with a household's id, and what belongs to a household is sealed under its key.
_OF_HOUSEHOLDS: Final = ("house.", "household.")


class SentEvidence:
    """Sends files to one installation, as those of a unit ("": the token's); and has `besides` keep them, if any."""

    def __init__(
        self, remote: Remote, *, campaign: Callable[[], CampaignId], unit_id: str, besides: Keeper | None
    ) -> None:
        self._remote, self._campaign, self._unit_id, self._besides = remote, campaign, unit_id, besides

    def keep(self, attached: Attached) -> None:
        """Have this file at the installation when this returns. Raises CannotTake, Failed, OSError."""
        if self._besides is not None:
            self._besides.keep(attached)
        content = attached.content.read_bytes()
        reason = self._remote.send_file(self._said(attached, len(content)), content)
        if reason:
            raise CannotTake(
                f"Tệp đính kèm {attached.name} không được nhận ({reason}). Hãy thay tệp đó trên máy chủ biểu mẫu, hoặc "
                "chạy với --incomplete để ghi mà không có tệp.",
                f"The attachment {attached.name} was not taken ({reason}). Replace it at the server of forms, or run "
                "with --incomplete to record it without.",
            )

    def _said(self, attached: Attached, size: int) -> dict[str, Any]:
        said: dict[str, Any] = {
            "campaign": self._campaign(),
            "name": attached.name,
            "size": size,
            "sha256": attached.sha256,
        }
        if self._unit_id:
            said["unit_id"] = self._unit_id
        if attached.type.startswith(_OF_HOUSEHOLDS) and attached.thing:
            said |= {"subject_kind": "HOUSEHOLD", "subject_id": attached.thing}
        return said
