"""Nơi nhận: who a paper goes to, as it lists them at its foot; the same are told of it. It knows no law."""

from collections.abc import Callable, Iterable
from typing import Final

FILED: Final = "Lưu: VT."
ROLES: Final = {"authority": "Lãnh đạo cơ quan (để báo cáo)", "secretary": "Thường trực Thi đua - Khen thưởng"}


def recipients_at_foot(
    named: Iterable[str], called: Callable[[str], str], *, first: Iterable[str] = ()
) -> tuple[str, ...]:
    """The lines of a foot: whom no table names come `first`, then units and roles by name, then where it is filed.

    `called` says what a unit is called.
    """
    by_name = (ROLES.get(one) or called(one) for one in named)
    return (*(f"{one};" for one in dict.fromkeys((*first, *by_name))), FILED)
