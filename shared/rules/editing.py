"""Parts of a definition as somebody edits them: a campaign or rule sets alone, as YAML. Pure."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec
import yaml

from shared.core.definition import Campaign, RuleSet
from shared.core.problems import Fault
from shared.rules.checks import check_campaign, check_rule_set, under
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, Plain, load, step

S = TypeVar("S", bound=msgspec.Struct)

_WIDE = 110
_NOT_FIELDS = "ở đây cần các trường tên: giá trị", "fields name: value are needed here"


def as_yaml(part: Campaign | RuleSet) -> str:
    """A campaign or a rule set as the text that is read back to the same."""
    plain = msgspec.to_builtins(msgspec.convert(part, _shape_of(part), from_attributes=True))
    written: str = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=_WIDE)
    return written


def read_campaign(text: str, campaign: str) -> Campaign | tuple[Mistake, ...]:
    """The definition of this campaign without rule sets, or every mistake in order of lines, at least one."""
    page = load(text)
    fields = page.value if isinstance(page.value, dict) else _no_fields(page)
    if "rule_sets" in fields:
        page.complain_of_name(
            "/rule_sets",
            "bộ quy tắc được công bố ở trang quy tắc; hãy bỏ phần này",
            "rule sets are published on the page of rules; take this part out",
        )
        fields = {name: value for name, value in fields.items() if name != "rule_sets"}
    read = fitted(page, Campaign, fields, "")
    _complain(page, check_campaign(read))
    if not page.mistakes and read.campaign != campaign:
        page.complain(
            "/campaign",
            f"đây là trang của đợt {campaign!r}; mã của một đợt không bao giờ đổi",
            f"this is the page of the campaign {campaign!r}; an id never changes",
        )
    return tuple(sorted(set(page.mistakes))) if page.mistakes else read


def read_rule_sets(text: str, campaign: Campaign) -> list[RuleSet] | tuple[Mistake, ...]:
    """The rule sets of a text (one, or a list of `rule_sets`) for a campaign, or every mistake in it, at least one.

    Examples are tests of the rule sets and no part of what is published.
    """
    page = load(text)
    root = page.value if isinstance(page.value, dict) else _no_fields(page)
    listed = root.get("rule_sets") if "rule_sets" in root else [root]
    read: list[RuleSet] = []
    for index, item in enumerate(listed if isinstance(listed, list) else []):
        at = step("/rule_sets", index) if "rule_sets" in root else ""
        if isinstance(item, dict):
            fields = {name: value for name, value in item.items() if name != "examples"}
            read.append(fitted(page, RuleSet, fields, at))
            _complain(page, under(at, check_rule_set(read[-1], campaign)))
        else:
            page.complain(at, *_NOT_FIELDS)
    if not read and not page.mistakes:
        page.complain("/rule_sets", "chưa có bộ quy tắc nào; hãy viết ít nhất một", "there is no rule set; write one")
    return tuple(sorted(set(page.mistakes))) if page.mistakes else read


def _shape_of(part: Campaign | RuleSet) -> type[Campaign] | type[RuleSet]:
    return Campaign if isinstance(part, Campaign) else RuleSet


def _no_fields(page: Page) -> dict[str, Plain]:
    if not page.mistakes:
        page.complain("", *_NOT_FIELDS)
    return {}


def _complain(page: Page, faults: Sequence[Fault]) -> None:
    wrong = frozenset(page.complained_of)
    for fault in faults:
        if fault.pointer in page.values_at and fault.pointer not in wrong:
            page.complain(fault.pointer, fault.vi, fault.en)
