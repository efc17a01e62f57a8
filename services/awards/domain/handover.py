"""Why what awards keeps of a unit that ended goes where it goes, in words. Pure; `succession` says where that is."""

from typing import Final

from services.awards.domain.succession import Fate
from shared.core.definition import Text

REASONS: Final[dict[Fate, Text]] = {
    Fate.DECIDED_BEFORE: Text(
        "Đã quyết định trước ngày đơn vị kết thúc, nên giữ nguyên.",
        "It was decided before the unit ended, so it stands.",
    ),
    Fate.CARRIED: Text(
        "Đơn vị tiếp nhận đại diện; quyết định khen thưởng ghi tên đơn vị tiếp nhận.",
        "The unit that goes on carries it; a decision names that unit.",
    ),
    Fate.LAPSED: Text(
        "Đơn vị kết thúc và không có đơn vị nào tiếp nhận.", "The unit ended and none goes on in its place."
    ),
}
# A unit's end says nothing of where each of its people works from then on; a candidacy goes wherever the person goes.
WAITS: Final = "WAITS"
TO_BE_TRANSFERRED: Final = Text(
    "Hồ sơ vẫn ghi người này ở đơn vị cũ; thư ký ghi person.transferred khi có quyết định điều động.",
    "The registry still has this person in the old unit; the secretary states person.transferred once that is decided.",
)
