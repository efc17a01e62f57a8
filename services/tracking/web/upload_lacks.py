"""What a file has no column for, asked of its unit: one value for all rows. It knows no HTTP and no file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple, TypeAlias

from msgspec import inspect

from services.tracking.web.upload_texts import UPLOAD_WORDS
from services.tracking.web.uploading import Lack
from shared.core.definition import Campaign
from shared.sheets.cells import bare, form_of
from shared.sheets.columns import ATTRIBUTES, names_of
from shared.sheets.value_words import WORDS
from shared.web.filling import Entered, first
from shared.web.frame import Frame
from shared.web.texts import WORDINGS

MOST: Final = 6  # a form has so many fields at most
_GIVEN: Final = "given."  # how such a field begins in the form
_LONGEST: Final = 200
Way: TypeAlias = Literal["text", "date", "choice"]


class Asked(NamedTuple):
    """A field as the page asks for it: its name in the form, what it is called, how it is filled in, what was said."""

    name: str
    label: str
    way: Way
    said: str
    choices: Sequence[tuple[str, str]] = ()


def given_in(entered: Entered) -> dict[str, str]:
    """What was said of such fields, by field; what was left empty is not given."""
    said = {name.removeprefix(_GIVEN): first(entered, name).strip() for name in entered if name.startswith(_GIVEN)}
    return {field: text for field, text in said.items() if text and len(text) <= _LONGEST}


def asked_of(
    frame: Frame, campaign: Campaign, short: str, lacks: Sequence[Lack], given: Mapping[str, str]
) -> list[Asked]:
    """The fields to ask for, in the page's language."""
    place, its = 0 if frame.language == "vi" else 1, UPLOAD_WORDS[frame.language]
    asked = []
    for one in lacks[:MOST]:
        names = ATTRIBUTES.get(one.field) or names_of(one.field, short)
        choices = list(_choices(frame, campaign, one))
        way: Way = "choice" if choices else "date" if one.field == "time" or form_of(one.kind) == "date" else "text"
        label = its.which_clause if one.field == "clause" else names[place] if len(names) > place else one.field
        asked.append(Asked(_GIVEN + one.field, label, way, given.get(one.field, ""), choices))
    return asked


def _choices(frame: Frame, campaign: Campaign, lack: Lack) -> Iterator[tuple[str, str]]:
    if lack.field == "clause":
        say = WORDINGS[frame.language]
        yield from ((one.id, f"{one.id}: {say.text(one.text)}") for one in campaign.clauses)
    match bare(lack.kind):
        case inspect.LiteralType(values):
            for value in values:
                yield str(value), WORDS.get(str(value), (str(value),))[0] if frame.language == "vi" else str(value)
