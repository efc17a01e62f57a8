"""What was given up: whether it may be handed over again, under which name, and in which words it may not. Pure."""

from hashlib import sha256
from typing import Final, NamedTuple

from shared.core.problems import Problem
from shared.core.values import Channel, SubjectKind

NOT_GIVEN_UP: Final = Problem(
    409,
    "not_failed",
    "Thông báo này chưa bị coi là không gửi được nên không cần gửi lại. Hãy xem danh sách thông báo không gửi được.",
    "This notice was not given up, so there is nothing to send again. See the list of notices that failed.",
)
NOT_KEPT: Final = Problem(
    409,
    "not_kept",
    "Thư này bị trả lại quá muộn sau khi gửi nên nội dung không còn để gửi lại. Nơi nhận vẫn thấy trong hộp thông báo.",
    "This letter came back too long after it was sent, so there is nothing left to send again. Its recipient still "
    "sees it in the inbox.",
)
NO_SUCH_CHANNEL: Final = Problem(
    409,
    "channel_not_set_up",
    "Kênh của thông báo này chưa được cài đặt ở đây nên không gửi lại được. Hãy cài đặt kênh đó trước.",
    "The channel of this notice is not set up here, so it cannot be sent again. Set the channel up first.",
)


class GivenUp(NamedTuple):
    """A notice that did not arrive, as far as what is said of it later says the same."""

    delivery_id: str
    campaign: str
    topic: str
    cause: int
    subject_kind: SubjectKind
    subject_id: str
    recipient: str
    channel: Channel


def renewed_id_of(failed: str) -> str:
    """The name of the delivery that goes out in the place of one that failed: however often that is asked for, one."""
    return sha256(f"{failed} renewed".encode()).hexdigest()[:32]


def why_not_renew(notice: GivenUp, *, failed: bool, channels: frozenset[Channel]) -> Problem | None:
    """Why a notice cannot be handed over again; `channels` are those through which anything can be told."""
    if not failed:
        return NOT_GIVEN_UP
    return None if notice.channel in channels else NO_SUCH_CHANNEL
