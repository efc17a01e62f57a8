"""A clerk of a unit at its page in a real browser, unscripted: reports, corrects, and loses nothing that was typed."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.test_records import SIZES, check_fits
from tests.integration.door.conftest import enter_registry, launched, new_server
from tests.integration.door.running_tracking import RunningTracking
from tests.integration.door.statements import open_event

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu"]
SECONDS: Final = 120
REPORT: Final = {"report_id": "BC-2", "unit_id": "hctc", "period": "2025-02", "figures": {"activities": 12}}


@pytest.fixture(scope="module")
def tracking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningTracking]:
    server = new_server(tmp_path_factory.mktemp("nats"))
    running = RunningTracking(tmp_path_factory.mktemp("door"), server).start()
    enter_registry(running)
    campaign = launched(running)
    answer = running.post(open_event("report.submitted", REPORT, campaign), "unit", "hctc")
    running.read(f"/{campaign}", after=str(answer.json()["position"]))
    yield running
    running.close()
    server.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


def signed_in(tracking: RunningTracking, browser: Browser, size: str, locale: str) -> Page:
    """A browser of the division's clerk that runs no script."""
    viewport = SIZES[size]
    context = browser.new_context(
        viewport={"width": viewport["width"], "height": viewport["height"]},
        locale=locale,
        java_script_enabled=False,
        base_url=tracking.url,
    )
    context.set_default_timeout(SECONDS * 1_000)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label(re.compile("^(Mã truy cập|Token)$")).fill(tracking.token("unit", "hctc"))
    page.get_by_role("button", name=re.compile("Đăng nhập bằng mã|Sign in with the token")).click()
    page.goto("/units")
    page.get_by_role("link", name=re.compile("Đơn vị của tôi|My unit")).click()
    return page


@pytest.mark.parametrize("size", SIZES)
def test_a_clerk_reports_an_activity_and_corrects_a_figure(
    tracking: RunningTracking, browser: Browser, tmp_path: Path, size: str
) -> None:
    """The division's own page, in Vietnamese.

    1. One click from its page lies the form for an activity; a number that can be read in two ways is given back at its
       field, with all else as it was typed.
    2. Sent by a double click, the activity is recorded once, and the page of the unit says where.
    3. A figure of a report is corrected in two clicks with a reason; before and after stand on the page.
    """
    page = signed_in(tracking, browser, size, "vi-VN")
    activities = page.locator(".tile", has_text="Hoạt động").locator(".figure")
    before = int(activities.inner_text())

    page.get_by_role("link", name="Báo cáo một hoạt động").click()
    expect(page.get_by_label("Đã làm gì")).to_be_visible()
    check_fits(page)
    page.get_by_label("Nội dung thi đua").select_option("III.1.b4")
    page.get_by_label("Loại hoạt động").select_option(label="Kiểm tra, giám sát")
    page.get_by_label("Đã làm gì").fill(f"Kiểm tra tiến độ ({size})")
    page.get_by_label("Khối lượng").fill("1.234")
    page.get_by_label("Đơn vị tính").fill("cuộc")
    page.get_by_role("button", name="Ghi vào sổ cái").click()
    expect(page.get_by_label("Đã làm gì")).to_have_value(f"Kiểm tra tiến độ ({size})")
    expect(page.get_by_label("Khối lượng")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".fault")).to_have_count(1)
    check_fits(page)
    page.screenshot(path=tmp_path / f"given-back-{size}.png", full_page=True)

    page.get_by_label("Khối lượng").fill("1234")
    page.get_by_role("button", name="Ghi vào sổ cái").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi vào sổ cái")
    expect(activities).to_have_text(str(before + 1))

    page.get_by_role("link", name="Đính chính").first.click()
    figure = page.get_by_label("Số hoạt động")
    was = int(figure.input_value())
    figure.fill(str(was - 1))
    page.get_by_role("button", name="Ghi vào sổ cái").click()
    expect(page.locator("#reason-fault")).to_be_visible()
    expect(figure).to_have_value(str(was - 1))
    page.get_by_label("Lý do").fill("Đếm trùng một hoạt động")
    page.get_by_role("button", name="Ghi vào sổ cái").click()

    expect(page.get_by_role("cell", name=f"Số hoạt động {was}").first).to_be_visible()
    expect(page.get_by_role("cell", name=f"Số hoạt động {was - 1}").first).to_be_visible()
    check_fits(page)
    page.screenshot(path=tmp_path / f"unit-{size}.png", full_page=True)
    page.context.close()


