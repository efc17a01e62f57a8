"""A newcomer with a commune's workbook and no manual: from `thidua up` in an empty folder to a flagged candidate.

Nothing is known but what the installation says: on its first line, on each page, and in what a command answers.
"""

import re
import shlex
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.e2e.test_records import SIZES, check_fits
from tests.faults.installation import THIDUA, Running, installation
from tests.unit.cli.workbook import write_workbook
from tests.waiting import wait_until

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS: Final = ["--headless", "--no-sandbox", "--disable-gpu"]
SECONDS: Final = 120
MS: Final = SECONDS * 1_000
PASSWORD: Final = "sông đà chảy mãi 26"
CAMPAIGN: Final = "dot-thi-dua-xoa-nha-tam-2025"
TRY, RECORD = "Xem thử, chưa ghi gì", "Ghi vào sổ cái"
SAID: Final[list[list[object]]] = [
    ["1", "Vận động ủng hộ làm nhà", "Xóa nhà tạm", "Huy động nguồn lực", "31/12/2025", "1.234.567", "đồng", "Mai"],
    ["2", "Tuyên truyền chợ phiên", "Xóa nhà tạm", "Tuyên truyền", 46_000, "1.200", "lượt", "Pành"],
    ["3", "Kiểm tra tiến độ", "Xóa nhà tạm", "Kiểm tra", date(2025, 12, 1), 3, "cuộc", "Mai"],
    ["", "Cộng"],
]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with installation(tmp_path_factory.mktemp("empty")) as one:
        yield one


@pytest.fixture(scope="module")
def page(running: Running) -> Iterator[Page]:
    """A browser on a desk that runs scripts, as most do."""
    with sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        size = SIZES["desk"]
        context = browser.new_context(
            viewport={"width": size["width"], "height": size["height"]}, locale="vi-VN", base_url=running.url
        )
        context.set_default_timeout(MS)
        yield context.new_page()
        context.close()
        browser.close()


