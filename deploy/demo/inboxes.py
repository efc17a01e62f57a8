"""The administration division looks into its inbox every other Monday and marks what it finds as read."""

from datetime import date
from typing import Any, Final

import httpx

_MONDAY: Final = 0
_WEEKS: Final = 2


def is_looked_into(day: date) -> bool:
    """Whether the day is one of those."""
    return day.weekday() == _MONDAY and day.isocalendar().week % _WEEKS == 0


async def look_into(client: httpx.AsyncClient, bearer: str) -> None:
    """Read what is unread; a service that does not answer now is asked again in two weeks."""
    headers = {"authorization": f"Bearer {bearer}"}
    try:
        answer = await client.get("/notify/inbox", headers=headers)
        notices: list[dict[str, Any]] = answer.json()["notices"] if answer.status_code == httpx.codes.OK else []
        for notice in notices:
            if "read_at" not in notice:
                await client.post(f"/notify/inbox/{notice['delivery_id']}/read", headers=headers)
    except httpx.TransportError:
        return
