"""What a campaign and its rule sets must keep to beyond their shapes; works on decoded structs, knows no file.

Each check gives faults with JSON pointers: into the campaign, into the rule set, or into the list of rule sets.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from shared.core.definition import Campaign, CampaignUnit, Definition, InForce, RuleSet
from shared.core.events import REGISTRY
from shared.core.in_force import collides
from shared.core.problems import Fault
from shared.rules.law.checking import law_faults
from shared.rules.tree_checks import check_tree

Spans: TypeAlias = list[tuple[date, date, int]]  # first and last day, place in the list

# A fact holds 60,000 bytes; the rest is for its envelope.
MOST_BYTES = 58_000
ONE_DAY = timedelta(days=1)


def check_definition(definition: Definition) -> tuple[Fault, ...]:
    """Everything wrong with a whole definition; pointers as in the file (`/ends_on`, `/rule_sets/0/cards/1/id`)."""
    campaign, rule_sets = definition.campaign, definition.rule_sets
    found = [*check_campaign(campaign)]
    for index, rule_set in enumerate(rule_sets):
        found += under(f"/rule_sets/{index}", check_rule_set(rule_set, campaign))
    found += under("/rule_sets", check_cover(rule_sets, campaign))
    return tuple(found)


def check_campaign(campaign: Campaign) -> tuple[Fault, ...]:
    """Everything wrong with a campaign by itself."""
    return tuple(_campaign_faults(campaign))


def check_rule_set(rule_set: RuleSet, campaign: Campaign) -> tuple[Fault, ...]:
    """Everything wrong with one rule set for this campaign: its days, its cards, their trees and expressions."""
    return tuple(_rule_set_faults(rule_set, frozenset(clause.id for clause in campaign.clauses)))


def check_cover(rule_sets: Sequence[RuleSet], campaign: Campaign) -> tuple[Fault, ...]:
    """Whether these rule sets have ids of their own and cover every day of the campaign, each day once."""
    return tuple(_cover_faults(rule_sets, campaign, _overlaps))


def check_succession(rule_sets: Sequence[RuleSet], campaign: Campaign) -> tuple[Fault, ...]:
    """The same of rule sets published one after another: one that begins later takes over from an open one."""
    return tuple(_cover_faults(rule_sets, campaign, _collisions))


def under(prefix: str, faults: Iterable[Fault]) -> list[Fault]:
    """The same faults seen from further up: with a pointer's beginning before theirs."""
    return [Fault(prefix + fault.pointer, fault.vi, fault.en) for fault in faults]


def _campaign_faults(campaign: Campaign) -> Iterator[Fault]:
    if campaign.campaign == REGISTRY:
        yield Fault(
            "/campaign",
            f"mã {REGISTRY!r} dành cho sổ đơn vị và cá nhân; hãy chọn mã khác",
            f"the id {REGISTRY!r} is kept for the register of units and persons; choose another",
        )
    starts_on, ends_on = _day(campaign.starts_on), _day(campaign.ends_on)
    if starts_on and ends_on and ends_on < starts_on:
        yield Fault(
            "/ends_on",
            f"ngày kết thúc {ends_on} trước ngày bắt đầu {starts_on}; hãy sửa một trong hai",
            f"the campaign ends on {ends_on}, before it starts on {starts_on}; correct one of the two",
        )
    if campaign.time_zone and not _is_time_zone(campaign.time_zone):
        yield Fault(
            "/time_zone",
            f"không có múi giờ {campaign.time_zone!r}; hãy dùng tên IANA như Asia/Ho_Chi_Minh",
            f"there is no time zone {campaign.time_zone!r}; use an IANA name such as Asia/Ho_Chi_Minh",
        )
    yield from under("/law", law_faults(campaign.law))
    yield from _twice("/clauses", [clause.id for clause in campaign.clauses])
    yield from _twice("/units", [unit.id for unit in campaign.units])
    yield from _parent_cycles(campaign.units)
    if campaign.reporting and campaign.reporting.due_days < 0:
        yield Fault("/reporting/due_days", "số ngày phải từ 0 trở lên", "the number of days must be 0 or more")
    yield from _too_large(campaign)


def _rule_set_faults(rule_set: RuleSet, clauses: frozenset[str]) -> Iterator[Fault]:
    first, last = _day(rule_set.in_force.from_), _day(rule_set.in_force.to)
    if rule_set.in_force.to and not last:
        yield Fault("/in_force/to", "phải là ngày có thật, dạng NĂM-THÁNG-NGÀY", "must be a real date, YYYY-MM-DD")
    if first and last and last < first:
        yield Fault(
            "/in_force/to",
            f"ngày cuối {last} trước ngày đầu {first}; hãy sửa một trong hai",
            f"the last day {last} is before the first, {first}; correct one of the two",
        )
    yield from _twice("/cards", [card.id for card in rule_set.cards])
    for index, card in enumerate(rule_set.cards):
        if card.subject == "HOUSEHOLD":
            yield Fault(
                f"/cards/{index}/subject",
                "thẻ tiêu chuẩn chỉ xét COLLECTIVE hoặc INDIVIDUAL",
                "a card weighs COLLECTIVE or INDIVIDUAL only",
            )
        if card.caps and card.caps.per_campaign < 1:
            yield Fault(
                f"/cards/{index}/caps/per_campaign",
                "số tối đa phải từ 1 trở lên; không giới hạn thì bỏ caps",
                "a cap must be 1 or more; leave caps out if there is none",
            )
        if card.caps and card.caps.per_body < 0:
            yield Fault(
                f"/cards/{index}/caps/per_body",
                "số tối đa phải từ 1 trở lên; không giới hạn thì bỏ per_body",
                "a cap must be 1 or more; leave per_body out if there is none",
            )
        yield from under(f"/cards/{index}/require", check_tree(card.require, clauses))
    yield from _too_large(rule_set)


