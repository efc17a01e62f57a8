"""Notices to browsers (RFC 8030): each of a recipient's is sent the same, sealed for it alone. It never chooses who.

Where a browser is told lies outside, and whoever subscribes names it: all goes through the guard of `outward`.
Neither an endpoint nor a key stands in any error, log line or reason.
"""

import os
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from services.notify.domain.notices import Notice
from services.notify.ports import PushBrowsers, Undelivered
from services.notify.senders.outward import BadAddress, Outward
from services.notify.senders.plain_text import text_of
from services.notify.senders.push_message import MOST_BYTES, VapidKey, is_point, new_private, sealed
from services.notify.senders.webhook import seconds_of
from shared.core.errors import Fate
from shared.core.pushing import PushAddress

KEPT_SECONDS: Final = 7 * 86_400  # by the push service, for a browser that is not open
MOST_LETTERS: Final = 900  # of Vietnamese, they take at most three bytes each
OPENS: Final = "/notify/pages/inbox"
NO_BROWSER: Final = "Không còn trình duyệt nào đăng ký cho nơi nhận này. No browser is subscribed for this recipient."
GONE: Final = frozenset({404, 410})


class WebPushSender:
    """Sends notices to the browsers of their recipients; `now` is the machine's own clock."""

    def __init__(self, key: VapidKey, browsers: PushBrowsers, outward: Outward, *, now: Callable[[], datetime]) -> None:
        self._key = key
        self._browsers = browsers
        self._outward = outward
        self._now = now

    async def send(self, notice: Notice, _addresses: Sequence[str], *, name: str) -> None:  # noqa: ARG002 - not told
        """Hand a notice to every browser of its recipient; one that took it is enough. Raises Undelivered."""
        taken, later = False, None
        for browser in self._browsers.of(notice.recipient):
            try:
                taken = await self._to(browser, notice) or taken
            except Undelivered as undelivered:
                later = undelivered if later is None or undelivered.fate is Fate.LATER else later
        if not taken:
            raise later or Undelivered(NO_BROWSER, fate=Fate.NEVER)

    async def end(self) -> None:
        """Close what is open."""
        await self._outward.end()

    async def _to(self, browser: PushAddress, notice: Notice) -> bool:
        """Whether a browser's service took it; one that is gone is forgotten. Raises Undelivered."""
        content = sealed(
            said_of(notice),
            key=browser.key,
            secret=browser.secret,
            salt=os.urandom(16),
            private=new_private(),
        )
        now = self._now()
        headers = {
            "content-type": "application/octet-stream",
            "content-encoding": "aes128gcm",
            "ttl": str(KEPT_SECONDS),
            "urgency": "normal",
            "topic": notice.delivery_id,  # a second copy takes the first one's place
            "authorization": self._key.authorization(browser.endpoint, now=now),
            "user-agent": "thidua-notify",
        }
        answer = await self._outward.post(browser.endpoint, headers=headers, content=content)
        if answer.status in GONE:
            await self._browsers.forget(browser.recipient, browser.endpoint)
            return False
        if not 200 <= answer.status < 300:
            said = f"HTTP {answer.status}"
            reason = f"Dịch vụ đẩy từ chối ({said}). The push service refused ({said})."
            raise Undelivered(reason, fate=Fate.LATER, after=seconds_of(answer, now=now))
        return True


def is_good(address: PushAddress, outward: Outward) -> bool:
    """Whether a message could ever be sent there."""
    try:
        outward.checked(address.endpoint)
    except BadAddress:
        return False
    return is_point(address.key) and len(address.secret) == 16


def said_of(notice: Notice) -> bytes:
    """What the browser shows, and what it opens."""
    text = text_of(notice, most=MOST_LETTERS)
    said = {"title": text.title, "body": text.body, "tag": notice.delivery_id, "lang": notice.language}
    said["opens"] = _opened_by(notice)
    encoded = msgspec.json.encode(said)
    return encoded if len(encoded) <= MOST_BYTES else msgspec.json.encode(said | {"body": ""})


def _opened_by(notice: Notice) -> str:
    """Below the address at which the browser subscribed: what the notice leads to, or else the inbox."""
    led = urlsplit(notice.opens)
    return urlunsplit(("", "", led.path, led.query, "")) if led.path else OPENS
