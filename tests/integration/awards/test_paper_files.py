"""Papers as files: the same bytes for the same paper, in the form of Decree 30/2020 as a word processor lays it out."""

from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZipFile

import pytest
from docx import Document

from services.awards.domain.papers import deciding, proposing, reporting
from services.awards.domain.papers.minutes import minutes
from services.awards.domain.papers.statistics import form
from shared.papers.content import Paper
from shared.papers.mark import Mark
from shared.papers.sheet import set_in_sheet
from shared.papers.word import set_in_word
from tests.integration.pages_laid_out import LONG, OFFICE, POINTS, SHORT, Page, in_one_line, lines
from tests.integration.pages_laid_out import laid_out as pages_of
from tests.unit.awards.papers_told import ALL, DECISION, NAMES, known_from

MARK: Final = Mark(12_345_007, "ab" * 32, "2025-03-10T02:00:00.000Z", "https://thidua.example.vn")
KNOWN: Final = known_from(ALL)
PAPERS: Final[dict[str, Paper]] = {
    "to-trinh": proposing.submission_letter(KNOWN, "N-1"),
    "danh-sach": deciding.roll(KNOWN, DECISION),
    "bao-cao-thanh-tich": reporting.achievement_report(KNOWN, "N-1"),
    "bien-ban": minutes(KNOWN, "HĐ-1"),
    "quyet-dinh": deciding.decision(KNOWN, DECISION),
}


def docx(kind: str) -> bytes:
    return set_in_word(PAPERS[kind], NAMES, MARK)


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_is_the_same_file_whenever_it_is_set(kind: str) -> None:
    first = docx(kind)

    with ZipFile(BytesIO(first)) as package:
        packed = {part.date_time for part in package.infolist()}
        names = package.namelist()
    assert docx(kind) == first
    assert packed == {(1980, 1, 1, 0, 0, 0)}
    assert not [name for name in names if "thumbnail" in name]


def test_a_paper_tells_an_offices_search_what_it_is() -> None:
    core = Document(BytesIO(docx("quyet-dinh"))).core_properties

    assert (core.title, core.author) == ("Quyết định: Về việc tặng Giấy khen", "Văn phòng UBND tỉnh Hòa Bình")
    assert (core.identifier, core.version) == (MARK.sha256, "12345007")
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == datetime(2025, 3, 10, 2)  # noqa: DTZ001


def test_another_reader_gets_another_file_of_the_same_paper() -> None:
    closed = dict.fromkeys(NAMES, "(đã xóa)")

    assert set_in_word(PAPERS["quyet-dinh"], closed, MARK) != docx("quyet-dinh")


@pytest.mark.parametrize("number", ["0602", "0603"])
def test_a_statistical_form_is_the_same_file_whenever_it_is_set(number: str) -> None:
    told = form(KNOWN, number, "2025")

    assert set_in_sheet(told, MARK) == set_in_sheet(told, MARK)


@pytest.fixture(scope="module")
def laid_out(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Every paper as LibreOffice lays it out on pages."""
    folder = tmp_path_factory.mktemp("papers")
    forms = {f"{number}.xlsx": set_in_sheet(form(KNOWN, number, "2025"), MARK) for number in ("0602", "0603")}
    pages = pages_of(folder, {f"{kind}.docx": docx(kind) for kind in PAPERS} | forms)
    return {name.removesuffix(".docx"): laid for name, laid in pages.items()}


if OFFICE:  # where there is none nothing can be laid out; .ci/run installs one

    @pytest.mark.parametrize("kind", PAPERS)
    def test_pages_are_a4_with_the_decrees_margins(laid_out: dict[str, list[Page]], kind: str) -> None:
        width, height = (LONG, SHORT) if kind == "danh-sach" else (SHORT, LONG)
        for page in laid_out[kind]:
            assert page.width == pytest.approx(width, abs=1)
            assert page.height == pytest.approx(height, abs=1)
            text = [word for word in page.words if 19 * POINTS < word.top < page.height - 26 * POINTS]
            # A table's text stands 1 mm inside its border, a list's number in the middle of its column.
            assert 30 * POINTS - 1 <= min(word.left for word in text) <= 32 * POINTS + 1
            assert max(word.right for word in text) <= page.width - 15 * POINTS + 1
            assert min(word.top for word in text) >= 20 * POINTS - 1

    def test_the_first_page_bears_no_number_and_the_second_does(laid_out: dict[str, list[Page]]) -> None:
        first, second = laid_out["bien-ban"]

        assert [word for word in first.words if word.top < 19 * POINTS] == []
        [number] = [word for word in second.words if word.top < 19 * POINTS]
        assert number.text == "2"
        middle = (30 * POINTS + second.width - 15 * POINTS) / 2
        assert (number.left + number.right) / 2 == pytest.approx(middle, abs=2)

    @pytest.mark.parametrize("kind", ["to-trinh", "bao-cao-thanh-tich", "bien-ban", "quyet-dinh"])
    def test_the_name_of_an_office_does_not_leave_its_last_word_alone(
        laid_out: dict[str, list[Page]], kind: str
    ) -> None:
        page = laid_out[kind][0]

        assert in_one_line(page, "TỈNH HÒA BÌNH")
        assert not [text for text in lines(page) if text.split(" CỘNG ")[0] in {"BÌNH", "CHỨC", "THƯỞNG", "TỔ CHỨC -"}]

    def test_nothing_that_ends_with_a_colon_is_the_last_line_of_a_page(laid_out: dict[str, list[Page]]) -> None:
        first, second = laid_out["bien-ban"]

        assert in_one_line(second, "thống nhất đề nghị khen thưởng:")
        assert not in_one_line(first, "IV. KẾT LUẬN")

    @pytest.mark.parametrize("name", ["0602.xlsx", "0603.xlsx"])
    def test_a_form_with_room_to_sign_stands_on_one_page_across(laid_out: dict[str, list[Page]], name: str) -> None:
        [page] = laid_out[name]

        signed = max(word.bottom for word in page.words if word.text == "BIỂU")
        assert page.width == pytest.approx(LONG, abs=1)
        assert page.height == pytest.approx(SHORT, abs=1)
        assert page.height - 21 * POINTS - signed > 15 * POINTS
        assert in_one_line(page, MARK.address)

    @pytest.mark.parametrize("kind", PAPERS)
    def test_the_national_header_stands_in_one_line_each(laid_out: dict[str, list[Page]], kind: str) -> None:
        page = laid_out[kind][0]

        assert in_one_line(page, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        assert in_one_line(page, "Độc lập - Tự do - Hạnh phúc")
        assert not [text for text in lines(page) if text.endswith((" NGHĨA VIỆT", "Hạnh"))]
