"""The rules of data quality: each looks at a campaign and says what does not agree, by whom, and what to do. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from services.tracking.domain.quality.findings import Finding
from services.tracking.domain.quality.seen import Report, Seen, Unarrived, What
from services.tracking.domain.quality.sums import sums_wrong
from services.tracking.domain.quality.thresholds import threshold
from shared.core.events import Said
from shared.core.values import Date, QualityKind


class Found(NamedTuple):
    """What one look found, before it is told as a finding of its rule."""

    unit_id: str
    about: str
    wrong: tuple[str | float, ...]
    reason: Said
    evidence: tuple[int, ...]


class Rule(NamedTuple):
    """A rule: its name, what kind of thing it finds, how, and what is to be done about it."""

    id: str
    kind: QualityKind
    look: Callable[[Seen], Iterator[Found]]
    remedy: Said


_TWINS: Final[dict[What, tuple[str, str]]] = {
    "person": ("Cùng một người đứng tên hộ ở hai đơn vị", "The same person is on the lists of two units"),
    "gift": (
        "Khoản ủng hộ cùng người, cùng ngày, cùng số tiền được hai đơn vị ghi",
        "A gift of the same donor, day and sum is recorded by two units",
    ),
    "evidence": ("Cùng một tệp minh chứng được hai đơn vị dùng", "The same paper is evidence of two units"),
}


def twins(seen: Seen) -> Iterator[Found]:
    """A person, a gift or a paper that two units report may have been counted twice."""
    for one in seen.twins:
        vi, en = _TWINS[one.what]
        whose = one.first_unit_id, one.unit_id
        reason = Said("{} (mã {} và {}).".format(vi, *whose), "{} ({} and {}).".format(en, *whose))
        evidence = (one.first_position, one.position)
        yield Found(one.unit_id, one.about, (one.what, *evidence), reason, evidence)


def late(seen: Seen) -> Iterator[Found]:
    """A report came after its day; what was due before the campaign was launched nobody could bring in time."""
    for one in seen.reports:
        if one.due_on >= seen.launched_on and one.submitted_on > one.due_on:
            reason = Said(
                f"Báo cáo kỳ {one.period} hạn {_day(one.due_on)}, ngày {_day(one.submitted_on)} mới gửi.",
                f"The report on {one.period} was due on {one.due_on} and came on {one.submitted_on}.",
            )
            yield Found(one.unit_id, one.period, (one.submitted_on,), reason, (one.position,))


def silent(seen: Seen) -> Iterator[Found]:
    """A report has been due for long, and there is none. Its evidence is the last that the unit did report."""
    last = {one.unit_id: one.position for one in sorted(seen.reports, key=lambda one: one.period)}
    for due in seen.missing:
        if due.due_on >= seen.launched_on and _days_between(due.due_on, seen.today) >= threshold(
            "days_silent", due.due_on
        ):
            reason = Said(
                f"Chưa có báo cáo kỳ {due.period}; hạn là {_day(due.due_on)}.",
                f"There is no report on {due.period}; it was due on {due.due_on}.",
            )
            newest = last.get(due.unit_id)
            yield Found(due.unit_id, due.period, (due.due_on,), reason, () if newest is None else (newest,))


def unarrived(seen: Seen) -> Iterator[Found]:
    """A fact names files as evidence, and after some days they did not come. Once for each fact, however many."""
    by_fact: dict[int, list[Unarrived]] = defaultdict(list)
    for one in seen.unarrived:
        if _days_between(one.named_on, seen.today) >= threshold("days_without_file", one.named_on):
            by_fact[one.position].append(one)
    for position, files in by_fact.items():
        first = files[0]
        reason = Said(
            f"{len(files)} tệp minh chứng nêu ngày {_day(first.named_on)} chưa được gửi tới.",
            f"{len(files)} files named as evidence on {first.named_on} did not come.",
        )
        yield Found(first.unit_id, first.about, ("file", position), reason, (position,))


def fell(seen: Seen) -> Iterator[Found]:
    """A correction made a figure less than it was told before."""
    for one in seen.reports:
        least = threshold("fall", one.submitted_on)
        for correction in one.corrections:
            for name, was in correction.before.items():
                now = correction.after.get(name, was)
                if _is_count(was) and _is_count(now) and was - now >= least:
                    reason = Said(
                        f"Kỳ {one.period}: “{name}” giảm từ {_number(was)} xuống {_number(now)} do đính chính.",
                        f"{one.period}: “{name}” fell from {_number(was)} to {_number(now)} by a correction.",
                    )
                    wrong = (name, was, now, correction.position)
                    yield Found(one.unit_id, one.period, wrong, reason, (one.position, correction.position))


def totals(seen: Seen) -> Iterator[Found]:
    """A total is not what its parts add up to."""
    for one in seen.reports:
        for wrong in sums_wrong(one.figures):
            parts = " + ".join(f"{name} {_number(value)}" for name, value in wrong.parts)
            difference = abs(wrong.total - sum(value for _, value in wrong.parts))
            told = f"{parts} ≠ {wrong.name} {_number(wrong.total)}"
            reason = Said(
                f"Kỳ {one.period}: các phần không bằng tổng, lệch {_number(difference)} ({told}).",
                f"{one.period}: the parts do not make the total, they differ by {_number(difference)} ({told}).",
            )
            values: tuple[str | float, ...] = (wrong.name, wrong.total, *(value for _, value in wrong.parts))
            yield Found(one.unit_id, one.period, values, reason, one.positions)


def leaps(seen: Seen) -> Iterator[Found]:
    """A figure is many times what the same unit reported for the period before."""
    by_unit: dict[str, list[Report]] = defaultdict(list)
    for one in sorted(seen.reports, key=lambda one: one.period):
        by_unit[one.unit_id].append(one)
    for reports in by_unit.values():
        for before, now in pairwise(reports):
            times, least = (threshold(name, now.submitted_on) for name in ("growth_times", "growth_from"))
            for name, value in now.figures.items():
                was = before.figures.get(name, False)
                if _is_count(value) and _is_count(was) and was >= least and value >= times * was:
                    reason = Said(
                        f"Kỳ {now.period}: “{name}” là {_number(value)}, kỳ trước chỉ {_number(was)}.",
                        f"{now.period}: “{name}” is {_number(value)}, the period before it was only {_number(was)}.",
                    )
                    yield Found(
                        now.unit_id, now.period, (name, was, value), reason, (before.positions[-1], *now.positions)
                    )


def houses(seen: Seen) -> Iterator[Found]:
    """A new house is far smaller or larger than others, or was built in no time."""
    for one in seen.houses:
        day = one.completed_on
        least, most = threshold("new_house_m2_least", day), threshold("new_house_m2_most", day)
        if one.area_m2 and not least <= one.area_m2 <= most:
            area, low, high = (_number(value) for value in (one.area_m2, least, most))
            reason = Said(
                f"Nhà xây mới rộng {area} m²; thường từ {low} đến {high} m².",
                f"A new house of {area} m²; they are usually {low} to {high} m².",
            )
            yield Found(one.unit_id, one.household_id, ("area", one.area_m2), reason, (one.position,))
        if 0 <= one.days < threshold("new_house_days_least", day):
            reason = Said(
                f"Nhà xây mới hoàn thành sau {one.days} ngày kể từ khi khởi công.",
                f"A new house was finished {one.days} days after work began.",
            )
            yield Found(one.unit_id, one.household_id, ("days", one.days), reason, (one.position,))


_CORRECT_REPORT: Final = Said(
    "Đối chiếu hồ sơ; nếu sai, đơn vị đính chính báo cáo kỳ, kèm lý do. Sau đó ghi kết quả xem xét.",
    "Compare with the files; if wrong, the unit corrects its report, with a reason. Then record what was found out.",
)
RULES: Final = (
    Rule(
        "counted-twice",
        "DUPLICATE",
        twins,
        Said(
            "Hai đơn vị đối chiếu với nhau; bên ghi trùng rút hoặc đính chính. Sau đó ghi kết quả xem xét.",
            "The two units compare; whoever counted twice withdraws or corrects. Then record what was found out.",
        ),
    ),
    Rule(
        "report-late",
        "LATE",
        late,
        Said(
            "Hỏi đơn vị lý do chậm và ghi vào kết quả xem xét.",
            "Ask the unit why it was late, and say so in what was found out.",
        ),
    ),
    Rule(
        "report-missing",
        "SILENT",
        silent,
        Said(
            "Đôn đốc đơn vị nộp báo cáo kỳ này, rồi ghi kết quả xem xét.",
            "Urge the unit to submit its report on this period, then record what was found out.",
        ),
    ),
    Rule(
        "evidence-missing",
        "MISSING",
        unarrived,
        Said(
            "Đơn vị gửi tệp (thidua evidence put), hoặc đính chính nếu nêu nhầm. Sau đó ghi kết quả xem xét.",
            "The unit sends the file (thidua evidence put), or corrects what it named. Then record what was found out.",
        ),
    ),
    Rule("figure-fell", "FELL", fell, _CORRECT_REPORT),
    Rule("total-differs", "TOTAL", totals, _CORRECT_REPORT),
    Rule("figure-leapt", "OUTLIER", leaps, _CORRECT_REPORT),
    Rule(
        "house-unlikely",
        "OUTLIER",
        houses,
        Said(
            "Đối chiếu biên bản nghiệm thu của hộ này, rồi ghi kết quả xem xét.",
            "Compare with the acceptance paper of this house, then record what was found out.",
        ),
    ),
)


def findings(seen: Seen) -> Iterator[Finding]:
    """All that the rules find, rule by rule."""
    for rule in RULES:
        for found in rule.look(seen):
            yield Finding(
                kind=rule.kind,
                rule=rule.id,
                unit_id=found.unit_id,
                about=found.about,
                wrong=found.wrong,
                reason=found.reason,
                remedy=rule.remedy,
                evidence=found.evidence,
            )


def _is_count(value: float | bool) -> bool:  # noqa: FBT001 - a figure may be either
    return not isinstance(value, bool)


def _number(value: float) -> str:
    return f"{value:.10g}"


def _day(day: Date) -> str:
    return "/".join(reversed(day.split("-")))


def _days_between(first: Date, last: Date) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
