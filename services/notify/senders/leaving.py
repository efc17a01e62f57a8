"""The way out that stands in every letter: an address that is signed for that letter, and the headers of RFC 8058.

The address names no recipient: it holds the letter's own id and a MAC under the installation's secret.
"""

from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Final, Self

from services.notify.domain.leaving import ONE_CLICK, must_come, signed_over, topics_in, why
from services.notify.domain.notices import Notice

LEAVE: Final = "/notify/unsubscribe"
CHOICES: Final = "/notify/pages/choices"


class _Header(str):
    """A header that stands as it goes out: to parse and fold one takes a tenth of a letter's time."""

    __slots__ = ("name",)

    def __new__(cls, name: str, value: str) -> Self:
        made = super().__new__(cls, value)
        made.name = name
        return made

    name: str

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header, ready to be sent."""
        return f"{self.name}: {self}{policy.linesep}"


@dataclass(frozen=True, slots=True)
class WayOut:
    """Where people reach the installation, and how an address is signed; nothing is offered where nobody can come.

    A letter that is tried out is no delivery, so there is nothing to leave.
    """

    public_url: str
    mac: Callable[[bytes], str]

    def told_in(self, notice: Notice) -> dict[str, object]:
        """What a template says of it: `leave` ("" where nothing may be left, or nobody can come), `must`, `choices`."""
        stays = must_come(notice)
        base = "" if notice.trial else self.public_url.rstrip("/")
        return {
            "leave": "" if stays or not base else self._address(notice),
            "must": " ".join(why(topics_in(notice), notice.language)) if stays and not notice.trial else "",
            "choices": f"{base}{CHOICES}" if base else "",
        }

    def put_into(self, message: EmailMessage, notice: Notice) -> None:
        """Add the headers; mail providers draw their own button from them, which works over https alone."""
        if not self.public_url or notice.trial or must_come(notice):
            return
        message["List-Unsubscribe"] = _Header("List-Unsubscribe", f"<{self._address(notice)}>")
        if self.public_url.startswith("https://"):
            message["List-Unsubscribe-Post"] = _Header("List-Unsubscribe-Post", "=".join(ONE_CLICK))

    def _address(self, notice: Notice) -> str:
        signature = self.mac(signed_over(notice.delivery_id))
        asked = "?lang=en" if notice.language == "en" else ""
        return f"{self.public_url.rstrip('/')}{LEAVE}/{notice.delivery_id}/{signature}{asked}"
