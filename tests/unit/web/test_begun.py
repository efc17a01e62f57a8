"""The address of a form that is begun: the same one for whoever goes back soon, and a new one for all others."""

import pytest
from fastapi import Request

from shared.web.form_page import begun_in

ID = "form-" + "0a" * 16
NOW = "2025-12-31T10:00:00.000Z"


def asked(begun: str) -> Request:
    query = f"begun={begun}".encode()
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query})


@pytest.mark.parametrize("time", ["2025-12-31T10:00:00.000Z", "2025-12-30T22:00:00.000Z", "2025-12-31T12:00:00+07:00"])
def test_an_address_stands_for_its_form_for_half_a_day(time: str) -> None:
    assert begun_in(asked(f"{ID}~{time}"), now=NOW) == (ID, time)


@pytest.mark.parametrize(
    "begun",
    [
        "",
        ID,
        f"{ID}~2025-12-30T21:59:59.000Z",  # kept for too long
        f"{ID}~2025-12-31T10:00:01.000Z",  # a time to come
        f"{ID}~2025-12-31T10:00:00.000",  # of no zone
        f"{ID}~0000-00-00T00:00:00.000Z",
        f"other-{ID}~{NOW}",
    ],
)
def test_an_address_that_was_kept_or_made_up_stands_for_none(begun: str) -> None:
    assert begun_in(asked(begun), now=NOW) is None
