"""Whether a template may be recorded: what is wrong with it, on which line, in words for whoever wrote it. Pure."""

from collections.abc import Iterator
from typing import Final, get_args

from services.notify.domain.sample_stories import samples_of
from services.notify.domain.templates import Template
from services.notify.domain.text_templates import Names, Wrong, wrong_in
from services.notify.domain.variables import LISTS, VARIABLES
from services.notify.domain.wording import Wording, wording
from shared.core.problems import Fault
from shared.core.values import Language

LONGEST_TITLE: Final = 400  # letters, when it is filled in
LONGEST_BODY: Final = 8_000
MOST_SUBJECT: Final = 400  # as it is written
MOST_BODY: Final = 4_000
_ONE_LINE: Final = Fault(
    "/subject",
    "phải nằm trên một dòng, không có ký tự điều khiển: dòng thứ hai của tiêu đề thư sẽ thành một đầu mục khác",
    "must be one line without control characters: a second line would be a header of its own",
)
_PLAIN: Final = Fault("/body", "có ký tự điều khiển", "holds control characters")


def in_lines(text: str) -> str:
    """A text as it is kept: with line ends of one kind, and nothing around it."""
    return "\n".join(line.rstrip() for line in text.splitlines()).strip()


def judged(topic: str, subject: str, body: str) -> tuple[Template, tuple[Fault, ...]]:
    """What somebody wrote as it would be kept, and what is wrong with it."""
    written = Template(subject.strip(" "), in_lines(body))
    return written, tuple(faults_of(topic, written))


def faults_of(topic: str, template: Template) -> Iterator[Fault]:
    """What is wrong with a template of a topic; what cannot be read is not tried."""
    for pointer, text, most in (("/subject", template.subject, MOST_SUBJECT), ("/body", template.body, MOST_BODY)):
        if not text or len(text) > most:
            yield Fault(pointer, f"phải có từ 1 đến {most} chữ", f"must have 1 to {most} letters")
            return
    if not template.subject.isprintable():
        yield _ONE_LINE
    if not template.body.replace("\n", "").replace("\t", "").isprintable():
        yield _PLAIN
    names = Names(VARIABLES[topic], {name: LISTS[name] for name in VARIABLES[topic] if name in LISTS})
    wrong = [
        *(_fault("/subject", one) for one in wrong_in(template.subject, names)),
        *(_fault("/body", one) for one in wrong_in(template.body, names)),
    ]
    yield from wrong or _tried(topic, template)


def _fault(pointer: str, wrong: Wrong) -> Fault:
    return Fault(pointer, f"dòng {wrong.line}: {wrong.what.vi}", f"line {wrong.line}: {wrong.what.en}")


def _tried(topic: str, template: Template) -> Iterator[Fault]:
    """What comes out of made-up facts in both languages, if that is no notice; of each kind the first."""
    found: dict[str, Fault] = {}
    for sample in samples_of(topic):
        for language in get_args(Language):
            words = wording(sample.story, language, template)
            for fault in _judged(words, f"{sample.called}, {language}"):
                found.setdefault(fault.pointer, fault)
    yield from found.values()


def _judged(words: Wording, called: str) -> Iterator[Fault]:
    vi, en = f"với sự việc mẫu ({called})", f"with the sample ({called})"
    if not words.title:
        yield Fault("/subject", f"{vi} thì trống", f"comes out empty {en}")
    if len(words.title) > LONGEST_TITLE:
        yield Fault("/subject", f"{vi} thì dài quá {LONGEST_TITLE} chữ", f"is over {LONGEST_TITLE} letters {en}")
    if not words.sentences:
        yield Fault("/body", f"{vi} thì trống", f"comes out empty {en}")
    if len(words.body) > LONGEST_BODY:
        yield Fault("/body", f"{vi} thì dài quá {LONGEST_BODY} chữ", f"is over {LONGEST_BODY} letters {en}")
