"""From which size on something is looked into: dated figures of this office's own, no law. They know no rule.

A figure holds from its day until another of its name does; what is judged by it is judged as of its own day.
"""

from typing import Final, Literal, NamedTuple, TypeAlias

from shared.core.values import Date

Name: TypeAlias = Literal[
    "days_silent",
    "days_without_file",
    "fall",
    "growth_times",
    "growth_from",
    "new_house_m2_least",
    "new_house_m2_most",
    "new_house_days_least",
]


class Threshold(NamedTuple):
    """One figure, the first day on which it holds, and why it is this large."""

    name: Name
    since: Date
    value: float
    why: str


THRESHOLDS: Final = (
    Threshold("days_silent", "2024-01-01", 10, "Quá hạn mười ngày thì không còn là báo cáo chậm vài ngày."),
    Threshold("days_without_file", "2024-01-01", 7, "Một tuần đủ để gửi tệp đã nêu trong sự kiện."),
    Threshold("fall", "2024-01-01", 1, "Số đã báo cáo mà giảm thì dù chỉ một cũng phải rõ vì sao."),
    Threshold("growth_times", "2024-01-01", 8, "Gõ thừa một chữ số làm số liệu gấp khoảng mười lần."),
    Threshold("growth_from", "2024-01-01", 20, "Số nhỏ có thể tăng nhanh mà không sai."),
    Threshold("new_house_m2_least", "2024-01-01", 24, "Nhà xây mới thường từ 30 m² trở lên."),
    Threshold("new_house_m2_most", "2024-01-01", 150, "Lớn hơn nhiều so với mức hỗ trợ."),
    Threshold("new_house_days_least", "2024-01-01", 7, "Không ai xây xong một ngôi nhà trong vài ngày."),
)


def threshold(name: Name, day: Date) -> float:
    """The figure that holds on a day; of a day before all of them, the first."""
    of_name = [one for one in THRESHOLDS if one.name == name]
    return next((one.value for one in reversed(of_name) if one.since <= day), of_name[0].value)


def ever(name: Name) -> tuple[float, ...]:
    """Every figure that ever held, to find what may be judged at all."""
    return tuple(one.value for one in THRESHOLDS if one.name == name)
