"""What notify's pages have words for, beside those of every page. It knows no page and no table."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """Every sentence of notify's pages in one language; braces are filled by the template."""

    title: str
    for_whom: str
    nothing: str
    nothing_unread: str
    unread: str
    all: str
    only_unread: str
    new: str
    mark_read: str
    was_read: str
    because_of: str
    newer: str
    older: str
    which: str
    failed: str
    templates: str
    urging: str
    trail: str
    choices: str
    open_paper: str
    open_page: str