def _cover_faults(
    rule_sets: Sequence[RuleSet], campaign: Campaign, shared_days: Callable[[Spans], Iterator[Fault]]
) -> Iterator[Fault]:
    yield from _twice("", [rule_set.id for rule_set in rule_sets])
    yield from _cards_of_two_meanings(rule_sets)
    starts_on, ends_on = _day(campaign.starts_on), _day(campaign.ends_on)
    if not rule_sets:
        yield Fault("", "không có bộ quy tắc nào; mỗi ngày cần một bộ", "there is no rule set; each day needs one")
        return
    spans: Spans = []
    for index, one in enumerate(rule_sets):
        first, last = _day(one.in_force.from_), _day(one.in_force.to) if one.in_force.to else date.max
        if first and last and first <= last:
            spans.append((first, last, index))
    # Days that cannot be read, or are turned round, are complained of by themselves; gaps would only follow from that.
    if starts_on and ends_on and len(spans) == len(rule_sets):
        yield from shared_days(spans)
        yield from _gaps(sorted(spans), starts_on, ends_on)


def _cards_of_two_meanings(rule_sets: Sequence[RuleSet]) -> Iterator[Fault]:
    """A flag is known by its subject and card, whichever rule set is in force: so a card's id keeps its meaning."""
    meant: dict[str, tuple[str, str]] = {}
    for index, rule_set in enumerate(rule_sets):
        for place, card in enumerate(rule_set.cards):
            award, subject = meant.get(card.id, (card.award, card.subject))
            if (award, subject) != (card.award, card.subject):
                yield Fault(
                    f"/{index}/cards/{place}/id",
                    f"phiếu {card.id!r} ở bộ quy tắc khác là {award} cho {subject}; hãy đặt cho phiếu này mã khác",
                    f"card {card.id!r} is {award} for {subject} in another rule set; give this one another id",
                )
        meant |= {card.id: (card.award, card.subject) for card in rule_set.cards if card.id not in meant}


def _overlaps(spans: Spans) -> Iterator[Fault]:
    taken_to = date.min
    for first, last, index in sorted(spans):
        if first <= taken_to:
            yield _overlap(first, index)
        taken_to = max(taken_to, last)


def _collisions(spans: Spans) -> Iterator[Fault]:
    """The same where each but the first is published after the others before it."""
    for first, last, index in spans:
        days = _in_force(first, last)
        if any(collides(days, _in_force(since, until)) for since, until, _ in spans[:index]):
            yield _overlap(first, index)


def _gaps(spans: Spans, starts_on: date, ends_on: date) -> Iterator[Fault]:
    """Faults of spans in order of their first days."""
    needed = starts_on
    for first, last, index in spans:
        if needed < first and needed <= ends_on:
            yield _gap(f"/{index}/in_force/from", needed, min(first - ONE_DAY, ends_on))
        needed = max(needed, last + ONE_DAY if last < date.max else last)
    if needed <= ends_on:
        yield _gap(f"/{spans[-1][2]}/in_force/to", needed, ends_on)


def _in_force(first: date, last: date) -> InForce:
    return InForce(first.isoformat(), "" if last == date.max else last.isoformat())


def _overlap(first: date, index: int) -> Fault:
    return Fault(
        f"/{index}/in_force/from",
        f"ngày {first} đã có một bộ quy tắc khác còn hiệu lực, nên có ngày thuộc hai bộ; hãy sửa from hoặc to",
        f"on {first} another rule set is still in force, so a day would have two; correct from or to",
    )


def _gap(pointer: str, first: date, last: date) -> Fault:
    return Fault(
        pointer,
        f"từ {first} đến {last} không có bộ quy tắc nào, nên không xét được; mỗi ngày của đợt thi đua cần đúng một bộ",
        f"from {first} to {last} no rule set is in force, so nothing could be weighed; each day of the campaign needs "
        "exactly one",
    )


def _twice(pointer: str, ids: Sequence[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, one in enumerate(ids):
        if one and one in seen:
            yield Fault(
                f"{pointer}/{index}/id",
                f"mã {one!r} đã dùng ở trên; mỗi mã chỉ dùng một lần",
                f"the id {one!r} is used above; each id is used once",
            )
        seen.add(one)


def _parent_cycles(units: Sequence[CampaignUnit]) -> Iterator[Fault]:
    parents = {unit.id: unit.parent for unit in units}
    settled: set[str] = set()
    for index, unit in enumerate(units):
        way: list[str] = []
        at = unit.id
        while at in parents and at not in settled and at not in way:
            way.append(at)
            at = parents[at]
        if at in way:
            circle = " → ".join([*way[way.index(at) :], at])
            yield Fault(
                f"/units/{index}/parent",
                f"đơn vị nằm dưới chính nó: {circle}; hãy sửa parent",
                f"the unit would stand below itself: {circle}; correct parent",
            )
        settled.update(way)


def _too_large(part: Campaign | RuleSet) -> Iterator[Fault]:
    size = len(msgspec.json.encode(part))
    if size > MOST_BYTES:
        yield Fault(
            "",
            f"quá lớn: {size} byte, tối đa {MOST_BYTES} vì phải vừa một sự kiện; hãy rút ngắn hoặc chia ra",
            f"too large: {size} bytes, at most {MOST_BYTES}, as it must fit into one fact; shorten or split it",
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _is_time_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
