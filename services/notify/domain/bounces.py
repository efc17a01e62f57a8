"""What a letter that came back says: which delivery it was, and why. Pure; it heeds no address, and keeps none.

The form is that of RFC 3464 (a report with a machine's part), with codes of RFC 3463; the delivery's id stands in the
`Message-ID` that our letters bear (RFC 5322), which every report brings along.
"""

import re
from collections.abc import Iterator
from email import message_from_bytes, message_from_string
from email.message import Message
from typing import Final, NamedTuple

_OURS: Final = re.compile(r"<([0-9a-f]{32})@[^<>@\s]+>", re.ASCII)
_STATUS: Final = re.compile(r"[45]\.\d{1,3}\.\d{1,3}", re.ASCII)


class Bounce(NamedTuple):
    """A delivery that was not made, and the code that says why (`5.1.1`: there is no such mailbox)."""

    delivery_id: str
    status: str


def bounce_in(letter: bytes) -> Bounce | None:
    """What a letter reports of one of ours; None if it is no such report, or nothing failed for good."""
    report = message_from_bytes(letter)
    if report.get_content_type() != "multipart/report":
        return None
    status = next(_failures(report), None)
    delivery_id = next(_ids(report), None)
    return Bounce(delivery_id, status) if status and delivery_id else None


def _failures(report: Message) -> Iterator[str]:
    """The codes of the recipients for whom it failed."""
    for part in report.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else ():
            if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
                found = _STATUS.search(str(block.get("Status", "")))
                if found:
                    yield found.group()


def _ids(report: Message) -> Iterator[str]:
    """The names of the letters that came back: whole ones, or their headers alone."""
    for part in report.walk():
        said = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers" and isinstance(said, str):
            headers = message_from_string(said)
        elif part.get_content_type() == "message/rfc822" and isinstance(said, list) and isinstance(said[0], Message):
            headers = said[0]
        else:
            continue
        found = _OURS.fullmatch(str(headers.get("Message-ID", "")).strip())
        if found:
            yield found.group(1)