def workbook(folder: Path, form: Literal["NFC", "NFD"] = "NFC") -> Path:
    """A table as a commune keeps it: titles on top, its own headers, accents in one form or the other."""
    own = ["STT", "Việc đã làm được", "Tiêu chí thi đua", "Hình thức", "Ngày làm", "Khối lượng", "ĐVT", "Người ghi"]
    header = [unicodedata.normalize(form, name) for name in own]
    titles: list[list[object]] = [["ỦY BAN NHÂN DÂN XÃ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["TỔNG HỢP"], []]
    return write_workbook(folder / "Kết quả thi đua.xlsx", [*titles, header, *SAID])


def candidates(running: Running, bearer: str) -> list[Any]:
    url = f"{running.url}/awards/campaigns/{CAMPAIGN}/candidates"
    answer = httpx.get(url, headers={"authorization": f"Bearer {bearer}"}, timeout=SECONDS)
    return sorted(one["subject_id"] for one in answer.json().get("candidates", ()))


def thidua(running: Running, *arguments: object, said: str = "") -> subprocess.CompletedProcess[str]:
    command = [THIDUA, *(str(one) for one in arguments), "--data", str(running.data), "--url", running.url]
    return subprocess.run(
        command, input=said, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
    )


def test_a_newcomer_comes_to_candidates_in_a_browser_and_by_commands(
    running: Running, page: Page, tmp_path: Path
) -> None:
    """One person does all of it, for one commune in a browser, for another by commands.

    1. `up` says by which command the first administrator is made, and that prints a first password; the overview leads
       to the sign-in, where another is chosen, and that to the launch of a first campaign.
    2. A few answers become a definition, which is launched as it stands; it leads on to an account for a commune.
    3. The commune tries its workbook. The page asks what it cannot know: what the rows are, what two columns hold, and
       which clause is meant. Then it is recorded, and the outcome stays on the screen.
    4. The commune's page and the overview show it as a candidate, with the reason.
    5. By commands: a token, and `send`, which names what it lacks; told what the columns hold, it sends what it can.
    """
    told = running.data / "up.log"
    wait_until(lambda: "account create" in told.read_text(), seconds=SECONDS)
    _, *first = shlex.split(re.findall(r"thidua account create .*", told.read_text())[0])
    made = subprocess.run([THIDUA, *first], capture_output=True, text=True, timeout=120, check=False)
    assert made.returncode == 0, made.stderr
    page.goto("/")
    page.get_by_role("link", name="Đăng nhập để phát động đợt thi đua đầu tiên").click()
    signs_in(page, first[2], made.stdout.splitlines()[-1])

    launches(page)
    page.get_by_role("link", name="Tạo tài khoản cho một đơn vị").click()
    page.get_by_label("Tên tài khoản").fill("hien-luong")
    expect(page.locator("#unit_id-list option")).to_have_count(2, timeout=MS)
    page.get_by_label("Mã đơn vị").fill("xa-hien-luong")
    page.get_by_role("button", name="Thực hiện").click()
    given = page.locator("#password").inner_text()
    page.get_by_role("link", name="Đã đăng nhập").click()
    page.get_by_role("button", name="Đăng xuất").click()
    signs_in(page, "hien-luong", given)

    file = workbook(tmp_path, "NFD")
    sends_a_workbook(page, file)

    page.get_by_role("link", name="Về trang đơn vị").click()
    expect(page.get_by_role("row", name=re.compile("Giấy khen"))).to_contain_text("Đủ điều kiện", timeout=MS)
    page.goto("/")
    expect(page.get_by_role("main")).to_contain_text("Đã đạt: Có ít nhất 3 hoạt động", timeout=MS)
    assert page.locator(".card", has_text="Gợi ý khen thưởng mới nhất").get_by_text("Xã Hiền Lương").count() == 1
    sends_by_command(running, workbook(tmp_path))
    secretary = running.token("secretary")
    wait_until(lambda: candidates(running, secretary) == ["xa-cao-son", "xa-hien-luong"], seconds=SECONDS)


def signs_in(page: Page, name: str, given: str) -> None:
    """For the first time, with the password that was handed over, and one of one's own from then on."""
    page.get_by_label("Tên tài khoản").fill(name)
    page.get_by_label("Mật khẩu").fill(given)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_label("Mật khẩu được cấp").fill(given)
    check_fits(page)
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    page.get_by_role("button", name="Dùng mật khẩu này và đăng nhập").click()


def launches(page: Page) -> None:
    """A campaign out of a few answers, of which one was forgotten at first."""
    page.get_by_label("Tên đợt thi đua").fill("Đợt thi đua xóa nhà tạm 2025")
    page.get_by_label("Từ ngày").fill("2025-01-01")
    page.get_by_label("Đến hết ngày").fill("2025-12-31")
    page.get_by_label("Nội dung thi đua").fill("Xóa nhà tạm, nhà dột nát\nTuyên truyền")
    page.get_by_label("Đơn vị tham gia").fill("Xã Hiền Lương\nXã Cao Sơn")
    page.get_by_role("button", name="Soạn định nghĩa").click()
    expect(page.locator(".fault")).to_have_count(1, timeout=MS)
    check_fits(page)
    page.get_by_label("Văn bản phát động").fill("Kế hoạch 12/KH-UBND")
    page.get_by_role("button", name="Soạn định nghĩa").click()
    expect(page.get_by_label("Nội dung (YAML)")).to_have_value(re.compile("activities_total"), timeout=MS)
    page.get_by_role("button", name="Phát động").click()


def sends_a_workbook(page: Page, file: Path) -> None:
    """Tried until the page knows enough, then recorded."""
    page.get_by_role("link", name="Gửi tệp").click()
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name=TRY).click()
    expect(page.locator("#type-fault")).to_be_visible(timeout=MS)
    page.get_by_label("Loại việc").select_option(label="Hoạt động")
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name=TRY).click()
    check_fits(page)
    page.get_by_label("Việc đã làm được").select_option(label="Tên hoạt động")
    page.get_by_label("Khối lượng").select_option(label="Số lượng")
    page.get_by_label("Người ghi").select_option(label="(bỏ qua cột này)")
    page.get_by_label("Nội dung thi đua, cho dòng nào").select_option("1")
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name=TRY).click()
    expect(page.get_by_role("status").last).to_contain_text(
        "3 dòng sẽ được ghi, 0 dòng đã có, 1 dòng sẽ bị từ chối", timeout=MS
    )
    page.get_by_label("Tệp", exact=True).set_input_files(file)
    page.get_by_role("button", name=RECORD).click()
    expect(page.get_by_role("status")).to_contain_text("3 dòng được ghi, 0 dòng đã có, 1 dòng bị từ chối", timeout=MS)
    check_fits(page)


def sends_by_command(running: Running, path: Path) -> None:
    """Looked at first, then sent with what the command asks for."""
    token = thidua(running, "token", "create", "--role", "unit", "--unit", "xa-cao-son").stdout.strip()
    send = ("send", path, "--token", token)
    columns = ("--column", "Việc đã làm được=title", "--column", "Khối lượng=quantity", "--column", "Người ghi=")
    clause = ("--column", "Tiêu chí thi đua=", "--value", "clause=1")

    looked = thidua(running, *send, "--dry-run")
    tried = thidua(running, *send, "--type", "activity.recorded", *columns, *clause, "--dry-run")
    sent = thidua(running, *send, "--type", "activity.recorded", *columns, *clause)

    assert "--type activity.recorded" in looked.stdout
    assert [line.split("\t")[1] for line in tried.stdout.splitlines()] == [*["recorded"] * 3, "rejected"]
    assert sent.stdout.split("\t")[1:] == ["3", "0", "1\n"]