def test_the_same_in_english_for_an_obstacle_that_waits_on_the_page_then(
    tracking: RunningTracking, browser: Browser
) -> None:
    page = signed_in(tracking, browser, "desk", "en-GB")

    page.get_by_role("link", name="Report an obstacle").click()
    page.get_by_role("button", name="Record in the log").click()
    expect(page.locator("#text-fault")).to_have_text("fill this in")
    page.get_by_label("What is in the way").fill("Thiếu đất ở")
    page.get_by_role("button", name="Record in the log").click()

    expect(page.get_by_role("status")).to_contain_text("Recorded in the log")
    waits = page.locator(".card", has_text="Obstacles and findings that wait")
    expect(waits.get_by_role("row", name=re.compile("VM-hctc-.*No answer yet"))).to_be_visible()
    page.context.close()


@pytest.mark.parametrize("size", SIZES)
def test_a_household_is_listed_once_though_the_form_is_given_back_sent_twice_and_gone_back_to(
    tracking: RunningTracking, browser: Browser, tmp_path: Path, size: str
) -> None:
    """A clerk in the field lists a household, without scripts.

    1. Half a person is given back at the field that is missing; the name that was typed stays.
    2. Sent by a double click, the household has its page, where it says what is next.
    3. Gone back to and sent again, it is the same household; one was listed.
    """
    name = f"Bùi Văn Chấm ({size})"
    page = signed_in(tracking, browser, size, "vi-VN")
    page.get_by_role("link", name="Đưa hộ vào danh sách").click()
    began = page.url
    _lists(page, name)
    page.get_by_role("button", name="Ghi vào sổ cái").click()
    expect(page.get_by_label("Số định danh")).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Chủ hộ")).to_have_value(name)
    check_fits(page)
    number = "017190555001" if size == "phone" else "017190555002"
    _lists(page, name, number)

    page.get_by_role("button", name="Ghi vào sổ cái").dblclick()
    expect(page.get_by_role("status")).to_contain_text("Đã ghi vào sổ cái")
    expect(page.get_by_role("main")).to_contain_text(name)
    first = page.url.partition("?")[0]
    page.screenshot(path=tmp_path / f"household-{size}.png", full_page=True)
    expect(page.get_by_role("link", name="Ghi hộ xin rút")).to_be_visible()
    page.goto(began)
    _lists(page, name, number)
    page.get_by_role("button", name="Ghi vào sổ cái").click()

    expect(page.get_by_role("main")).to_contain_text(name)
    assert page.url.partition("?")[0] == first
    page.goto("/households")
    expect(page.get_by_role("link", name=re.compile(first.rpartition("/")[2]))).to_have_count(1)
    page.context.close()


def _lists(page: Page, name: str, number: str = "") -> None:
    page.get_by_label("Chương trình").select_option("NTP_POVERTY")
    page.get_by_label("Đối tượng").select_option("POOR")
    page.get_by_label("Loại công trình").select_option(label="Xây mới")
    page.get_by_label("Chủ hộ").fill(name)
    page.get_by_label("Số định danh").fill(number)
    page.get_by_label("Địa chỉ").fill("Xóm Nhót" if number else "")


def test_a_clerk_tries_a_file_sees_what_is_wrong_in_it_and_records_the_rest(
    tracking: RunningTracking, browser: Browser, tmp_path: Path
) -> None:
    """A file of two activities, one of them with a quantity of nothing.

    1. It is tried: the report says row by row what would become of it, and that nothing is recorded.
    2. The same file is chosen again and recorded by a double click: what is right is recorded once.
    """
    header = "type;time;activity_id;unit_id;clause;kind;title;quantity;measure;occurred_on"
    rows = [
        f"activity.recorded;07/03/2025 09:00;{one};hctc;III.1.b4;inspection_conducted;Kiểm tra;{much};cuộc;07/03/2025"
        for one, much in (("T-1", "2,5"), ("T-2", "0"))
    ]
    file = tmp_path / "hoạt động.csv"
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    page = signed_in(tracking, browser, "phone", "vi-VN")

    page.get_by_role("link", name="Gửi tệp").click()
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name="Xem thử").click()
    expect(page.get_by_role("status")).to_contain_text("1 dòng sẽ được ghi, 0 dòng đã có, 1 dòng sẽ bị từ chối")
    check_fits(page)
    page.screenshot(path=tmp_path / "tried.png", full_page=True)
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name="Ghi vào sổ cái").dblclick()

    expect(page.get_by_role("status")).to_contain_text(
        re.compile("Đã gửi hoạt động.csv: (1 dòng được ghi, 0|0 dòng được ghi, 1)")
    )
    page.goto("/activities/T-1")
    expect(page.get_by_role("row", name=re.compile("Ghi nhận"))).to_have_count(1)
    page.context.close()
