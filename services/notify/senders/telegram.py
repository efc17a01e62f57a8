"""Notices by a bot of Telegram, by its plain HTTP API. It never chooses who is told.

The token of the bot is a part of the address: neither it nor a chat stands in any error, log line or reason, and of
what Telegram answers only the code is told on.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import msgspec

from services.notify.domain.notices import Notice
from services.notify.ports import Undelivered
from services.notify.senders.outward import Answered, Outward
from services.notify.senders.plain_text import text_of
from services.notify.senders.webhook import seconds_of
from shared.core.errors import Fate

API: Final = "https://api.telegram.org"
MOST_LETTERS: Final = 4_000  # Telegram takes 4,096
TOKEN: Final = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{10,100}", re.ASCII)
NO_CHAT: Final = "Chưa có cuộc trò chuyện Telegram cho nơi nhận này. No Telegram chat is set up for this recipient."
# About this chat: it is not there, it has shut the bot out, or the text is not taken. All else may be put right.
_FOR_GOOD: Final = frozenset({400, 403})


class _Parameters(msgspec.Struct, frozen=True):
    retry_after: float = 0.0


class _Said(msgspec.Struct, frozen=True):
    """As much of an answer as is heeded."""

    ok: bool = False
    error_code: int = 0
    parameters: _Parameters = _Parameters()


@dataclass(frozen=True, slots=True)
class Bot:
    """Which bot speaks, to which chat of each recipient."""

    token: str = field(repr=False)
    chats: Mapping[str, str] = field(repr=False)
    base_url: str = API


class TelegramSender:
    """Sends notices as one bot; `now` is the machine's own clock."""

    def __init__(self, bot: Bot, outward: Outward, *, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._outward = outward
        self._now = now

    async def send(self, notice: Notice, _addresses: Sequence[str], *, name: str) -> None:  # noqa: ARG002 - a chat knows
        """Hand a notice to the chat of its recipient. Raises Undelivered."""
        chat = self._bot.chats.get(notice.recipient)
        if chat is None:
            raise Undelivered(NO_CHAT, fate=Fate.NEVER)
        text = text_of(notice, most=MOST_LETTERS)
        content = msgspec.json.encode(
            {
                "chat_id": chat,
                "text": f"{text.title}\n\n{text.body}",
                "link_preview_options": {"is_disabled": True},
                "protect_content": True,  # not to be passed on with a tap
            }
        )
        answer = await self._outward.post(
            f"{self._bot.base_url.rstrip('/')}/bot{self._bot.token}/sendMessage",
            headers={"content-type": "application/json", "user-agent": "thidua-notify"},
            content=content,
        )
        if not _said(answer).ok or answer.status != 200:
            raise self._refused(answer)

    async def end(self) -> None:
        """Close what is open."""
        await self._outward.end()

    def _refused(self, answer: Answered) -> Undelivered:
        said = _said(answer)
        code = said.error_code or answer.status
        return Undelivered(
            f"Telegram từ chối (mã {code}). Telegram refused (code {code}).",
            fate=Fate.NEVER if code in _FOR_GOOD else Fate.LATER,
            after=said.parameters.retry_after or seconds_of(answer, now=self._now()),
        )


def _said(answer: Answered) -> _Said:
    """What was answered, or nothing where that is not of Telegram's form: a proxy's page, say."""
    try:
        return msgspec.json.decode(answer.body, type=_Said)
    except msgspec.DecodeError:
        return _Said()
