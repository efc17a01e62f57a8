"""XLSForms for phones, made from the catalogue's schemas, and the mapping that reads their submissions. Pure.

A form asks what the event's fields ask, in Vietnamese and English; a campaign's definition turns clauses and units into
lists to choose from.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import inspect

from deploy.cli.template_columns import kinds_of
from shared.core.definition import Campaign
from shared.sheets.cells import bare, form_of
from shared.sheets.columns import names_of
from shared.sheets.value_words import FALSE, TRUE, WORDS

Row = dict[str, str]

VI, EN = "Tiếng Việt (vi)", "English (en)"
STEP: Final = "step"
LISTED: Final = 3  # so many of a list's items are asked for
PICTURES: Final = 3
_LABELS: Final = (f"label::{VI}", f"label::{EN}")
_HINTS: Final = (f"hint::{VI}", f"hint::{EN}")
_MESSAGES: Final = (f"constraint_message::{VI}", f"constraint_message::{EN}")
_PAST: Final = {
    "constraint": ". <= today()",
    _MESSAGES[0]: "Ngày không được ở tương lai.",
    _MESSAGES[1]: "Not in the future.",
}
_ABOVE: Final = {"constraint": ". > 0", _MESSAGES[0]: "Phải lớn hơn 0.", _MESSAGES[1]: "More than 0."}
_SLUG: Final = {
    "constraint": "regex(., '^[a-z0-9][a-z0-9-]{0,62}$')",
    _MESSAGES[0]: "Chỉ gồm a-z, 0-9 và dấu gạch nối.",
    _MESSAGES[1]: "Only a-z, 0-9 and hyphens.",
}
_YES_NO: Final = (("true", TRUE, "Yes"), ("false", FALSE, "No"))


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form: its id, its titles, and the types it states. With several types a question asks which step it is.

    `built` are fields that no question fills: from the submission itself. `gates` are the questions before parts of an
    event that are there as a whole or not at all.
    """

    form_id: str
    titles: tuple[str, str]
    types: tuple[str, ...]
    steps: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    built: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    time: str = ""

    @property
    def has_steps(self) -> bool:
        """Whether a submission says one of several things."""
        return len(self.types) > 1


PLANS: Final[dict[str, FormPlan]] = {
    "activities": FormPlan(
        "hoat-dong",
        ("Hoạt động thi đua", "Activities of the campaign"),
        ("activity.recorded",),
        built={"activity_id": "_instance"},
        time="occurred_on",
    ),
    "house-progress": FormPlan(
        "tien-do-nha",
        ("Tiến độ xóa nhà tạm, nhà dột nát", "Progress of houses"),
        ("house.started", "house.completed", "house.handed_over"),
        steps={
            "house.started": ("Đã khởi công", "Started"),
            "house.completed": ("Đã hoàn thành", "Completed"),
            "house.handed_over": ("Đã bàn giao", "Handed over"),
        },
        gates={"three_hards": ("Đã kiểm tra ba cứng?", "Were the three hards checked?")},
    ),
}


@dataclass(slots=True)
class XlsForm:
    """The three sheets of a form as rows."""

    survey: list[Row]
    choices: list[Row]
    settings: list[Row]


def form_of_plan(plan: FormPlan, campaign: Campaign | None = None) -> XlsForm:
    """The form, with the campaign's clauses and units to choose from if there is one."""
    making = _Making(campaign)
    survey: list[Row] = [{"type": "start", "name": "start"}, {"type": "end", "name": "end"}]
    if plan.has_steps:
        survey += making.shared(plan)
        making.choices_of(STEP, [(step_name(short), *plan.steps[short]) for short in plan.types])
        asks = _said(("Bước", "Step"), _LABELS) | {"required": "yes"}
        survey.append({"type": f"select_one {STEP}", "name": STEP} | asks)
    for short in plan.types:
        where = {"relevant": f"${{{STEP}}} = '{step_name(short)}'"} if plan.has_steps else {}
        survey += [_also(row, where) for row in making.questions(plan, short)]
    survey += [_picture(number) for number in range(1, _pictures(plan) + 1)]
    settings = {"form_id": plan.form_id, "form_title": plan.titles[0], "default_language": VI}
    content = msgspec.json.encode((survey, making.choices, settings))
    settings["version"] = sha256(content).hexdigest()[:10]
    return XlsForm(survey, making.choices, [settings])


def mapping_of_plan(plan: FormPlan) -> str:
    """The mapping of the same form, ready but for the form's place at its server."""
    lines = [
        f"# {plan.titles[0]} · {plan.titles[1]}",
        "# Ghi mã biểu mẫu và đơn vị của mình vào ba dòng dưới. Fill in your form and unit in these three lines.",
        'server: {kind: kobo, url: "https://kf.kobotoolbox.org", form: MA-BIEU-MAU}',
        '# ODK Central: {kind: odk, url: "https://central.example.org", project: 1, form: ' + plan.form_id + "}",
        "campaign: hoa-binh-450",
        "unit: hctc",
        "events:",
    ]
    for short in plan.types:
        lines += _event_lines(plan, short)
    return "\n".join(lines) + "\n"


def step_name(short: str) -> str:
    """How a choice names the step that a type states."""
    return short.partition(".")[2]


def question_of(path: str) -> str:
    """How a form calls the question for a field: an XLSForm's names have no points."""
    return path.replace(".", "_")


def fields_of(plan: FormPlan, short: str) -> Iterator[str]:
    """The fields a form asks for, lists counted; pictures are asked for by themselves."""
    for path in sorted(kinds_of(short), key=lambda one: not kinds_of(short)[one][1]):
        if path.startswith("evidence.") or path in plan.built or path == "persons.*.role":
            continue
        yield from (path.replace("*", str(place)) for place in range(LISTED if "*" in path else 1))


