"""Templates of notices: what ships is sound, what could do harm is refused with its line, and a change is a fact."""

from typing import Final, get_args

import msgspec
import pytest

from services.notify.domain.checking import faults_of
from services.notify.domain.kept import story_in
from services.notify.domain.sample_stories import samples_of
from services.notify.domain.shelf import shipped
from services.notify.domain.templates import Slot, Template
from services.notify.domain.topics import TOPICS
from services.notify.domain.variables import CALLED, LISTS, VARIABLES
from services.notify.domain.wording import values_of, wording_of
from shared.adapters.memory import MemoryLog
from shared.core.events import NotificationFailed, NotificationSent, TemplateChanged, TemplateRestored
from shared.core.values import Language, Medium
from tests.unit.notify.notifying import Mailbox, begun, flagged, notify, run, unflagged, updated, write

SLOT: Final = Slot("candidate.flagged", "vi", "LETTER")
SHORT: Final = Template("Xét {{ award }}: {{ subject }}", "{{ verdict }}.\n{{ campaign }}")
BY: Final = "admin:nv-quan-tri"


@pytest.mark.parametrize("topic", TOPICS)
def test_what_ships_is_sound_in_both_languages(topic: str) -> None:
    found = [fault for language in get_args(Language) for fault in faults_of(topic, _shipped(topic, language))]

    assert found == []


@pytest.mark.parametrize("topic", TOPICS)
def test_a_template_may_name_just_what_it_is_given(topic: str) -> None:
    given = [values_of(sample.story, "vi") for sample in samples_of(topic)]

    assert given
    assert [set(VARIABLES[topic]) - set(values) for values in given if set(VARIABLES[topic]) - set(values)] == []
    assert {name for name in VARIABLES[topic] if not isinstance(given[0][name], str)} <= set(LISTS)
    assert set(VARIABLES[topic]) <= set(CALLED)


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_told_is_read_again_as_it_was_kept(topic: str) -> None:
    told = [sample.story for sample in samples_of(topic)]

    assert [story_in(msgspec.json.encode(story), topic) for story in told] == told


HOSTILE: Final = (
    "{{ ''.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ campaign.__class__ }}",
    "{{ campaign['__class__'] }}",
    "{{ campaign | attr('__class__') }}",
    "{% for figure in figures %}{{ figure.__class__ }}{% endfor %}",
    "{% for figure in figures %}{{ figure.items }}{% endfor %}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum() }}",
    "{{ config }}",
    "{{ password }}",
    "{% include 'notice.html' %}",
    "{% import 'notice.html' as x %}",
    "{% from 'notice.html' import x %}",
    "{% extends 'notice.html' %}",
    "{% block x %}{% endblock %}",
    "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "{% set x = campaign %}{{ x }}",
    "{% with x = 1 %}{% endwith %}",
    "{% call f() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% do figures.append(1) %}",
    "{% raw %}x",
    "{% for i in range(1000000000) %}x{% endfor %}",
    "{% for i in campaign %}x{% endfor %}",
    "{% for a in figures %}{% for b in figures %}x{% endfor %}{% endfor %}",
    "{% for a in figures recursive %}{{ loop(figures) }}{% endfor %}",
    "{% for a in figures if a.name %}x{% endfor %}",
    "{% for campaign in figures %}x{% endfor %}",
    "{% for figure in figures %}{{ loop.index }}{% endfor %}",
    "{{ 'x' * 1000000000 }}",
    "{{ 9 ** 999999999 }}",
    "{{ 'x' ~ campaign }}",
    "{{ '%0999999999d' % 1 }}",
    "{{ '{0.__class__}'.format(campaign) }}",
    "{{ campaign | center(999999999) }}",
    "{{ campaign | format(campaign) }}",
    "{{ figures | map(attribute='__class__') }}",
    "{{ campaign | join(campaign) }}",
    "{{ campaign < 5 }}",
    "{{ campaign is defined }}",
    "{{ campaign if tier }}",
    "{{ (campaign, unit) }}",
    "{{ [campaign] }}",
    "{{ {'a': campaign} }}",
    "{{ campaign[0] }}",
    "{{ caller() }}",
    "{{ " + "(" * 390,
    "{% if unit %}" * 15 + "x" + "{% endif %}" * 15,
    "{{ not " + "not " * 90 + "unit }}",
    "{{ unit",
    "{% if unit %}x",
    "{% endfor %}",
)


@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_could_reach_further_or_never_end_is_refused_with_its_line(hostile: str) -> None:
    body = list(faults_of("goal.at_risk", Template("{{ metric }}", f"{{{{ campaign }}}}\n\n{hostile}")))
    subject = list(faults_of("goal.at_risk", Template(hostile, "{{ campaign }}")))

    assert [fault.pointer for fault in (*body, *subject)] != []
    assert {fault.pointer for fault in body} == {"/body"}
    assert {fault.pointer for fault in subject} == {"/subject"}
    assert all(fault.vi.startswith("dòng ") for fault in (*body, *subject))
    assert any(fault.en.startswith(("line 3:", "line 1: nests")) for fault in body)


@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00", "\u202e"])
def test_a_subject_that_would_begin_a_header_is_refused(line_end: str) -> None:
    written = Template("{{ metric }}" + line_end + "Bcc: ai-do@example.vn", "{{ campaign }}")

    assert [fault.pointer for fault in faults_of("goal.at_risk", written)] == ["/subject"]


