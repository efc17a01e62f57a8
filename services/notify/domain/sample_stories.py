"""Facts as they may come, for each topic: what a template is tried with before it is recorded. Made up, and pure."""

from collections.abc import Iterator
from itertools import product
from typing import Final, NamedTuple, get_args

from services.notify.domain.directory import NAMELESS, Name
from services.notify.domain.heard import Topic
from services.notify.domain.notices import REMINDERS, AnyStory, ReminderStory, Story
from services.notify.domain.trouble_stories import TroubleStory
from services.notify.domain.troubles import TOPIC_OF, TroubleTopic
from services.notify.domain.urging import SENT, STEPS
from shared.core.events import Figure, Said
from shared.core.values import SubjectKind, Tier, Verdict

_CAMPAIGN: Final = Name("450 ngày đêm thi đua", "450 days and nights")
_UNIT: Final = Name("Phòng Hành chính - Tổ chức", "Administration division")
_MISSING: Final = (Said("thêm 1 cuộc kiểm tra", "1 more inspection"), Said("chưa có xếp loại năm", "no rating"))
_FIGURES: Final = (Figure("houses.completed", 2_762.0, 3_091.5), Figure("disbursed_vnd", 0.0, 60_000_000.0))
# Matters of the whole campaign.
_OF_ALL: Final = frozenset({"goal.at_risk", *(step.topic for kind in SENT for step in STEPS[kind])})


class Sample(NamedTuple):
    """A story, and in a few words which it is."""

    called: str
    story: AnyStory


def samples_of(topic: str) -> Iterator[Sample]:
    """Facts of a topic: each verdict and kind of subject, or each tier, with and without what may be absent."""
    for candidacy in get_args(Topic):
        if candidacy == topic:
            for verdict, kind in product(get_args(Verdict), get_args(SubjectKind)):
                yield Sample(f"{verdict}, {kind}", _flag(candidacy, verdict, kind))
    if topic in REMINDERS:
        for tier, name in product(get_args(Tier), (_UNIT, NAMELESS)):
            yield Sample(tier, _reminder(topic, tier, name))
    for kind, told_as in TOPIC_OF.items():
        if told_as == topic:
            for about in ("", "hoa-binh-450"):
                yield Sample(kind, _trouble(told_as, kind, about))


def _flag(topic: Topic, verdict: Verdict, kind: SubjectKind) -> Story:
    return Story(
        topic=topic,
        campaign_name=_CAMPAIGN,
        subject_kind=kind,
        subject_id="hctc" if kind == "COLLECTIVE" else "nv-001",
        subject_name=_UNIT if kind == "COLLECTIVE" else NAMELESS,
        award="AGENCY_COMMENDATION",
        card="F-GK-COL",
        rule_set="nd98-2023",
        verdict=verdict,
        missing=() if verdict == "CANDIDATE" else _MISSING,
    )


def _reminder(topic: str, tier: Tier, name: Name) -> ReminderStory:
    of_goal, of_all = topic == "goal.at_risk", topic in _OF_ALL
    return ReminderStory(
        topic=REMINDERS[topic],
        tier=tier,
        campaign_name=_CAMPAIGN,
        subject_kind="HOUSEHOLD" if topic == "house.stuck" else "COLLECTIVE",
        subject_id="hctc",
        unit_id="" if of_all else "hctc",
        unit_name=NAMELESS if of_all else name,
        matter="houses.completed" if of_goal else "2025-03",
        due_on="2025-04-05",
        figures=_FIGURES if of_goal or topic.endswith("fell") else (),
        step="APPRAISE" if topic.startswith("dossier.") else "",
        nomination_id="HS-07",
        decision_no="118/QĐ-UBND",
    )


def _trouble(topic: TroubleTopic, kind: str, about: str) -> TroubleStory:
    return TroubleStory(
        topic=topic,
        subject_id="audit",
        service="audit",
        kind=kind,
        about=about,
        why="A fact after position 1000 is of a kind or a form that this release does not know (ValueError)",
    )
