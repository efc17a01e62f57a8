"""Invented names, numbers and addresses, marked so that nobody takes them for a real person's. Knows no facts."""

from random import Random
from typing import Final

from shared.core.values import Sex

FAMILIES: Final = ("Bùi", "Quách", "Đinh", "Hà", "Nguyễn", "Xa", "Lường", "Vì", "Phạm", "Trần")
GIVEN: Final[dict[Sex, tuple[str, ...]]] = {
    "F": ("An", "Bình", "Cúc", "Dung", "Hiền", "Hoa", "Lan", "Mai", "Nga", "Thảo", "Thu", "Yến"),
    "M": ("Bắc", "Chiến", "Dũng", "Đông", "Hải", "Khánh", "Long", "Minh", "Nam", "Quân", "Sơn", "Thắng"),
}


def sex(rng: Random) -> Sex:
    """Either, evenly."""
    return rng.choice(("F", "M"))


def person_name(rng: Random, of: Sex) -> str:
    """A name with the middle word "Mẫu" (sample), which no real register holds."""
    return f"{rng.choice(FAMILIES)} {'Thị' if of == 'F' else 'Văn'} Mẫu {rng.choice(GIVEN[of])}"


def citizen_id(number: int) -> str:
    """A 12-digit number under province code 000, which is never issued."""
    return f"000{number:09d}"


def address(rng: Random, district: str) -> str:
    """A hamlet that does not exist, in a district."""
    return f"Xóm Mẫu {rng.randint(1, 40):02d}, {district}"