@pytest.mark.parametrize(
    ("written", "pointer", "said"),
    [
        (Template("{% if tier == 'UNIT' %}x{% endif %}", "y"), "/subject", "comes out empty with the sample (HEAD"),
        (Template("x", "{% if tier == 'UNIT' %}y{% endif %}"), "/body", "comes out empty with the sample (HEAD"),
        (Template("{{ campaign }}" * 25, "y"), "/subject", "is over 400 letters"),
        (Template("x", "{% for f in figures %}" + "{{ f.name }}" * 325 + "{% endfor %}"), "/body", "is over 8000"),
        (Template("x", "{{ award }}"), "/body", "line 1: knows no `award`; this topic has: ask, campaign"),
        (Template("x", "y" * 4_001), "/body", "must have 1 to 4000"),
        (Template("x" * 401, "y"), "/subject", "must have 1 to 400"),
        (Template("x", ""), "/body", "must have 1 to 4000"),
        (Template("x", "y\n{{ campaign }"), "/body", "line 2: is no Jinja"),
    ],
)
def test_what_makes_no_notice_of_some_fact_is_refused_in_words(written: Template, pointer: str, said: str) -> None:
    [fault] = faults_of("goal.at_risk", written)

    assert fault.pointer == pointer
    assert said in fault.en


def recorded(log: MemoryLog, channel: str = "email") -> list[tuple[str, str]]:
    facts = [one.data for commit in log.commits if commit.owner == "notify" for one in commit.facts()]
    delivered = [one for one in facts if isinstance(one, NotificationSent | NotificationFailed)]
    return [(one.topic, one.template) for one in delivered if (one.recipient, one.channel) == ("hctc", channel)]


def test_a_change_holds_from_where_it_stands_and_every_record_names_its_version() -> None:
    async def story() -> tuple[MemoryLog, Mailbox]:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox) as service:
            for statement in (flagged(), None, unflagged(), flagged()):
                if statement is None:
                    await service.editor.change(SLOT, SHORT, reason="gọn hơn", changed_by=BY)
                    await service.editor.change(SLOT, SHORT, reason="gọn hơn", changed_by=BY)
                else:
                    await write(log, statement)
                await service.caught_up()
                await service.carried()
            await service.editor.restore(SLOT, reason="như cũ", changed_by=BY)
            await service.caught_up()
            await write(log, unflagged(), flagged())
            await service.caught_up()
            await service.carried()
        return log, mailbox

    log, mailbox = run(story())

    first, ended = shipped(SLOT).version, _shipped("candidate.unflagged", "vi").version
    expected = [
        ("candidate.flagged", first),
        ("candidate.unflagged", ended),
        ("candidate.flagged", SHORT.version),
        ("candidate.unflagged", ended),
        ("candidate.flagged", first),
    ]
    assert recorded(log) == expected
    assert recorded(log, "inbox") == expected
    titles = [wording_of(notice).title for notice, _, _ in mailbox.taken if notice.recipient == "hctc"]
    assert titles[2] == "Xét Giấy khen của Thủ trưởng cơ quan: Phòng Hành chính - Tổ chức"
    assert titles[0] == titles[4] != titles[2]
    changes = [one.data for commit in log.commits for one in commit.facts() if one.data.thing == "template"]
    assert [type(one) for one in changes] == [TemplateChanged, TemplateRestored]
    assert [(one.replaces, one.version) for one in changes if isinstance(one, TemplateChanged | TemplateRestored)] == [
        (first, SHORT.version),
        (SHORT.version, first),
    ]


def test_after_a_restart_what_was_called_for_before_a_change_is_told_in_the_words_of_then() -> None:
    async def story() -> tuple[MemoryLog, Mailbox]:
        log, mailbox = await begun(), Mailbox()
        async with notify(log) as service:  # nothing is carried outside
            await write(log, flagged())
            await service.caught_up()
            await service.editor.change(SLOT, SHORT, reason="gọn hơn", changed_by=BY)
            await service.caught_up()
        async with notify(log, mailbox=mailbox) as service:
            await service.caught_up()
            await service.carried()
        return log, mailbox

    log, mailbox = run(story())

    [letter] = [notice for notice, _, _ in mailbox.taken if notice.recipient == "hctc"]
    assert wording_of(letter).title.startswith("Đủ điều kiện bình xét")
    assert recorded(log) == [("candidate.flagged", shipped(SLOT).version)]


def test_a_message_on_a_phone_and_a_letter_have_templates_of_their_own() -> None:
    async def story() -> Mailbox:
        log, mailbox = await begun(), Mailbox()
        async with notify(log, mailbox=mailbox, outside={"hctc": ["telegram"]}) as service:
            await service.editor.change(SLOT._replace(medium="MESSAGE"), SHORT, reason="trên điện thoại", changed_by=BY)
            await write(log, flagged(), updated(verdict="NEEDS_REVIEW"))
            await service.caught_up()
            while any(service.outbox.due):
                messages, service.queue.messages = service.queue.messages, []
                for message in messages:
                    await service.postman.on_wake(message)
                await service.carried()
        return mailbox

    mailbox = run(story())

    said = {
        notice.channel: wording_of(notice).title
        for notice, _, _ in mailbox.taken
        if (notice.recipient, notice.story.topic) == ("hctc", "candidate.flagged")
    }
    assert said["telegram"].startswith("Xét Giấy khen")
    assert said["email"].startswith("Đủ điều kiện")


def _shipped(topic: str, language: Language, medium: Medium = "LETTER") -> Template:
    return shipped(Slot(topic, language, medium))
