"""Trouble in words, Vietnamese or English: what is in trouble, what that means, and why as the service says it."""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.text_templates import Value
from services.notify.domain.trouble_stories import TroubleStory
from shared.core.values import Language

_SERVICES: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {"tracking": "ghi nhận", "awards": "khen thưởng", "notify": "thông báo", "audit": "kiểm chứng"},
    "en": {"tracking": "tracking", "awards": "awards", "notify": "notices", "audit": "audit"},
}
_KINDS: Final[Mapping[Language, Mapping[str, str]]] = {
    "vi": {
        "pen": "Sổ cái của đợt này đã mất phần đã ghi, nên không nhận thêm sự việc",
        "read_model": "Có sự việc mà bảng số liệu không nhận được, nên số liệu đứng lại",
        "queue": "Có thư không xử lý được sau nhiều lần thử",
        "checkpoints": "Không ký được mốc kiểm chứng mới",
        "verification": "Lần kiểm chứng gần nhất thấy sổ cái không khớp với phần đã ký",
    },
    "en": {
        "pen": "The log of this campaign lost what was recorded, so it takes no more facts",
        "read_model": "There is a fact that the read model cannot take in, so figures stand still",
        "queue": "Letters could not be dealt with after many attempts",
        "checkpoints": "No new checkpoint can be signed",
        "verification": "The last verification found that the log is not what was signed",
    },
}


def said_of_trouble(story: TroubleStory, language: Language) -> Mapping[str, Value]:
    """What a template may name."""
    return {
        "service": _SERVICES[language].get(story.service, story.service),
        "what": _KINDS[language].get(story.kind, story.kind),
        "about": story.about,
        "why": story.why,
    }
