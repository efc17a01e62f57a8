"""Reads a campaign definition, or rule sets alone, from YAML (contract §4), or says what is wrong, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.core.definition import Campaign, Definition, RuleSet
from shared.core.problems import Fault
from shared.rules.checks import check_cover, check_definition, check_rule_set, check_succession, under
from shared.rules.examples import Example, check_example
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, Plain, load, step

__all__ = ["CampaignFile", "Mistake", "read", "read_other_rules"]


@dataclass(frozen=True, slots=True)
class CampaignFile:
    """What a file defines; its examples (by rule set) are tests of the rule sets and no part of what is launched."""

    definition: Definition
    examples: dict[str, tuple[Example, ...]]


def read(text: str) -> CampaignFile | tuple[Mistake, ...]:
    """The definition in a YAML text, or every mistake in it in order of lines, at least one."""
    page = load(text)
    file = _file(page, page.value) if isinstance(page.value, dict) else None
    if file is None and not page.mistakes:
        page.complain(
            "",
            "định nghĩa phải gồm các trường tên: giá trị, bắt đầu bằng campaign",
            "a definition is made of fields name: value, beginning with campaign",
        )
    if file is None or page.mistakes:
        return tuple(sorted(set(page.mistakes)))
    return file


def read_other_rules(text: str, definition: Definition) -> Definition | tuple[Mistake, ...]:
    """A campaign under other rules, which a YAML text gives, or every mistake in it in order of lines, at least one.

    The text is a whole definition of the same campaign, or all its `rule_sets`, or one rule set, which takes the place
    of the one with the same id, or is published after all others.
    """
    page = load(text)
    root = page.value
    if not isinstance(root, dict):
        found = read(text)
        return found if isinstance(found, tuple) else found.definition
    if "campaign" in root:
        other = _file(page, root).definition
        if other.campaign.campaign != definition.campaign.campaign:
            mine, theirs = other.campaign.campaign, definition.campaign.campaign
            page.complain(
                "/campaign",
                f"đây là đợt {mine!r}, không phải {theirs!r}; hãy sửa mã",
                f"this is the campaign {mine!r}, not {theirs!r}; correct the id",
            )
    else:
        other = _other_rules(page, root, definition)
    return tuple(sorted(set(page.mistakes))) if page.mistakes else other


def _other_rules(page: Page, root: dict[str, Plain], definition: Definition) -> Definition:
    listed = "rule_sets" in root
    items = list(_items(page, root, "rule_sets", "")) if listed else [("", root)]
    given = {pointer: fitted(page, RuleSet, _without(fields, "examples"), pointer) for pointer, fields in items}
    faults: list[Fault] = []
    for pointer, fields in items:
        faults += under(pointer, check_rule_set(given[pointer], definition.campaign))
        for at, example in _items(page, fields, "examples", pointer):
            checked = check_example(fitted(page, Example, example, at), given[pointer], definition.campaign)
            faults += under(at, checked)
    rule_sets = [*given.values()] if listed else _with(given[""], definition.rule_sets)
    places = {str(index): pointer for index, one in enumerate(rule_sets) for pointer in given if one is given[pointer]}
    for fault in (check_cover if listed else check_succession)(rule_sets, definition.campaign):
        index, _, rest = fault.pointer.removeprefix("/").partition("/")
        pointer = f"{places[index]}/{rest}" if index in places else "/rule_sets" if listed else "/in_force"
        faults.append(Fault(pointer, fault.vi, fault.en))
    _complain(page, faults)
    return Definition(definition.campaign, tuple(rule_sets))


def _with(one: RuleSet, published: Sequence[RuleSet]) -> list[RuleSet]:
    """What is published, with this one in the place of the one with its id, or after all."""
    if all(other.id != one.id for other in published):
        return [*published, one]
    return [one if other.id == one.id else other for other in published]


def _file(page: Page, root: dict[str, Plain]) -> CampaignFile:
    campaign = fitted(page, Campaign, _without(root, "rule_sets"), "")
    if "rule_sets" not in root:
        page.complain("", "thiếu trường 'rule_sets'; hãy thêm vào", "the field 'rule_sets' is missing; add it")
    rule_sets: list[RuleSet] = []
    examples: list[tuple[str, RuleSet, Example]] = []
    for pointer, fields in _items(page, root, "rule_sets", ""):
        rule_set = fitted(page, RuleSet, _without(fields, "examples"), pointer)
        rule_sets.append(rule_set)
        examples += [
            (at, rule_set, fitted(page, Example, example, at))
            for at, example in _items(page, fields, "examples", pointer)
        ]
    definition = Definition(campaign, tuple(rule_sets))
    _check(page, definition, examples)
    by_rule_set = {one.id: tuple(example for _, of, example in examples if of is one) for one in rule_sets}
    return CampaignFile(definition, by_rule_set)


def _check(page: Page, definition: Definition, examples: list[tuple[str, RuleSet, Example]]) -> None:
    faults = [*check_definition(definition)]
    for at, rule_set, example in examples:
        faults += under(at, check_example(example, rule_set, definition.campaign))
    _complain(page, faults)


def _complain(page: Page, faults: Sequence[Fault]) -> None:
    # What is absent, or does not fit its shape, has been complained of; a fault found there only follows from that.
    wrong = frozenset(page.complained_of)
    for fault in faults:
        if fault.pointer in page.values_at and fault.pointer not in wrong:
            page.complain(fault.pointer, fault.vi, fault.en)


def _items(page: Page, fields: dict[str, Plain], name: str, pointer: str) -> Iterator[tuple[str, dict[str, Plain]]]:
    """The members of a list of things with fields, each with its pointer; nothing if there is no such list."""
    at = step(pointer, name)
    listed = fields.get(name, [])
    if not isinstance(listed, list):
        page.complain(at, "ở đây cần một danh sách (-)", "a list (-) is needed here")
        return
    for index, item in enumerate(listed):
        inner = step(at, index)
        if isinstance(item, dict):
            yield inner, item
        else:
            page.complain(inner, "ở đây cần các trường tên: giá trị", "fields name: value are needed here")


def _without(fields: dict[str, Plain], name: str) -> dict[str, Plain]:
    return {other: value for other, value in fields.items() if other != name}
