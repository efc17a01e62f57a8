"""A reminder in words, Vietnamese or English, as an office writes. It names units, and things by their ids alone."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from services.notify.domain.notices import ReminderStory
from services.notify.domain.urging import UrgingTopic
from shared.core.values import Date, Language, Tier


class Names(NamedTuple):
    """What the campaign and the unit are called in the language of the reader; the unit's may be empty."""

    campaign: str
    unit: str


class _Phrases(msgspec.Struct, frozen=True, kw_only=True):
    """What reminders are put together from, in one language."""

    titles: Mapping[UrgingTopic, str]
    says: Mapping[UrgingTopic, str]
    asks: Mapping[Tier, str]
    asks_besides: Mapping[UrgingTopic, str]  # where the tier is not what is asked of
    campaign: str
    of_unit: str
    figure: str
    metrics: Mapping[str, str]
    steps: Mapping[str, str]
    day: str
    separators: tuple[str, str]  # of thousands, and before decimals


_VI: Final = _Phrases(
    titles={
        "report.due_soon": "Sắp đến hạn báo cáo kỳ {matter}: {unit}",
        "report.due": "Đến hạn báo cáo kỳ {matter}: {unit}",
        "report.overdue": "Quá hạn báo cáo kỳ {matter}: {unit}",
        "obstacle.unanswered": "Khó khăn, vướng mắc chưa được giải quyết: {unit}",
        "house.stuck": "Nhà chậm tiến độ, hộ có mã {matter}: {unit}",
        "goal.at_risk": "Mục tiêu có nguy cơ không đạt: {metric}",
        "figure.fell": "Số liệu báo cáo điều chỉnh giảm: {unit}",
        "nomination.figure_fell": "Số liệu của hồ sơ đã trình bị giảm, hồ sơ có mã {nomination}: {unit}",
        "award.figure_fell": "Số liệu làm căn cứ khen thưởng bị giảm, quyết định {decision}: {unit}",
        "dossier.step_due": "Sắp đến hạn {step}, hồ sơ có mã {matter}: {unit}",
        "dossier.step_overdue": "Quá hạn {step}, hồ sơ có mã {matter}: {unit}",
    },
    says={
        "report.due_soon": "Báo cáo kỳ {matter} phải gửi chậm nhất ngày {due}; hệ thống chưa nhận được.",
        "report.due": "Báo cáo kỳ {matter} phải gửi chậm nhất ngày {due}; hệ thống chưa nhận được.",
        "report.overdue": "Báo cáo kỳ {matter} đã quá hạn ngày {due}; hệ thống chưa nhận được.",
        "obstacle.unanswered": "Khó khăn, vướng mắc có mã {matter} được báo ngày {due} và chưa có kết quả giải quyết.",
        "house.stuck": "Từ ngày {due} chưa ghi nhận bước tiếp theo nào đối với nhà của hộ có mã {matter}.",
        "goal.at_risk": "Với tiến độ 60 ngày gần đây, mục tiêu này sẽ không đạt vào ngày {due}.",
        "figure.fell": "Báo cáo có mã {matter} được đính chính ngày {due}, số liệu giảm như sau.",
        "nomination.figure_fell": (
            "Hồ sơ đề nghị khen thưởng có mã {nomination} đã được trình; "
            "ngày {due} số liệu có mã {matter} giảm như sau."
        ),
        "award.figure_fell": (
            "Hồ sơ có mã {nomination} đã được khen thưởng theo quyết định {decision}; "
            "ngày {due} số liệu có mã {matter} giảm như sau."
        ),
        "dossier.step_due": "Hồ sơ đề nghị khen thưởng có mã {matter} đang chờ: {step}; hạn cuối là ngày {due}.",
        "dossier.step_overdue": "Hồ sơ đề nghị khen thưởng có mã {matter} đang chờ: {step}; đã quá hạn ngày {due}.",
    },
    asks={
        "UNIT": "Đề nghị thực hiện.",
        "HEAD": "Đơn vị đã được nhắc; đề nghị Thủ trưởng đơn vị chỉ đạo thực hiện.",
        "ADMINISTRATION": "Đề nghị theo dõi, đôn đốc theo mục VI.2 của Kế hoạch.",
        "LEADERSHIP": "Đã đôn đốc nhưng chưa xong; kính đề nghị Lãnh đạo cho ý kiến chỉ đạo.",
    },
    asks_besides={
        "nomination.figure_fell": "Đề nghị xem lại hồ sơ trước khi họp xét.",
        "award.figure_fell": "Kính đề nghị xem xét việc khen thưởng còn đúng căn cứ hay không.",
    },
    campaign="Đợt thi đua: {campaign}.",
    of_unit="Đơn vị: {unit}.",
    figure="{name}: {found}, so với {against}.",
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
    titles={
        "report.due_soon": "Report for {matter} soon due: {unit}",
        "report.due": "Report for {matter} due: {unit}",
        "report.overdue": "Report for {matter} overdue: {unit}",
        "obstacle.unanswered": "Obstacle not removed: {unit}",
        "house.stuck": "House at a standstill, household with id {matter}: {unit}",
        "goal.at_risk": "Goal at risk: {metric}",
        "figure.fell": "A reported figure was corrected downwards: {unit}",
        "nomination.figure_fell": "A figure behind a submitted dossier fell, dossier with id {nomination}: {unit}",
        "award.figure_fell": "A figure behind an award fell, decision {decision}: {unit}",
        "dossier.step_due": "Soon due: {step}, dossier with id {matter}: {unit}",
        "dossier.step_overdue": "Overdue: {step}, dossier with id {matter}: {unit}",
    },
    says={
        "report.due_soon": "The report for {matter} is to be sent by {due}; it has not come in.",
        "report.due": "The report for {matter} is to be sent by {due}; it has not come in.",
        "report.overdue": "The report for {matter} was due on {due}; it has not come in.",
        "obstacle.unanswered": "The obstacle with id {matter} was reported on {due} and is not removed.",
        "house.stuck": "Since {due} no further step is on record for the house of the household with id {matter}.",
        "goal.at_risk": "At the pace of the last 60 days this goal will not be reached by {due}.",
        "figure.fell": "The report with id {matter} was corrected on {due}; figures fell as follows.",
        "nomination.figure_fell": (
            "The dossier with id {nomination} was submitted; on {due} what was told under id {matter} fell as follows."
        ),
        "award.figure_fell": (
            "The dossier with id {nomination} was given an award by decision {decision}; "
            "on {due} what was told under id {matter} fell as follows."
        ),
        "dossier.step_due": "The dossier with id {matter} waits for this: {step}, by {due}.",
        "dossier.step_overdue": "The dossier with id {matter} waits for this: {step}, which was due on {due}.",
    },
    asks={
        "UNIT": "Please see to it.",
        "HEAD": "The unit was reminded; the head of the unit is asked to see that it is done.",
        "ADMINISTRATION": "Please follow it up, as section VI.2 of the plan has it.",
        "LEADERSHIP": "It was followed up and is not done; the leadership is asked for its direction.",
    },
    asks_besides={
        "nomination.figure_fell": "Please look at the dossier again before the council sits.",
        "award.figure_fell": "You are asked to consider whether the award still has its ground.",
    },
    campaign="Campaign: {campaign}.",
    of_unit="Unit: {unit}.",
    figure="{name}: {found}, against {against}.",
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


def title_of(story: ReminderStory, language: Language, *, names: Names) -> str:
    """What the reminder is about, on one line."""
    phrases = _PHRASES[language]
    return phrases.titles[story.topic].format_map(_filled(story, phrases, names))


def sentences_of(story: ReminderStory, language: Language, *, names: Names) -> Iterator[str]:
    """What is the matter, since when, and what is asked of the reader."""
    phrases = _PHRASES[language]
    filled = _filled(story, phrases, names)
    yield phrases.campaign.format_map(filled)
    if story.unit_id:
        yield phrases.of_unit.format_map(filled)
    yield phrases.says[story.topic].format_map(filled)
    for figure in story.figures:
        yield phrases.figure.format(
            name=phrases.metrics.get(figure.name, figure.name),
            found=_number(figure.found, phrases),
            against=_number(figure.against, phrases),
        )
    yield phrases.asks_besides.get(story.topic, phrases.asks[story.tier])


def _filled(story: ReminderStory, phrases: _Phrases, names: Names) -> dict[str, str]:
    return {
        "matter": story.matter,
        "metric": phrases.metrics.get(story.matter, story.matter),
        "step": phrases.steps.get(story.step, story.step),
        "campaign": names.campaign,
        "unit": names.unit or story.unit_id,
        "nomination": story.nomination_id,
        "decision": story.decision_no,
        "due": _day(story.due_on, phrases),
    }


def _day(day: Date, phrases: _Phrases) -> str:
    return phrases.day.format(day=day.split("-"))


def _number(value: float, phrases: _Phrases) -> str:
    thousands, decimal = phrases.separators
    whole, _, broken = f"{value:,.2f}".rstrip("0").partition(".")
    return whole.replace(",", thousands) + (decimal + broken if broken else "")
