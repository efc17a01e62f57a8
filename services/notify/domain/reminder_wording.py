"""A reminder in words, Vietnamese or English, as an office writes. It names units, and things by their ids alone."""

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from services.notify.domain.notices import ReminderStory
from services.notify.domain.text_templates import Value
from shared.core.values import Date, Language, Tier


class Names(NamedTuple):
    """What the campaign and the unit are called in the language of the reader; the unit's may be empty."""

    campaign: str
    unit: str


class _Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """What templates are given in words, in one language."""

    asks: Mapping[Tier, str]
    metrics: Mapping[str, str]
    steps: Mapping[str, str]
    day: str
    separators: tuple[str, str]  # of thousands, and before decimals


_VI: Final = _Phrases(
    asks={
        "UNIT": "Đề nghị thực hiện.",
        "HEAD": "Đơn vị đã được nhắc; đề nghị Thủ trưởng đơn vị chỉ đạo thực hiện.",
        "ADMINISTRATION": "Đề nghị theo dõi, đôn đốc theo mục VI.2 của Kế hoạch.",
        "LEADERSHIP": "Đã đôn đốc nhưng chưa xong; kính đề nghị Lãnh đạo cho ý kiến chỉ đạo.",
    },
    metrics={
        "houses.identified": "số hộ được lập danh sách",
        "houses.approved": "số hộ được phê duyệt",
        "houses.started": "số nhà đã khởi công",
        "houses.completed": "số nhà hoàn thành",
        "houses.handed_over": "số nhà đã bàn giao",
        "disbursed_vnd": "số tiền giải ngân, đồng",
        "policy_draft_submitted": "văn bản trình dự thảo",
        "policy_issued": "văn bản ban hành",
        "procedure_simplified": "thủ tục đơn giản hóa",
        "openness_item_published": "nội dung công khai",
        "resources_integrated": "nguồn lực lồng ghép",
        "inspection_conducted": "kiểm tra, giám sát",
        "outreach_delivered": "tuyên truyền, vận động",
        "staff_contribution": "cán bộ đóng góp",
        "livelihood_support": "hỗ trợ sinh kế",
        "role_model_identified": "điển hình phát hiện",
        "initiative": "sáng kiến",
        "other": "việc khác",
    },
    steps={
        "PREPARE": "hoàn thiện và trình hồ sơ",
        "ANSWER": "nhận ý kiến của cơ quan được hỏi",
        "APPRAISE": "thẩm định hồ sơ",
        "APPRAISE_CONSULTED": "thẩm định hồ sơ đã đủ ý kiến",
        "RESUBMIT": "bổ sung và trình lại hồ sơ",
        "SIGN_MINUTES": "ký biên bản họp xét",
        "COMMENT": "kết thúc lấy ý kiến công khai",
        "HAND_OUT": "trao quyết định khen thưởng",
        "INFORM": "thông báo không khen thưởng",
        "RECOVER": "thu hồi hiện vật và tiền thưởng",
    },
    day="{day[2]}/{day[1]}/{day[0]}",
    separators=(".", ","),
)
_EN: Final = _Phrases(
    asks={
        "UNIT": "Please see to it.",
        "HEAD": "The unit was reminded; the head of the unit is asked to see that it is done.",
        "ADMINISTRATION": "Please follow it up, as section VI.2 of the plan has it.",
        "LEADERSHIP": "It was followed up and is not done; the leadership is asked for its direction.",
    },
    metrics={
        "houses.identified": "households listed",
        "houses.approved": "households approved",
        "houses.started": "houses started",
        "houses.completed": "houses completed",
        "houses.handed_over": "houses handed over",
        "disbursed_vnd": "money paid out, đồng",
        "policy_draft_submitted": "policies drafted",
        "policy_issued": "policies issued",
        "procedure_simplified": "procedures simplified",
        "openness_item_published": "matters made public",
        "resources_integrated": "resources pooled",
        "inspection_conducted": "inspections",
        "outreach_delivered": "outreach",
        "staff_contribution": "contributions of staff",
        "livelihood_support": "support for livelihoods",
        "role_model_identified": "role models found",
        "initiative": "initiatives",
        "other": "other work",
    },
    steps={
        "PREPARE": "to be completed and submitted",
        "ANSWER": "the answer of a body that was asked",
        "APPRAISE": "appraisal",
        "APPRAISE_CONSULTED": "appraisal, all answers being in",
        "RESUBMIT": "to be completed and submitted again",
        "SIGN_MINUTES": "minutes of the sitting to be signed",
        "COMMENT": "days of public comment to be closed",
        "HAND_OUT": "award to be handed over",
        "INFORM": "to be told that no award is given",
        "RECOVER": "what was given to be taken back",
    },
    day="{day[0]}-{day[1]}-{day[2]}",
    separators=(",", "."),
)
_PHRASES: Final[Mapping[Language, _Phrases]] = {"vi": _VI, "en": _EN}


def said_of(story: ReminderStory, language: Language, *, names: Names) -> Mapping[str, Value]:
    """What a template may name: what is the matter, since when, and what is asked of the reader."""
    phrases = _PHRASES[language]
    return {
        "matter": story.matter,
        "metric": phrases.metrics.get(story.matter, story.matter),
        "step": phrases.steps.get(story.step, story.step),
        "campaign": names.campaign,
        "unit": names.unit or story.unit_id,
        "nomination": story.nomination_id,
        "decision": story.decision_no,
        "due": _day(story.due_on, phrases),
        "tier": story.tier,
        "ask": phrases.asks[story.tier],
        "figures": [
            {
                "name": phrases.metrics.get(figure.name, figure.name),
                "found": _number(figure.found, phrases),
                "against": _number(figure.against, phrases),
            }
            for figure in story.figures
        ],
    }


def _day(day: Date, phrases: _Phrases) -> str:
    return phrases.day.format(day=day.split("-"))


def _number(value: float, phrases: _Phrases) -> str:
    thousands, decimal = phrases.separators
    whole, _, broken = f"{value:,.2f}".rstrip("0").partition(".")
    return whole.replace(",", thousands) + (decimal + broken if broken else "")
