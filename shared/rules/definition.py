"""Reads a campaign definition from YAML text (contract §4), or says everything that is wrong with it, line by line."""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.core.definition import Campaign, Definition, RuleSet
from shared.rules.checks import check_definition, under
from shared.rules.examples import Example, check_example
from shared.rules.shapes import fitted
from shared.rules.yaml_text import Mistake, Page, Plain, load, step

__all__ = ["CampaignFile", "Mistake", "read"]


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
