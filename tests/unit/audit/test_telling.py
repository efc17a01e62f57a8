"""Every fact of the catalogue told in a sentence, in both languages, with nothing sealed in it."""

import re
from pathlib import Path
from typing import Final, Literal, get_args, get_origin

import msgspec
import pytest

from services.audit.web.telling import Teller
from services.audit.web.texts import WORDS
from shared.core.definition import Text
from shared.core.envelope import Fact, decode_fact
from shared.core.events import CATALOGUE
from shared.core.values import Language
from shared.web.texts import WORDINGS
from tests import examples

GOLDEN: Final = [decode_fact(path.read_bytes()) for path in sorted(Path("tests/golden").glob("*.v1.json"))]
LANGUAGES: Final[tuple[Language, ...]] = ("vi", "en")
UNITS: Final = {"hctc": Text("Phòng Hành chính - Tổ chức", "Administration Division")}


def teller(language: Language) -> Teller:
    return Teller(WORDS[language].telling, WORDINGS[language], UNITS)


def test_every_kind_of_fact_has_words_in_both_languages() -> None:
    shorts = {cls.short for cls in CATALOGUE.values()}

    assert {language: set(WORDS[language].telling.told) for language in LANGUAGES} == dict.fromkeys(LANGUAGES, shorts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fact", GOLDEN, ids=lambda fact: fact.data.short)
def test_a_fact_is_told_in_a_whole_sentence(fact: Fact, language: Language) -> None:
    sentence = teller(language).sentence(fact)

    assert re.fullmatch(r"[^{}<>]+[.!?]", sentence.strip()), sentence
    assert not re.search(r"\s[.,:]|: \.|“”|\b[A-Z]+_[A-Z_]+\b", sentence), sentence


@pytest.mark.parametrize("fact", GOLDEN, ids=lambda fact: fact.data.short)
def test_no_sentence_shows_what_is_sealed(fact: Fact) -> None:
    data = msgspec.to_builtins(fact.data)
    sealed = [value for value in (data.get("name"), (data.get("person") or {}).get("sealed")) if value]
    sealed += [(data.get("donor") or {}).get("sealed")] if (data.get("donor") or {}).get("sealed") else []

    told = teller("vi").sentence(fact) + teller("en").sentence(fact)

    assert not [one for one in sealed if isinstance(one, str) and one.startswith("v1.") and one in told]


def test_a_unit_is_told_by_its_name_and_everybody_else_by_the_role() -> None:
    stated = examples.fact(examples.ACTIVITY)
    granted = next(fact for fact in GOLDEN if fact.data.short == "access.granted")

    assert teller("vi").sentence(stated).startswith("Phòng Hành chính - Tổ chức ghi hoạt động “Kiểm tra")
    assert teller("en").who(granted) == "The system"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_a_field_that_is_told_has_words(language: Language) -> None:
    telling = WORDS[language].telling
    as_on_every_page = {"award", "form", "verdict", "work", "role"}

    lacking = {
        (cls.short, field.name, code)
        for cls in CATALOGUE.values()
        for field in msgspec.structs.fields(cls)
        if f"{{{field.name}}}" in telling.told[cls.short].sentence and field.name not in as_on_every_page
        if get_origin(field.type) is Literal
        for code in get_args(field.type)
        if code.isupper() and code not in telling.values
    }

    assert lacking == set()