class _Making:
    def __init__(self, campaign: Campaign | None) -> None:
        self._campaign = campaign
        self.choices: list[Row] = []
        self._listed = set[str]()

    def shared(self, plan: FormPlan) -> Iterator[Row]:
        """What all steps ask is asked once, before the step."""
        for path in _in_all(plan):
            yield self._question(plan.types[0], path)

    def questions(self, plan: FormPlan, short: str) -> Iterator[Row]:
        """What one type asks by itself."""
        shared = set(_in_all(plan)) if plan.has_steps else set()
        opened = ""
        for path in fields_of(plan, short):
            part = path.partition(".")[0]
            if path in shared:
                continue
            if part not in plan.gates:
                yield self._question(short, path)
                continue
            if part != opened:
                opened = part
                yield self._gate(part, plan.gates[part])
            yield self._question(short, path) | {"required": "yes", "relevant": f"${{{part}}} = 'true'"}

    def _gate(self, part: str, asks: tuple[str, str]) -> Row:
        self.choices_of("yes_no", _YES_NO)
        return {"type": "select_one yes_no", "name": part, "required": "yes"} | _said(asks, _LABELS)

    def choices_of(self, name: str, choices: Sequence[tuple[str, str, str]]) -> None:
        """Enter a list once."""
        if name not in self._listed:
            self._listed.add(name)
            self.choices += [{"list_name": name, "name": one} | _said(said, _LABELS) for one, *said in choices]

    def _question(self, short: str, path: str) -> Row:
        pattern = ".".join("*" if part.isdecimal() else part for part in path.split("."))
        kind, needed = kinds_of(short)[pattern]
        number = next((int(part) + 1 for part in path.split(".") if part.isdecimal()), 0)
        names = names_of(pattern, short)
        labels = (names[0].format(number), names[1].format(number))
        row = {"type": self._type(path, kind), "name": question_of(path)} | _said(labels, _LABELS)
        if needed:
            row["required"] = "yes"
        return row | self._limits(path, kind)

    def _type(self, path: str, kind: inspect.Type | None) -> str:
        chosen = self._chosen(path)
        if chosen:
            self.choices_of(path, chosen)
            return f"select_one {path}"
        match bare(kind):
            case inspect.LiteralType(values):
                words = [(str(one), WORDS[str(one)][0], str(one).replace("_", " ").capitalize()) for one in values]
                self.choices_of(path, words)
                return f"select_one {path}"
            case inspect.BoolType():
                self.choices_of("yes_no", _YES_NO)
                return "select_one yes_no"
            case inspect.IntType():
                return "integer"
            case inspect.FloatType():
                return "decimal"
            case _:
                return "date" if form_of(kind) == "date" else "text"

    def _chosen(self, path: str) -> list[tuple[str, str, str]]:
        """A campaign's own clauses and units."""
        if self._campaign is None:
            return []
        if path == "clause":
            return [(one.id, *_short(one.id, one.text.vi, one.text.en)) for one in self._campaign.clauses]
        if path == "unit_id":
            return [(one.id, one.name.vi, one.name.en or one.name.vi) for one in self._campaign.units]
        return []

    def _limits(self, path: str, kind: inspect.Type | None) -> Row:
        if path == "unit_id" and self._campaign is None:
            return _SLUG
        if form_of(kind) == "date":
            return _PAST
        return _ABOVE if isinstance(bare(kind), inspect.IntType | inspect.FloatType) else {}


def _also(row: Row, where: Row) -> Row:
    """A question with one more condition."""
    both = " and ".join(filter(None, (where.get("relevant"), row.get("relevant"))))
    return row | ({"relevant": both} if both else {})


def _in_all(plan: FormPlan) -> list[str]:
    first, *others = (list(fields_of(plan, short)) for short in plan.types)
    return [path for path in first if all(path in other for other in others)]


def _pictures(plan: FormPlan) -> int:
    return PICTURES if any("evidence.*.sha256" in kinds_of(short) for short in plan.types) else 0


def _picture(number: int) -> Row:
    labels = _said((f"Ảnh minh chứng {number}", f"Picture {number}"), _LABELS)
    hints = _said(("Ảnh thành minh chứng", "It becomes evidence"), _HINTS)
    size = {"parameters": "max-pixels=1600"}  # a legible paper, and a tenth of what a camera makes
    return {"type": "image", "name": f"photo_{number}"} | size | labels | (hints if number == 1 else {})


def _said(texts: Sequence[str], columns: tuple[str, str]) -> Row:
    return dict(zip(columns, texts, strict=True))


def _short(name: str, vi: str, en: str) -> tuple[str, str]:
    """A clause as a choice: its number, and as much of its words as a phone shows."""
    texts = (vi, en or vi)
    shown = [" ".join(text.split()) for text in texts]
    cut = [text if len(text) <= 100 else f"{text[:100].rpartition(' ')[0]} …" for text in shown]
    return f"{name}: {cut[0]}", f"{name}: {cut[1]}"


def _event_lines(plan: FormPlan, short: str) -> Iterator[str]:
    yield f"  - type: {short}"
    if plan.has_steps:
        yield f"    when: {{{STEP}: {step_name(short)}}}"
    own = next(path for path in fields_of(plan, short) if path.endswith("_on"))
    yield f"    time: {question_of(plan.time or own)}"
    yield "    fields:"
    yield from (f"      {path}: {question}" for path, question in plan.built.items() if path in kinds_of(short))
    yield from (f"      {path}: {question_of(path)}" for path in fields_of(plan, short))
    if "evidence.*.sha256" in kinds_of(short):
        yield f"    evidence: [{', '.join(f'photo_{number}' for number in range(1, PICTURES + 1))}]"
