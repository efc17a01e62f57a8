"""A form of a unit in words: what it is called, its fields, and what can be chosen. It knows no door."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from services.tracking.web.admin.definition_texts import DEFINITION_WORDS
from services.tracking.web.admin.form_texts import ADMIN_FORM_WORDS
from services.tracking.web.form_texts import FORM_WORDS
from services.tracking.web.record_texts import RECORD_WORDS
from services.tracking.web.registry_forms import BY_NAME, called, title_of
from services.tracking.web.thing_forms import THING_FORMS, labels_of
from services.tracking.web.thing_texts import THING_WORDS
from services.tracking.web.unit_forms import FIGURES, Filling
from shared.core.definition import Campaign
from shared.core.events import CampaignAmended
from shared.core.values import Language
from shared.web.form_page import Form
from shared.web.frame import Frame
from shared.web.texts import WORDINGS

OF_CORRECTIONS: Final = ("reason", "quantity", "measure")  # hints that are said of a unit's own activities alone


def form_of(filling: Filling, campaign: Campaign, frame: Frame, *, back: str, carried: Mapping[str, str]) -> Form:
    """The form, which leads `back` whoever does not send it."""
    language, short = frame.language, filling.data.short
    words = FORM_WORDS[language]
    period = filling.stands.get("period", "")
    named = {period: WORDINGS[language].period(period)} if period else {}
    names = [one.name for one in filling.fields if one.name.startswith(FIGURES)]
    labels = {name: words.labels.get(one, one) for name in names for one in (name.removeprefix(FIGURES),)}
    hints = words.hints
    if short in THING_FORMS:
        labels = labels_of(filling, language)
        hints = {name: said for name, said in hints.items() if name not in OF_CORRECTIONS}
    return Form(
        " ".join(filter(None, (words.titles[short], *named.values()))),
        filling.fields,
        replace(words, labels={**words.labels, **labels}, hints=hints),
        _options(filling, campaign, language) | named,
        back=back,
        carried=carried,
        facts=facts_called(language),
    )


def facts_called(language: Language) -> dict[str, str]:
    """What people call each kind of fact that tracking's forms and refusals speak of, by its short name."""
    registry = {short: title_of(short, language) for short in BY_NAME}
    amended = {CampaignAmended.short: DEFINITION_WORDS[language].amend}
    return {**FORM_WORDS[language].titles, **registry, **ADMIN_FORM_WORDS[language].titles, **amended}


def _options(filling: Filling, campaign: Campaign, language: Language) -> dict[str, str]:
    say, things, records = WORDINGS[language], THING_WORDS[language], RECORD_WORDS[language]
    of_fields: dict[str, Mapping[str, str]] = {
        "clause": {one.id: f"{one.id}: {say.text(one.text)}" for one in campaign.clauses},
        "kind": records.kinds,
        "track": things.tracks,
        "source": things.sources,
        "category": things.categories,
        "work": {str(work): said for work, said in say.works.items()},
    }
    named = {value: say.text(text) for value, text in filling.named.items()}
    return named | {
        value: of_fields.get(one.name, {}).get(value) or called(value, language)
        for one in filling.fields
        for value in one.options
        if value not in named
    }
