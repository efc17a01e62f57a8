"""The words of an office for awards, bodies, votes and signatures, shared by the papers. It knows no campaign."""

from typing import Final, TypeAlias

from services.awards.domain.papers.known import Known
from services.awards.domain.tallies import Subject
from shared.core.events import Explained, PriorAwardRecorded, Signer
from shared.core.values import Award, Date, Level, SubjectKind
from shared.papers.content import Letterhead, Name, Signature, Text
from shared.papers.recipients import recipients_at_foot
from shared.papers.words import figure, place_in
from shared.rules.law.law import Share
from shared.rules.syntax import Call, parse
from shared.rules.weighing import leaves
from shared.rules.wording import described

AWARDS: Final[dict[Award, str]] = {
    "LABOUR_ORDER_1": "Huân chương Lao động hạng Nhất",
    "LABOUR_ORDER_2": "Huân chương Lao động hạng Nhì",
    "LABOUR_ORDER_3": "Huân chương Lao động hạng Ba",
    "PM_MERIT": "Bằng khen của Thủ tướng Chính phủ",
    "PROVINCE_MERIT": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
    "AGENCY_COMMENDATION": "Giấy khen",
}
LEVEL_OF: Final[dict[Award, Level]] = {
    "LABOUR_ORDER_1": "PRESIDENT",
    "LABOUR_ORDER_2": "PRESIDENT",
    "LABOUR_ORDER_3": "PRESIDENT",
    "PM_MERIT": "PRIME_MINISTER",
    "PROVINCE_MERIT": "PROVINCE",
    "AGENCY_COMMENDATION": "AGENCY",
}
HEADS: Final[dict[Level, str]] = {
    "AGENCY": "Thủ trưởng",
    "PROVINCE": "Chủ tịch Ủy ban nhân dân tỉnh",
    "PRIME_MINISTER": "Thủ tướng Chính phủ",
    "PRESIDENT": "Chủ tịch nước",
}
KINDS: Final[dict[SubjectKind, str]] = {"COLLECTIVE": "tập thể", "INDIVIDUAL": "cá nhân", "HOUSEHOLD": "hộ gia đình"}
COUNCIL: Final = "Hội đồng Thi đua - Khen thưởng"
LEVELS: Final[dict[str, str]] = {"AGENCY": "cơ quan", "PROVINCE": "tỉnh", "PRIME_MINISTER": "Thủ tướng Chính phủ"}
MET: Final = "đạt"
Value: TypeAlias = bool | int | float | str | None


def recipients_of(known: Known, paper: str, day: Date, *, first: str) -> tuple[str, ...]:
    """Nơi nhận of a paper: whom it is about, and whom the plan names for it on the day; the same are told of it."""
    return recipients_at_foot(known.law.recipients(paper, day), lambda one: known.unit_name(one, day), first=(first,))


def letterhead(known: Known, unit_id: str, day: Date, *, number: str, on: str) -> Letterhead:
    """The head of a paper that a unit issues; `on` is the day in words, empty where the paper has none."""
    unit = known.units.get(unit_id)
    parent = unit.parent if unit else ""
    name, superior = known.unit_name(unit_id, day), known.unit_name(parent, day) if parent else ""
    return Letterhead(name, superior, number, f"{place_in(superior, name)}, {on}" if on else "")


def titled(known: Known, person_id: str, day: Date) -> Text:
    """A person as a paper speaks of one: Ông or Bà, the name, and what he or she does where."""
    post = known.post_of(person_id, day)
    if post is None:
        return "Ông (bà) ", Name(person_id)
    address = {"F": "Bà ", "M": "Ông ", None: "Ông (bà) "}[post.sex]
    return address, Name(person_id), f", {worked_as(known, person_id, day)}"


def worked_as(known: Known, person_id: str, day: Date) -> str:
    """What a person does in which unit on a day."""
    post = known.post_of(person_id, day)
    return ", ".join(part for part in (post.title, known.unit_name(post.unit_id, day)) if part) if post else ""


def signed_by(signer: Signer, *, issuer: str, level: Level) -> Signature:
    """The block of who signed a decision, by the capacity in which it was signed."""
    title, head = signer.title.upper(), HEADS[level].upper()
    lines: tuple[str, ...]
    match signer.capacity:
        case "HEAD":
            lines = (title,)
        case "TM":
            lines = (f"TM. {issuer.upper()}", title)
        case "KT":
            lines = (f"KT. {title.removeprefix('PHÓ ') if title.startswith('PHÓ ') else head}", title)
        case "Q":
            lines = (f"Q. {title}",)
        case "TL" | "TUQ":
            lines = (f"{signer.capacity}. {head}", title)
    return Signature(lines, (Name(signer.person_id),))


def share_in_words(share: Share) -> str:
    """A share of votes as minutes say it: trên 1/2 tổng số thành viên Hội đồng."""
    lead = "trên" if share.must_exceed else "ít nhất"
    base = "tổng số thành viên Hội đồng" if share.base == "ALL_MEMBERS" else "số thành viên có mặt"
    return f"{lead} {share.numerator}/{share.denominator} {base}"


def counted_kinds(subjects: list[Subject], count: str) -> str:
    """How many of which kind, each number by a format: 01 tập thể, 02 cá nhân."""
    kinds = [subject.kind for subject in subjects]
    return ", ".join(f"{kinds.count(kind):{count}} {word}" for kind, word in KINDS.items() if kind in kinds)


def form_of(prior: PriorAwardRecorded) -> str:
    """A form of commendation by its name; one that is not ours as it was written."""
    return {str(award): name for award, name in AWARDS.items()}.get(prior.form, prior.form)


def achievements(trees: tuple[Explained, ...]) -> list[Explained]:
    """The conditions that were met, each once, in the order of the rules."""
    met = [leaf for tree in trees for leaf in leaves(tree) if leaf.outcome == "met"]
    return list({leaf.id: leaf for leaf in met}.values())


def labelled(leaf: Explained) -> str:
    """A condition by its name."""
    label = leaf.label
    return (label.vi or label.en if label else "") or leaf.id


def result_of(leaf: Explained) -> str:
    """What was found for a condition that is met, in the words of the rules; what is nought or unknown is not told."""
    found = [_found(text, value) for text, value in (leaf.values or {}).items() if value]
    return "; ".join(found) or MET


def _found(text: str, value: Value) -> str:
    call = parse(text)
    what = described(call).vi if isinstance(call, Call) else ""
    match value:
        case True:
            return what or MET
        case str():
            return f"{what}: {LEVELS.get(value, value)}"
        case _:
            return f"{what}: {figure(value or 0)}"
