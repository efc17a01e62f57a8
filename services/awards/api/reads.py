"""Awards' answers of contract §2, as plain dictionaries, from one position of its tables. They know no HTTP.

Whoever calls has opened the view and checked who asks. None means that there is no such campaign.
"""

from typing import Final, TypeAlias

import msgspec
from sqlmodel import Session

from services.awards.api.succession import told
from services.awards.tables.candidates import Seen, Wanted, candidates_seen
from services.awards.tables.places import Standing
from shared.core.definition import Label
from shared.core.events import Explained, Said
from shared.core.values import Language

Answer: TypeAlias = dict[str, object]

_explained: Final = msgspec.json.Decoder(Explained)


def candidates_answer(session: Session, campaign: str, *, wanted: Wanted, language: Language) -> Answer | None:
    """The candidates as they stand, in the order in which they were last spoken of.

    Under a card with a cap each has a `rank`, by the law's priorities and the facts behind it, and `over_cap` marks
    those beyond it; where the cap is also one for each body, `body` and `rank_in_body` say where it stands there.
    """
    seen = candidates_seen(session, campaign, wanted)
    return None if seen is None else {"candidates": [_candidate(one, language) for one in seen]}


def explanation_in(language: Language, explained: Explained) -> Answer:
    """A clause tree as contract §5 shows it, its words in one language."""
    answer: Answer = {"outcome": explained.outcome}
    if explained.missing is not None:
        answer["missing"] = [_said(one, language) for one in explained.missing]
    for name, parts in (("all", explained.all), ("any", explained.any), ("of", explained.of)):
        if parts:
            answer[name] = [explanation_in(language, part) for part in parts]
    if explained.of:
        answer["at_least"] = explained.at_least
    if explained.id:
        answer |= {
            "id": explained.id,
            "label": _label(explained.label or Label(), language),
            "basis": explained.basis or "",
            "when": explained.when,
            "values": explained.values or {},
            "evidence": list(explained.evidence or ()),
            "evidence_count": explained.evidence_count or 0,
        }
    return answer


def _candidate(seen: Seen, language: Language) -> Answer:
    row = seen.row
    answer: Answer = {
        "subject_kind": row.subject_kind,
        "subject_id": row.subject_id,
        "award": row.award,
        "card": row.card,
        "verdict": row.verdict,
        "rule_set": row.rule_set,
        "achievement_key": row.achievement_key,
        "position": row.position,
        "evidence": msgspec.json.decode(row.evidence),
        "explanation": explanation_in(language, _explained.decode(row.explanation)),
    }
    return answer | _place(seen.standing) | told(seen.fated)


def _place(standing: Standing | None) -> Answer:
    if standing is None:
        return {}
    place = standing.place
    answer: Answer = {"rank": place.rank, "over_cap": place.over_cap}
    return answer | {"body": standing.body, "rank_in_body": place.rank_in_body} if standing.cap.per_body else answer


def _said(said: Said, language: Language) -> str:
    return said.vi if language == "vi" else said.en


def _label(label: Label, language: Language) -> str:
    """In the other language rather than not at all."""
    return (label.vi or label.en) if language == "vi" else (label.en or label.vi)
