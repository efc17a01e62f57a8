"""The words of the search page, in Vietnamese and in English. They know no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from shared.core.values import Language


@dataclass(frozen=True, kw_only=True, slots=True)
class SearchWords:
    """Every word of the page in one language; braces are filled by the template."""

    field: str
    hint: str
    button: str
    unit_id: str
    codes: str
    household: str
    person: str
    people: str
    names_in: str
    no_unit: str
    nothing: str
    first_of: str
    first_of_more: str
    farther_on: str
    go_on: str
    all_of_them: str
    elsewhere: str
    candidates: str
    log: str
    documents: str
    number: str
    paper: str
    posted_on: str
    verify: str


_VI: Final = SearchWords(
    field="Từ cần tìm",
    hint="Tên hoặc mã đơn vị, tên việc hoặc mã hoạt động, mã hộ, số văn bản, hoặc tên chủ hộ nếu bạn được xem. "
    "Không cần gõ dấu.",
    button="Tìm",
    unit_id="Mã đơn vị",
    codes="Mã định danh",
    household="Mã hộ",
    person="Người đứng tên",
    people="Chủ hộ",
    names_in="Tìm tên chủ hộ trong đơn vị",
    no_unit="Không tìm theo tên chủ hộ",
    nothing="Không tìm thấy gì trong những mục bạn được xem.",
    first_of="{shown} mục đầu trong {total}",
    first_of_more="{shown} mục đầu; danh sách còn dài hơn phần đã tìm ({most} mục).",
    farther_on="Chưa tìm hết {title}: {most} mục đầu đã được tìm, không mục nào khớp.",
    go_on="Tìm tiếp trong danh sách",
    all_of_them="Xem tất cả",
    elsewhere="Tìm tiếp “{words}” ở nơi khác",
    candidates="Trong gợi ý khen thưởng: tên, mã, số đề nghị, số quyết định, số văn bản",
    log="Trong sổ cái: mọi sự việc về mã này",
    documents="Văn bản đã công khai",
    number="Số văn bản",
    paper="Tên văn bản",
    posted_on="Ngày đăng",
    verify="Kiểm tra văn bản có mã băm này",
)
_EN: Final = SearchWords(
    field="What to look for",
    hint="A unit's name or id, an activity's title or id, a household's id, a paper's number, or the name it is "
    "listed under if you may see it. Accents may be left out.",
    button="Search",
    unit_id="Unit id",
    codes="Electronic identifiers",
    household="Household id",
    person="Listed under the name",
    people="Households by name",
    names_in="Look for names among the households of",
    no_unit="Do not look for names",
    nothing="Nothing was found among what you may see.",
    first_of="The first {shown} of {total}",
    first_of_more="The first {shown}; the list goes on beyond what was looked through ({most}).",
    farther_on="{title}: the first {most} were looked through and none fits; there are more.",
    go_on="Go on searching in the list",
    all_of_them="See all",
    elsewhere="Look for “{words}” elsewhere too",
    candidates="Among the candidates: name, id, number of a nomination, a decision or a document",
    log="In the log: every fact about this id",
    documents="Papers made public",
    number="Number",
    paper="Paper",
    posted_on="Posted on",
    verify="Check the paper that has this hash",
)
SEARCH_WORDS: Final[Mapping[Language, SearchWords]] = {"vi": _VI, "en": _EN}
