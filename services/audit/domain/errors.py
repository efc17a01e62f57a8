"""What audit answers when a proof, a note or a key is not good; it knows no check that says so."""

from typing import Final

from shared.core.errors import ThiDuaError

_UNPROVEN_VI: Final = "Tài liệu này không chứng minh được gì; hãy xin lại một bản nguyên vẹn."


class ProofRefused(ThiDuaError, ValueError):
    """Nothing is proven by it; ask for an unchanged copy."""

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is wrong, in both languages; neither repeats what an entry says."""
        super().__init__(en)
        self.vi = f"{_UNPROVEN_VI} {vi}"
        self.en = str(self)


class KeyRefused(ThiDuaError, ValueError):
    """The key cannot be used; compare it, character by character, with the one its owner published."""

    def __init__(self, vi: str, en: str) -> None:
        """The texts say what is wrong; they never repeat the key."""
        super().__init__(en)
        self.vi = f"Không dùng được khóa này; hãy so từng ký tự với khóa mà chủ của nó đã công bố. {vi}"
        self.en = str(self)
