"""Every value that a page of awards can show has a word in both languages."""

from typing import get_args

import pytest

from services.awards.domain.clocks import Ticks
from services.awards.domain.lifecycle import Stage, Vote
from services.awards.web.forms import FORMS
from services.awards.web.texts import WORDS
from services.awards.web.waiting import Waits
from shared.core.events import CATALOGUE
from shared.core.values import ClearanceResult, Language, Level, Outcome, Paper, SubjectKind
from shared.papers.content import PaperKind
from shared.rules.law.law import CLOCKS
from shared.web.texts import WORDINGS

OWNED = {data.short for data in CATALOGUE.values() if data.owner == "awards"}
UNSAID = {"candidate"}  # neither stands in a nomination's history, nor is stated by a form


@pytest.mark.parametrize("language", get_args(Language))
def test_whatever_there_is_to_show_has_a_word(language: Language) -> None:
    words = WORDS[language]

    assert set(words.way.stages) == {one.value for one in Stage} - {"NOT_OPENED"} | {"LAPSED"}
    assert set(words.way.votes) == {one.value for one in Vote}
    assert set(words.way.clocks) == {*CLOCKS, "COMMENT"}
    assert {part for one in get_args(Ticks) for part in get_args(one)} == set(words.way.clocks)
    assert set(words.way.papers) == set(get_args(Paper))
    assert set(words.way.levels) == set(get_args(Level))
    assert set(words.way.clearance_results) == set(get_args(ClearanceResult))
    assert set(words.way.file_names) == set(PaperKind)
    assert set(words.way.said) == {short for short in OWNED if short.partition(".")[0] not in UNSAID}
    assert set(words.one.outcomes) == set(get_args(Outcome))
    assert set(words.lists.ways) == set(Waits)
    assert set(words.lists.kinds) == set(get_args(SubjectKind))


@pytest.mark.parametrize("language", get_args(Language))
def test_every_field_and_every_option_of_a_form_has_a_word(language: Language) -> None:
    words, say = WORDS[language], WORDINGS[language]
    fields = [field for fields in FORMS.values() for field in fields]
    there = {*words.forms.options, *words.way.papers, *words.way.levels, *words.way.clearance_results, *say.awards}

    assert {field.name for field in fields} == set(words.forms.labels)
    assert {option for field in fields for option in field.options} <= there
    assert set(words.forms.hints) <= set(words.forms.labels)
