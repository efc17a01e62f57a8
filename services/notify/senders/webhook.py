"""Notices to other programs: a signed POST of one CloudEvent (Standard Webhooks). It never chooses who is told.

The event says what the same recipient reads in its inbox and no more. Neither the address nor the secret stands in any
error, log line or reason.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from services.notify.domain.notices import Notice
from services.notify.domain.wording import wording_of
from services.notify.ports import Undelivered
from services.notify.senders.outward import Answered, Outward
from shared.core.errors import Fate

TYPE: Final = "vn.thidua.notice.v1"
SOURCE: Final = "/services/notify"
GONE: Final = 410
PREFIX: Final = "whsec_"
LONGEST_WAIT_SECONDS: Final = 86_400.0
NO_RECEIVER: Final = "Chưa có địa chỉ webhook cho nơi nhận này. No webhook is set up for this recipient any more."
SAID_GONE: Final = (
    "Nơi nhận báo địa chỉ webhook không còn (HTTP 410). The receiver said that its webhook is gone (HTTP 410)."
)


class BadSecret(ValueError):
    """A secret that is not `whsec_` and 24 to 64 bytes in base64."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where one recipient's notices go, and the secrets they are signed with: one, or an old and a new one."""

    url: str
    secrets: tuple[bytes, ...] = field(repr=False)


class WebhookSender:
    """Sends notices to the endpoints of their recipients; `now` is the machine's own clock, which receivers check."""

    def __init__(self, endpoints: Mapping[str, Endpoint], outward: Outward, *, now: Callable[[], datetime]) -> None:
        self._endpoints = endpoints
        self._outward = outward
        self._now = now
        self._gone: set[str] = set()

    async def send(self, notice: Notice, _addresses: Sequence[str], *, name: str) -> None:
        """Hand a notice to the endpoint of its recipient, who is called `name`. Raises Undelivered."""
        endpoint = self._endpoints.get(notice.recipient)
        if endpoint is None:
            raise Undelivered(NO_RECEIVER, fate=Fate.NEVER)
        if notice.recipient in self._gone:
            raise Undelivered(SAID_GONE, fate=Fate.NEVER)
        content = event_of(notice, name=name)
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "user-agent": "thidua-notify",
            **signed(content, delivery_id=notice.delivery_id, secrets=endpoint.secrets, at=self._now()),
        }
        answer = await self._outward.post(endpoint.url, headers=headers, content=content)
        if answer.status == GONE:
            self._gone.add(notice.recipient)
            raise Undelivered(SAID_GONE, fate=Fate.NEVER)
        if not 200 <= answer.status < 300:
            raise refused(answer, now=self._now())

    async def end(self) -> None:
        """Close what is open."""
        await self._outward.end()


def event_of(notice: Notice, *, name: str) -> bytes:
    """One notice as a CloudEvent; a second copy is the very same bytes."""
    words = wording_of(notice)
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": notice.delivery_id,
            "source": SOURCE,
            "type": TYPE,
            "subject": notice.recipient,
            "time": notice.recorded_at,
            "datacontenttype": "application/json",
            "data": {
                "campaign": notice.campaign,
                "topic": notice.story.topic,
                "cause": notice.cause,
                "subject_kind": notice.story.subject_kind,
                "subject_id": notice.story.subject_id,
                "recipient": notice.recipient,
                "recipient_name": name,
                "language": notice.language,
                "title": words.title,
                "sentences": words.sentences,
                **({"opens": words.opens} if words.opens else {}),
            },
        }
    )


def signed(content: bytes, *, delivery_id: str, secrets: Sequence[bytes], at: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with a signature by each secret."""
    seconds = str(int(at.timestamp()))
    text = f"{delivery_id}.{seconds}.".encode() + content
    signatures = [base64.b64encode(hmac.digest(secret, text, hashlib.sha256)).decode() for secret in secrets]
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{one}" for one in signatures),
    }


def secret_of(text: str) -> bytes:
    """A secret as it is written down. Raises BadSecret."""
    try:
        secret = base64.b64decode(text.strip().removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        raise BadSecret from None
    if not text.strip().startswith(PREFIX) or not 24 <= len(secret) <= 64:
        raise BadSecret
    return secret


def refused(answer: Answered, *, now: datetime) -> Undelivered:
    """Not taken, and perhaps later; when, if the server says so."""
    said = f"HTTP {answer.status}"
    return Undelivered(
        f"Nơi nhận từ chối ({said}). The receiver refused ({said}).", fate=Fate.LATER, after=seconds_of(answer, now=now)
    )


def seconds_of(answer: Answered, *, now: datetime) -> float:
    """How long a server wants to be left alone, by its Retry-After; 0 where it does not say."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdecimal():
        return min(float(said[:9]), LONGEST_WAIT_SECONDS)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    wait = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT_SECONDS)
