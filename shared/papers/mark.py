"""What a printed paper bears so that it can be found again: position, hash, and the address behind its QR code."""

from datetime import datetime
from io import BytesIO
from typing import Final, NamedTuple

REPORTS_BELOW: Final = "/tracking"  # papers of tracking are asked about below its own name, those of awards below none


class Mark(NamedTuple):
    """Where a paper stands in the register. `recorded_at`: when the newest fact of its own was recorded (RFC 3339)."""

    position: int
    sha256: str
    recorded_at: str
    public_url: str

    @property
    def address(self) -> str:
        """Where anybody may ask about it."""
        return f"{self.public_url}/verify/{self.sha256}"

    @property
    def moment(self) -> datetime:
        """When it was recorded."""
        return datetime.fromisoformat(self.recorded_at)

    @property
    def lines(self) -> tuple[str, str]:
        """What stands in words at the foot of a page."""
        return (
            f"Vị trí trong nhật ký: {self.position}. SHA-256: {self.sha256}",
            f"Tra cứu: {self.address}",
        )

    def qr_png(self) -> bytes:
        """The QR code of the address."""
        import segno  # noqa: PLC0415  # only once there is a paper to set

        picture = BytesIO()
        segno.make(self.address, error="m", micro=False).save(picture, kind="png", scale=8, border=2)
        return picture.getvalue()
