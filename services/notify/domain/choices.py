"""What recipients chose, as the log has it: the last word of each counts. Pure.

A choice belongs to the unit, person or role, as addresses belong to the unit: whoever comes and goes there changes
neither.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from services.notify.domain.notices import Notice
from services.notify.domain.opening import free_stretches
from services.notify.domain.topics import TOPICS, is_at_once, may_mute
from shared.core.events import Choice, Muted, RecipientChose
from shared.core.problems import Fault
from shared.core.values import Channel

NOTHING_CHOSEN: Final = Choice()


class Standing(NamedTuple):
    """What a recipient chose last, and where that stands (0: nothing was chosen)."""

    choice: Choice
    position: int


NOTHING: Final = Standing(NOTHING_CHOSEN, 0)


class Choices:
    """A fold of `recipient.chose`."""

    def __init__(self) -> None:
        self._of: dict[str, Standing] = {}

    def fold(self, data: RecipientChose, position: int) -> None:
        """Take the next choice."""
        self._of[data.recipient] = Standing(data.choice, position)

    def of(self, recipient: str) -> Standing:
        """What a recipient chose last."""
        return self._of.get(recipient, NOTHING)

    def spoken(self, notice: Notice) -> Notice:
        """A notice in the language that its recipient chose, if one was."""
        language = self.of(notice.recipient).choice.language
        return notice if language in (None, notice.language) else replace(notice, language=language)

    def concern(self, notice: Notice) -> bool:
        """Whether it has to be asked when a notice may go out, or if at all: not of an inbox, nor of what is urgent."""
        if notice.channel == "inbox":
            return False
        choice = self.of(notice.recipient).choice
        if is_muted(choice, notice.story.topic, notice.channel):
            return True
        has_hours = choice.quiet or choice.windows or choice.rest or choice.digest
        return bool(has_hours) and not is_at_once(notice.story.topic)


def is_muted(choice: Choice, topic: str, channel: Channel) -> bool:
    """Whether somebody chose not to be told of a topic by a channel; what may not be muted never is."""
    return Muted(topic, channel) in choice.muted and may_mute(topic, channel)


def with_muted(choice: Choice, topic: str, channel: Channel) -> Choice:
    """The same choice, and not to be told of one more topic by a channel."""
    muted = {(one.topic, one.channel): one for one in (*choice.muted, Muted(topic, channel))}
    return replace(choice, muted=tuple(muted[key] for key in sorted(muted)))


def faults_of(choice: Choice) -> Iterator[Fault]:
    """What is wrong with a choice, in words for whoever makes it; pointers begin at the choice."""
    for index, one in enumerate(choice.muted):
        topic = TOPICS.get(one.topic)
        if topic is None:
            yield Fault(f"/muted/{index}/topic", "không có chủ đề này", "is no topic that anybody is told of")
        elif one.channel == "inbox":
            yield Fault(
                f"/muted/{index}/channel",
                "hộp thông báo luôn nhận đủ; chỉ tắt được kênh khác",
                "must not be the inbox: it holds every notice; mute another channel",
            )
        elif topic.must is not None and not may_mute(one.topic, one.channel):
            yield Fault(
                f"/muted/{index}/topic", f"không tắt được. {topic.must.vi}", f"may not be muted. {topic.must.en}"
            )
    if not free_stretches(choice):
        yield Fault(
            "/quiet",
            "không còn phút nào trong ngày để gửi; hãy rút ngắn giờ yên lặng hoặc thêm khung giờ",
            "leaves no minute of the day to be told in: shorten it, or add a window",
        )
