"""What a check found wrong, and where: the one error of verification. It knows no check and no file."""

from shared.core.errors import ThiDuaError


class Wrong(ThiDuaError):
    """Here the log, or the copy of it, is not what was signed."""

    vi = "Ở đây nhật ký, hoặc bản sao của nó, không phải là những gì đã được ký."

    def __init__(self, place: str, vi: str, en: str) -> None:
        """`place` names a position, tile, checkpoint or section; the texts say what is wrong there."""
        super().__init__(f"{place}: {en}")
        self.place = place
        self.made_of = place, vi, en
        self.vi = f"{place}: {vi}"
        self.en = f"{place}: {en}"

    def __str__(self) -> str:
        return self.en


def at_position(position: int, vi: str, en: str) -> Wrong:
    """Something is wrong with the fact at a position."""
    return Wrong(f"position {position}", vi, en)
