"""Words for what a rule asks and what is still missing, Vietnamese and English; it decides no outcome."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from shared.core.events import Said
from shared.core.naming import in_words
from shared.rules.functions import FUNCTIONS, Kind, Value
from shared.rules.syntax import Binary, Call, Expr, Listed, Literal


@dataclass(frozen=True, slots=True)
class Noun:
    """What a function counts: Vietnamese (which has no plural), English for one and for many."""

    vi: str
    one: str
    many: str


ACTIVITIES: dict[str, Noun] = {
    "policy_draft_submitted": Noun("dự thảo văn bản được trình", "policy draft submitted", "policy drafts submitted"),
    "policy_issued": Noun("văn bản được ban hành", "policy issued", "policies issued"),
    "procedure_simplified": Noun("thủ tục được đơn giản hóa", "procedure simplified", "procedures simplified"),
    "openness_item_published": Noun("nội dung được công khai", "item made public", "items made public"),
    "resources_integrated": Noun("lần lồng ghép nguồn lực", "integration of resources", "integrations of resources"),
    "inspection_conducted": Noun("cuộc kiểm tra", "inspection", "inspections"),
    "outreach_delivered": Noun("hoạt động tuyên truyền", "outreach activity", "outreach activities"),
    "staff_contribution": Noun("lượt đóng góp của cán bộ", "contribution of staff", "contributions of staff"),
    "livelihood_support": Noun("lượt hỗ trợ sinh kế", "case of livelihood support", "cases of livelihood support"),
    "role_model_identified": Noun("điển hình tiên tiến", "role model identified", "role models identified"),
    "initiative": Noun("sáng kiến", "initiative", "initiatives"),
    "other": Noun("hoạt động khác", "other activity", "other activities"),
}
HOUSES: dict[str, Noun] = {
    "identified": Noun("hộ được rà soát", "household identified", "households identified"),
    "approved": Noun("hộ được phê duyệt", "household approved", "households approved"),
    "withdrew": Noun("hộ rút khỏi danh sách", "household withdrawn", "households withdrawn"),
    "started": Noun("nhà khởi công", "house started", "houses started"),
    "completed": Noun("nhà hoàn thành", "house completed", "houses completed"),
    "handed_over": Noun("nhà bàn giao", "house handed over", "houses handed over"),
    "quality_passed": Noun("nhà đạt chất lượng", "house passed for quality", "houses passed for quality"),
}
FUNDS: dict[str, Noun] = {
    "received_vnd": Noun("đồng tiếp nhận", "đồng received", "đồng received"),
    "disbursed_vnd": Noun("đồng giải ngân", "đồng disbursed", "đồng disbursed"),
}
NOUNS: dict[str, Noun] = {
    "activities_total": Noun("hoạt động", "activity", "activities"),
    "findings_open": Noun("kiến nghị kiểm tra còn mở", "open finding", "open findings"),
    "campaign_day": Noun("ngày của đợt thi đua", "day of the campaign", "days of the campaign"),
}

REPORTS_ON_TIME = Said("tỷ lệ báo cáo đúng hạn", "the share of reports on time")
TURNED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "=="}

Number = int | float
ValueOf = Callable[[Call], Value | None]


def shortfall(tree: Expr, value_of: ValueOf) -> list[Said] | None:
    """What an expression still needs, nothing if it is met; None where it is too involved to say.

    Told are questions (`is_leader()`), sums of counts against a number (`count('a') + count('b') >= 2`), the share of
    reports on time, and several of these joined by `&&`.
    """
    match tree:
        case Binary(_, "&&", left, right):
            both = shortfall(left, value_of), shortfall(right, value_of)
            return None if both[0] is None or both[1] is None else both[0] + both[1]
        case Binary(_, operator, Literal(_, bound), counted) if operator in TURNED and not isinstance(counted, Literal):
            return _compared(counted, TURNED[operator], bound, value_of)
        case Binary(_, operator, counted, Literal(_, bound)) if operator in TURNED:
            return _compared(counted, operator, bound, value_of)
        case Call() if FUNCTIONS[tree.function].answers is Kind.TRUTH:
            value = value_of(tree)
            return [] if value else [unknown(described(tree)) if value is None else described(tree)]
        case _:
            return None


def described(call: Call) -> Said:
    """What a call asks, as a noun."""
    match call.function, *_literals(call):
        case "rated_at_least", rating, years:
            return Said(
                f"xếp loại “{in_words(str(rating), 'vi')}” trở lên trong {years} năm liền trước",
                f"a rating of {rating} or better in each of the last {years} years",
            )
        case "prior_award", form, *types:
            listed = ", ".join(map(str, types))
            return Said(f"đã được tặng {form} ({listed})", f"an earlier award {form} ({listed})")
        case "is_leader", *_:
            return Said("giữ chức vụ lãnh đạo", "a leading post")
        case "launch_level", *_:
            return Said("cấp phát động đợt thi đua", "the level that launched the campaign")
        case "report_on_time_ratio", *_:
            return REPORTS_ON_TIME
        case "quantity", kind:
            noun = ACTIVITIES[str(kind)]
            return Said(f"khối lượng {noun.vi}", f"the quantity of {noun.many}")
        case _:
            noun = noun_of(call)
            return Said(f"số {noun.vi}", f"the number of {noun.many}")


def noun_of(call: Call) -> Noun:
    """What a call counts."""
    match call.function, *_literals(call):
        case "count", kind:
            return ACTIVITIES[str(kind)]
        case "verified", kind:
            noun = ACTIVITIES[str(kind)]
            return Noun(f"{noun.vi} đã được xác minh", f"verified {noun.one}", f"verified {noun.many}")
        case "quantity", kind:
            noun = ACTIVITIES[str(kind)]
            return Noun(f"về khối lượng {noun.vi}", f"in quantity of {noun.many}", f"in quantity of {noun.many}")
        case "clause", clause:
            return Noun(
                f"hoạt động theo mục {clause}", f"activity under clause {clause}", f"activities under clause {clause}"
            )
        case "houses", state:
            return HOUSES[str(state)]
        case "funds", name:
            return FUNDS[str(name)]
        case _:
            return NOUNS[call.function]


def unknown(why: Said) -> Said:
    """That something is not known."""
    return Said(f"chưa rõ: {why.vi}", f"not known: {why.en}")


def both(said: Sequence[Said]) -> Said:
    """Several things that are needed together, as one phrase."""
    return Said(" và ".join(one.vi for one in said), " and ".join(one.en for one in said))


def either(said: Sequence[Said]) -> Said:
    """Several things of which one will do, as one phrase."""
    return Said(" hoặc ".join(one.vi for one in said), " or ".join(one.en for one in said))


def _compared(counted: Expr, operator: str, bound: Value, value_of: ValueOf) -> list[Said] | None:
    calls = _summed(counted)
    if not calls or isinstance(bound, bool | str) or any(call.function in _NOT_COUNTED for call in calls):
        return None
    values: list[Number] = []
    for call in calls:
        value = value_of(call)
        if value is None:
            return [unknown(described(call))]
        if isinstance(value, str):
            return None
        values.append(value)
    if calls[0].function == "report_on_time_ratio":
        return _share(values[0], operator, bound) if len(calls) == 1 else None
    if operator in ("<", ">") and FUNCTIONS[calls[0].function].answers is Kind.DECIMAL:
        return None
    return _difference(sum(values), operator, bound, calls)


_NOT_COUNTED = frozenset(name for name, function in FUNCTIONS.items() if function.answers in (Kind.TRUTH, Kind.TEXT))


def _difference(total: Number, operator: str, bound: Number, calls: Sequence[Call]) -> list[Said] | None:
    if isinstance(bound, float) and FUNCTIONS[calls[0].function].answers is Kind.WHOLE:
        bound = math.ceil(bound) if operator in (">=", "<") else math.floor(bound)
    more = bound - total + (operator == ">") if operator in (">=", ">", "==") else 0
    fewer = total - bound + (operator == "<") if operator in ("<=", "<", "==") else 0
    nouns = [noun_of(call) for call in calls]
    if more > 0:
        return [Said(f"thêm {_number_vi(more)} {_vi(nouns)}", f"{_number_en(more)} more {_en(nouns, more)}")]
    if fewer > 0:
        return [Said(f"bớt {_number_vi(fewer)} {_vi(nouns)}", f"{_number_en(fewer)} fewer {_en(nouns, fewer)}")]
    return []


def _share(value: Number, operator: str, bound: Number) -> list[Said] | None:
    if operator != ">=":
        return None
    if value >= bound:
        return []
    now, needed = f"{value * 100:.4g}", f"{bound * 100:.4g}"
    return [
        Said(
            f"{REPORTS_ON_TIME.vi} đạt {needed.replace('.', ',')}% (hiện là {now.replace('.', ',')}%)",
            f"{needed}% of reports on time ({now}% so far)",
        )
    ]


def _summed(tree: Expr) -> list[Call]:
    """The calls of a sum; none if it is anything else."""
    match tree:
        case Call():
            return [tree]
        case Binary(_, "+", left, right):
            parts = _summed(left), _summed(right)
            return parts[0] + parts[1] if all(parts) else []
        case _:
            return []


def _literals(call: Call) -> Iterator[bool | int | float | str]:
    for argument in call.arguments:
        for item in argument.items if isinstance(argument, Listed) else (argument,):
            if isinstance(item, Literal):
                yield item.value


def _vi(nouns: Sequence[Noun]) -> str:
    return " hoặc ".join(noun.vi for noun in nouns)


def _en(nouns: Sequence[Noun], how_many: Number) -> str:
    return " or ".join(noun.one if how_many == 1 else noun.many for noun in nouns)


def _number_en(number: Number) -> str:
    return f"{number:,.12g}" if isinstance(number, float) else f"{number:,}"


def _number_vi(number: Number) -> str:
    return _number_en(number).translate(str.maketrans(",.", ".,"))
