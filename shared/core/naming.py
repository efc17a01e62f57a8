"""What the catalogue's codes are called where people read them, in both languages. It knows no page and no fact.

Facts hold codes, and texts in which codes stand: those of a flag say which other award it was. Pages and letters put
words in their place; the log stays as it is.
"""

import re
from collections.abc import Mapping
from typing import Final

from shared.core.events import Said
from shared.core.values import Award, CommendationType, Language, Rating

AWARDS: Final[Mapping[Award, Said]] = {
    "LABOUR_ORDER_1": Said("Huân chương Lao động hạng Nhất", "Labour Order, First Class"),
    "LABOUR_ORDER_2": Said("Huân chương Lao động hạng Nhì", "Labour Order, Second Class"),
    "LABOUR_ORDER_3": Said("Huân chương Lao động hạng Ba", "Labour Order, Third Class"),
    "PM_MERIT": Said("Bằng khen của Thủ tướng Chính phủ", "Prime Minister's Certificate of Merit"),
    "PROVINCE_MERIT": Said("Bằng khen của Chủ tịch UBND tỉnh", "Provincial Chairman's Certificate of Merit"),
    "AGENCY_COMMENDATION": Said("Giấy khen", "Certificate of Commendation"),
}
RATINGS: Final[Mapping[Rating, Said]] = {
    "EXCELLENT": Said("Hoàn thành xuất sắc nhiệm vụ", "excellent"),
    "GOOD": Said("Hoàn thành tốt nhiệm vụ", "good"),
    "COMPLETED": Said("Hoàn thành nhiệm vụ", "completed"),
    "NOT_COMPLETED": Said("Không hoàn thành nhiệm vụ", "not completed"),
}
COMMENDATIONS: Final[Mapping[CommendationType, Said]] = {
    "MERIT": Said("công trạng", "for merit"),
    "AD_HOC": Said("đột xuất", "ad hoc"),
    "MOVEMENT": Said("phong trào", "in a movement"),
    "DEDICATION": Said("quá trình cống hiến", "for dedication"),
    "LONG_SERVICE": Said("niên hạn", "for long service"),
    "EXTERNAL": Said("đối ngoại", "external"),
}
# Figures of reports that the system itself knows; all others bear the names that units gave them.
FIGURES: Final[Mapping[str, Said]] = {"activities": Said("Số hoạt động", "Activities")}
CALLED: Final[Mapping[str, Said]] = {
    str(code): said for codes in (AWARDS, RATINGS, COMMENDATIONS) for code, said in codes.items()
}
_CODES: Final = re.compile(rf"\b(?:{'|'.join(sorted(CALLED, key=len, reverse=True))})\b")


def in_words(text: str, language: Language) -> str:
    """A text of a fact with words in the place of codes; what is no code of ours stays."""
    return _CODES.sub(lambda found: in_language(CALLED[found[0]], language), text)


def in_language(said: Said, language: Language) -> str:
    """One of both."""
    return said.vi if language == "vi" else said.en
