"""As whom somebody is told things, and how the log names who read them. Pure."""

from typing import Final

from services.notify.domain.notices import READING_ROLES
from shared.core.access import ROLES, Caller
from shared.core.problems import Fault, Problem, bad_fields
from shared.core.values import Role

RENEWING_ROLES: Final[frozenset[Role]] = frozenset({"secretary", "admin"})  # they may have what failed sent again

WHO: Final = Problem(
    403,
    "not_your_choice",
    "Chỉ được chọn cho nơi nhận của chính mình nên chưa có gì được ghi. Hãy để trống `recipient`, hoặc dùng mã "
    "truy cập của nơi nhận đó.",
    "One chooses for oneself alone, so nothing was recorded. Leave `recipient` out, or use that recipient's token.",
)
NOBODY: Final = Fault(
    "/recipient",
    "mã truy cập này không nhận thông báo với tư cách nào",
    "nobody is told anything as the holder of this token",
)
SEVERAL: Final = Fault(
    "/recipient", "hãy nói chọn cho nơi nhận nào", "say for which recipient: this token reads for more than one"
)


def recipients_of(caller: Caller) -> frozenset[str]:
    """As whom a caller is told things: its unit and those it follows, its role, or the person of the token."""
    own = {*caller.units} if caller.role == "unit" else set()
    role = {caller.role} & READING_ROLES
    # A role's name is no one else's.
    return frozenset((own | {caller.person_id}) - {""} - ROLES | role)


def reader_of(caller: Caller) -> str:
    """How the log names who reads: a unit is a unit, all others are a person, or else their token."""
    return f"{caller.role}:{(caller.unit_id if caller.role == 'unit' else caller.person_id) or caller.token_id}"


def chooser_of(caller: Caller, recipient: str) -> str | Problem:
    """For whom a caller chooses how to be told, or why for nobody; `recipient` may be empty where there is only one."""
    own = recipients_of(caller)
    if recipient and recipient not in own:
        return WHO
    if not own:
        return bad_fields(NOBODY)
    if not recipient and len(own) > 1:
        return bad_fields(SEVERAL)
    return recipient or next(iter(own))
