"""A form says what a door answers as people say it."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import services.tracking.domain
from services.awards.web.form_texts import FORMS_VI
from services.awards.web.forms import BY_NAME
from services.awards.web.procedure_texts import WAY_EN, WAY_VI
from services.tracking.web.form_words import facts_called
from shared.core.decider import Refused
from shared.core.events import CATALOGUE
from shared.core.values import Language
from shared.web.form_page import Form


def test_a_kind_of_fact_is_called_as_people_call_it() -> None:
    form = Form("Khai", (), FORMS_VI, {}, back="/", facts=WAY_VI.said)

    said = form.in_words("Hãy ghi council.convened trước; tệp bien-ban.docx vẫn còn.")

    assert said == "Hãy ghi “Triệu tập Hội đồng” trước; tệp bien-ban.docx vẫn còn."


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_fact_that_a_refusal_of_tracking_names_is_called_as_people_call_it(language: Language) -> None:
    folder = Path(services.tracking.domain.__path__[0])
    modules = [import_module(f"services.tracking.domain.{path.stem}") for path in folder.glob("*refusals.py")]
    refusals = [one for module in modules for one in vars(module).values() if isinstance(one, Refused)]
    shorts = {cls.short for cls in CATALOGUE.values()}

    named = {word for one in refusals for word in re.findall(r"[a-z_]+\.[a-z_]+", one.vi) if word in shorts}

    assert "house.completed" in named
    assert named <= facts_called(language).keys()


def test_every_form_of_awards_is_called_by_what_it_does() -> None:
    assert BY_NAME.keys() == WAY_EN.steps.keys()
    assert BY_NAME.keys() <= WAY_VI.steps.keys()
