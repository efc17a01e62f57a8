"""One list of public papers in the three forms that portals and readers take. Pure: values in, bytes out.

Atom is RFC 4287, RSS is 2.0 as its board keeps it, JSON Feed is 1.1. Nothing is in them but what a paper is called, its
number, where it stands and since when.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

import msgspec

from shared.core.values import Language

ATOM: Final = "http://www.w3.org/2005/Atom"
JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)  # of a list on which nothing stands yet
ET.register_namespace("atom", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """One paper: its id for ever, what it is called, where it stands, what is said of it, and when it was posted."""

    id: str
    title: str
    url: str
    summary: str
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """The papers of one campaign, the newest first; `home` is the page for people, `own` where this list stands."""

    title: str
    home: str
    own: str
    language: Language
    entries: tuple[Entry, ...]

    @property
    def changed_at(self) -> datetime:
        """When the newest was posted."""
        return max((one.posted_at for one in self.entries), default=LONG_AGO)


def urn(*names: str) -> str:
    """The same name for the same thing, wherever it is read."""
    return f"urn:uuid:{uuid5(NAMESPACE_URL, ' '.join(names))}"


def atom(feed: Feed) -> bytes:
    """As RFC 4287 has it."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", urn(feed.home))
    _add(root, "title", feed.title)
    _add(root, "updated", feed.changed_at.isoformat())
    _add(ET.SubElement(root, "author"), "name", feed.title)
    ET.SubElement(root, "link", {"rel": "self", "href": feed.own, "type": "application/atom+xml"})
    ET.SubElement(root, "link", {"rel": "alternate", "href": feed.home, "type": "text/html"})
    for one in feed.entries:
        entry = ET.SubElement(root, "entry")
        _add(entry, "id", one.id)
        _add(entry, "title", one.title)
        _add(entry, "updated", one.posted_at.isoformat())
        _add(entry, "published", one.posted_at.isoformat())
        ET.SubElement(entry, "link", {"rel": "alternate", "href": one.url})
        _add(entry, "summary", one.summary)
    return _written(root)


def rss(feed: Feed) -> bytes:
    """RSS 2.0, with the link to itself that its best practices ask for."""
    root = ET.Element("rss", {"version": "2.0"})
    channel = ET.SubElement(root, "channel")
    for name, text in (("title", feed.title), ("link", feed.home), ("description", feed.title)):
        _add(channel, name, text)
    _add(channel, "language", feed.language)
    _add(channel, "lastBuildDate", format_datetime(feed.changed_at))
    link = {"rel": "self", "href": feed.own, "type": "application/rss+xml"}
    ET.SubElement(channel, f"{{{ATOM}}}link", link)
    for one in feed.entries:
        item = ET.SubElement(channel, "item")
        _add(item, "title", one.title)
        _add(item, "link", one.url)
        _add(item, "description", one.summary)
        _add(item, "pubDate", format_datetime(one.posted_at))
        guid = ET.SubElement(item, "guid", {"isPermaLink": "false"})
        guid.text = one.id
    return _written(root)


def json_feed(feed: Feed) -> bytes:
    """As jsonfeed.org/version/1.1 has it."""
    return msgspec.json.encode(
        {
            "version": JSON_FEED,
            "title": feed.title,
            "home_page_url": feed.home,
            "feed_url": feed.own,
            "language": feed.language,
            "items": [
                {
                    "id": one.id,
                    "url": one.url,
                    "title": one.title,
                    "content_text": one.summary,
                    "date_published": one.posted_at.isoformat(),
                }
                for one in feed.entries
            ],
        }
    )


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _readable(text)


def _readable(text: str) -> str:
    """XML has no form for control characters; a space stands for each."""
    return "".join(letter if letter >= " " or letter in "\t\n" else " " for letter in text)


def _written(root: ET.Element) -> bytes:
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
