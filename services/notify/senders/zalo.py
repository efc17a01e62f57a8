"""Notices by a Zalo Official Account, by its plain HTTP API: a message to a follower, or a ZNS template to a phone.

It never chooses who is told. Neither the token nor a person's id or phone stands in any error, log line or reason, and
of what Zalo answers only the code is told on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

import msgspec

from services.notify.domain.notices import Notice
from services.notify.ports import Away, Undelivered
from services.notify.senders.outward import Answered, Outward
from services.notify.senders.plain_text import text_of
from services.notify.senders.webhook import seconds_of
from shared.core.errors import Fate

API: Final = "https://openapi.zalo.me"
ZNS_API: Final = "https://business.openapi.zalo.me"
MOST_LETTERS: Final = 1_900  # of a message; Zalo takes 2,000
MOST_OF_A_FIELD: Final = 100  # of a template, the longest that Zalo approves for text
PHONE: Final = re.compile(r"[1-9]\d{7,14}", re.ASCII)
NO_PERSON: Final = "Chưa có địa chỉ Zalo cho nơi nhận này. No Zalo address is set up for this recipient."
NOT_LET_IN: Final = "Không đọc được mã truy cập Zalo. The access token of Zalo cannot be read."
# About this person: gone, never followed, silent for too long, has shut us out, no such phone. Tokens, quotas and
# templates may be put right before the last attempt. See developers.zalo.me and zalo.cloud/zns/guidelines.
_FOR_GOOD: Final = frozenset({-213, -227, -230, -232, -244, -108, -110, -114, -118, -119})

Told: TypeAlias = Literal["name", "title", "id"]


class _Said(msgspec.Struct, frozen=True):
    """As much of an answer as is heeded; no answer of Zalo's is without a code."""

    error: int | None = None


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody who follows the account, as the account knows them."""

    user_id: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone's number with the country's code."""

    number: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A template that Zalo approved, and what is put into each of its fields."""

    template_id: str
    fields: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class Account:
    """Which account speaks, to whom, and the file that its token stands in: whoever renews it writes it there."""

    token_file: Path
    people: Mapping[str, Follower | Phone] = field(repr=False)
    template: Template | None = None
    base_url: str = API
    zns_url: str = ZNS_API


class ZaloSender:
    """Sends notices as one account; `now` is the machine's own clock."""

    def __init__(self, account: Account, outward: Outward, *, now: Callable[[], datetime]) -> None:
        self._account = account
        self._outward = outward
        self._now = now

    async def send(self, notice: Notice, _addresses: Sequence[str], *, name: str) -> None:
        """Hand a notice over for its recipient, who is called `name`. Raises Undelivered."""
        url, content = self._message(notice, name=name)
        headers = {
            "content-type": "application/json",
            "user-agent": "thidua-notify",
            "access_token": token_in(self._account.token_file),
        }
        answer = await self._outward.post(url, headers=headers, content=msgspec.json.encode(content))
        if answer.status != 200 or _code(answer) != 0:
            raise self._refused(answer)

    async def end(self) -> None:
        """Close what is open."""
        await self._outward.end()

    def _message(self, notice: Notice, *, name: str) -> tuple[str, object]:
        account, to = self._account, self._account.people.get(notice.recipient)
        match to:
            case Follower(user_id):
                text = text_of(notice, most=MOST_LETTERS)
                said = {"recipient": {"user_id": user_id}, "message": {"text": f"{text.title}\n\n{text.body}"}}
                return f"{account.base_url.rstrip('/')}/v3.0/oa/message/cs", said
            case Phone(number) if account.template is not None:
                texts: dict[Told, str] = {"name": name, "title": text_of(notice, most=MOST_LETTERS).title}
                texts["id"] = notice.delivery_id
                return f"{account.zns_url.rstrip('/')}/message/template", {
                    "phone": number,
                    "template_id": account.template.template_id,
                    "template_data": {one: _cut(texts[told]) for one, told in account.template.fields.items()},
                    "tracking_id": notice.delivery_id,  # a second copy bears the same
                }
            case _:
                raise Undelivered(NO_PERSON, fate=Fate.NEVER)

    def _refused(self, answer: Answered) -> Undelivered:
        code = _code(answer) or answer.status
        return Undelivered(
            f"Zalo từ chối (mã {code}). Zalo refused (code {code}).",
            fate=Fate.NEVER if code in _FOR_GOOD else Fate.LATER,
            after=seconds_of(answer, now=self._now()),
        )


def token_in(file: Path) -> str:
    """The token as it stands there now: it is good for a day, and renewed beside us. Raises Away."""
    try:
        token = file.read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise Away(NOT_LET_IN, fate=Fate.LATER) from None
    if not token or not token.isprintable() or " " in token:
        raise Away(NOT_LET_IN, fate=Fate.LATER)
    return token


def _cut(text: str) -> str:
    return text if len(text) <= MOST_OF_A_FIELD else text[: MOST_OF_A_FIELD - 1] + "…"


def _code(answer: Answered) -> int | None:
    """What was answered; None where that is not of Zalo's form: a proxy's page, say."""
    try:
        return msgspec.json.decode(answer.body, type=_Said).error
    except msgspec.DecodeError:
        return None
