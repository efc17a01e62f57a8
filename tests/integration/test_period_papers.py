"""The consolidated report of a period as files: the same bytes for the same position, laid out in the decree's form."""

from io import BytesIO
from typing import Final

import pytest
from docx import Document

from services.tracking.domain.reporting.form import form
from services.tracking.domain.reporting.paper import paper
from shared.papers.mark import Mark
from shared.papers.sheet import set_in_sheet
from shared.papers.word import set_in_word
from tests.integration.pages_laid_out import LONG, OFFICE, POINTS, SHORT, Page, in_one_line, laid_out
from tests.unit.tracking.test_period_reports import HCTC, MAI_CHAU, reported

MARK: Final = Mark(12_345_007, "ab" * 32, "2025-04-08T02:00:00.000Z", "https://thidua.example.vn/tracking")
TOLD: Final = reported(MAI_CHAU, HCTC)


def docx() -> bytes:
    return set_in_word(paper(TOLD), {}, MARK)


def xlsx() -> bytes:
    return set_in_sheet(form(TOLD), MARK)


def test_a_report_is_the_same_file_whenever_it_is_set() -> None:
    assert (docx(), xlsx()) == (docx(), xlsx())


def test_a_report_tells_an_offices_search_what_it_is() -> None:
    core = Document(BytesIO(docx())).core_properties

    assert core.title.startswith("Báo cáo: Tổng hợp kết quả tháng 3 năm 2025")
    assert (core.identifier, core.version) == (MARK.sha256, "12345007")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Page]]:
    """Both files as LibreOffice lays them out."""
    return laid_out(tmp_path_factory.mktemp("reports"), {"word.docx": docx(), "sheet.xlsx": xlsx()})


if OFFICE:  # where there is none nothing can be laid out; .ci/run installs one

    def test_every_page_lies_across_on_a4(pages: dict[str, list[Page]]) -> None:
        for page in (page for laid in pages.values() for page in laid):
            assert page.width == pytest.approx(LONG, abs=1)
            assert page.height == pytest.approx(SHORT, abs=1)

    def test_the_report_keeps_the_decrees_margins_and_header(pages: dict[str, list[Page]]) -> None:
        first, *_ = pages["word.docx"]

        text = [word for word in first.words if 19 * POINTS < word.top < first.height - 26 * POINTS]
        assert min(word.left for word in text) >= 30 * POINTS - 1
        assert max(word.right for word in text) <= first.width - 15 * POINTS + 1
        assert in_one_line(first, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        assert in_one_line(first, "Độc lập - Tự do - Hạnh phúc")

    def test_every_page_of_both_bears_its_position(pages: dict[str, list[Page]]) -> None:
        assert all(in_one_line(page, "12345007") for laid in pages.values() for page in laid)
