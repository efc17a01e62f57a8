"""What `thidua up` says where nobody was ever let in: how the first one gets in, and where to go on from there."""

import os
import shlex
from pathlib import Path
from typing import Final

from deploy.cli.terminal import notice
from deploy.local.installation import Installation
from shared.adapters.access import Access
from shared.adapters.accounts import Accounts
from shared.adapters.clock import system_clock

FIRST: Final = "quan-tri"  # what the first account is called, unless somebody calls it otherwise
_WITHIN_UV: Final = "UV_RUN_RECURSION_DEPTH"  # as `uv run` tells what it runs


def lead_in(data: Path, url: str) -> None:
    """Say how to sign in for the first time, unless somebody can already."""
    if _somebody_is_let_in(data):
        return
    thidua = "uv run thidua" if _WITHIN_UV in os.environ else "thidua"
    command = f"{thidua} account create {FIRST} --role admin --data {shlex.quote(str(data.resolve()))}"
    notice(
        f"Chưa ai đăng nhập được. Để lệnh này chạy tiếp, mở cửa sổ lệnh thứ hai và tạo tài khoản quản trị đầu tiên:\n"
        f"    {command}\n"
        f"rồi đăng nhập bằng tên {FIRST} và mật khẩu mà lệnh ấy in ra tại {url}/sign-in; trang ấy để bạn chọn mật khẩu "
        "của mình và dẫn đến việc phát động đợt thi đua đầu tiên.",
        f"Nobody can sign in yet. Leave this running, open a second terminal and make the first administrator:\n"
        f"    {command}\n"
        f"then sign in as {FIRST} with the password it prints, at {url}/sign-in; there you choose your own, and are "
        "led on to launching a first campaign.",
    )


def _somebody_is_let_in(data: Path) -> bool:
    """Whether there is an account or a token, be it locked or revoked by now."""
    url = Installation(data).access_url
    access, accounts = Access.open(url, system_clock), Accounts.open(url, system_clock)
    try:
        return bool(access.list_tokens() or accounts.list_accounts())
    finally:
        accounts.close()
        access.close()
