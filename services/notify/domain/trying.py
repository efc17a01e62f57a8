"""A letter that is tried out: what a template would say, to whoever tries it. It is no delivery. Pure. See ADR-0034."""

from typing import Final, NamedTuple

from services.notify.domain.notices import AnyStory, Notice
from services.notify.domain.templates import Slot, Template
from shared.core.problems import Fault, Problem
from shared.core.values import Language

MARKS: Final[dict[Language, str]] = {"vi": "[THƯ THỬ]", "en": "[TRY]"}  # before the subject
SAYS: Final[dict[Language, str]] = {
    "vi": "Thư thử: chỉ để xem mẫu đọc ra sao. Đây không phải thông báo của đợt thi đua và không được ghi vào sổ cái.",
    "en": "A letter that is tried out, to see how a template reads. It is no notice of a campaign and not recorded.",
}
NO_LETTER: Final = Problem(
    409,
    "no_letter",
    "Mẫu này dành cho tin nhắn nên không gửi thử bằng thư được. Hãy xem thử trên trang này.",
    "This template is for messages, so it cannot be tried as a letter. Preview it instead.",
)
NO_MAIL: Final = Problem(
    409,
    "mail_not_set_up",
    "Chưa cài đặt máy chủ thư (THIDUA_SMTP_URL) nên chưa gửi thư thử. Hãy cài đặt trước, hoặc xem thử trên trang này.",
    "No mail server is set up (THIDUA_SMTP_URL), so no letter was sent. Set one up first, or preview it instead.",
)
ENOUGH: Final = Problem(
    429,
    "tried_enough",
    "Trong một giờ chỉ gửi được 20 thư thử nên thư này chưa gửi. Hãy xem thử trên trang này, hoặc gửi lại sau.",
    "No more than 20 letters an hour are tried out, so this one was not sent. Preview it instead, or try again later.",
)
NO_ADDRESS: Final = Fault(
    "/address",
    "phải là một địa chỉ thư, như ten@coquan.example.vn",
    "must be one address of e-mail, as name@office.example.vn",
)


class Trial(NamedTuple):
    """Which template is tried, in which words, on which fact (0: one that is made up), and who tries it."""

    slot: Slot
    template: Template
    position: int
    story: AnyStory
    reader: str


def not_taken(reason: str) -> Problem:
    """Why a mail server did not take a letter; the reason says so in both languages, without any address."""
    return Problem(
        502, "not_taken", f"Thư thử chưa gửi được. {reason}", f"The letter that is tried was not sent. {reason}"
    )


def notice_of(trial: Trial, *, nonce: str, moment: str) -> Notice:
    """The letter; its id is none that a delivery has, so that nothing is ever taken for an answer to one."""
    return Notice(
        delivery_id=f"thu-{nonce}",
        campaign="",
        cause=trial.position,
        cause_id="",
        correlation_id="",
        traceparent="",
        recorded_at=moment,
        recipient=trial.reader,
        channel="email",
        language=trial.slot.language,
        story=trial.story,
        template=trial.template,
        trial=True,
    )
