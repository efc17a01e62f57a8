"""The forms of a feed, read as a portal reads them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import msgspec
import pytest

from services.tracking.web.feed_forms import ATOM, JSON_FEED, Entry, Feed, atom, json_feed, rss, urn

POSTED_AT = datetime(2025, 5, 15, 3, 5, 2, tzinfo=UTC)
TITLE = 'Quyết định <tặng> Giấy khen & "Bằng khen"\x07'
ENTRY = Entry(urn("hb", "QD-88"), TITLE, "https://congbao.example.vn/88?a=1&b=2", "Số 88/QĐ-VPUBND", POSTED_AT)
FEED = Feed(
    "450 ngày đêm", "https://thidua.example.vn/?campaign=hb", "https://thidua.example.vn/feeds/hb", "vi", (ENTRY,)
)
READABLE = TITLE.replace("\x07", " ")


def test_an_atom_reader_finds_what_rfc_4287_asks_for() -> None:
    root = ET.fromstring(atom(FEED))  # noqa: S314 - our own words

    found = {name: root.findtext(f"{{{ATOM}}}{name}") for name in ("id", "title", "updated")}
    assert found == {"id": urn(FEED.home), "title": FEED.title, "updated": "2025-05-15T03:05:02+00:00"}
    assert root.findtext(f"{{{ATOM}}}author/{{{ATOM}}}name") == FEED.title
    links = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{{{ATOM}}}link")}
    assert links == {"self": FEED.own, "alternate": FEED.home}
    [entry] = root.findall(f"{{{ATOM}}}entry")
    assert (entry.findtext(f"{{{ATOM}}}id"), entry.findtext(f"{{{ATOM}}}title")) == (ENTRY.id, READABLE)
    [link] = entry.findall(f"{{{ATOM}}}link")
    assert link.attrib["href"] == ENTRY.url


def test_an_rss_reader_finds_the_same() -> None:
    channel = ET.fromstring(rss(FEED)).find("channel")  # noqa: S314 - our own words

    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link", "language")] == [FEED.title, FEED.home, "vi"]
    [item] = channel.findall("item")
    assert [item.findtext(name) for name in ("title", "link", "guid")] == [READABLE, ENTRY.url, ENTRY.id]
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == POSTED_AT


def test_a_json_reader_finds_the_same() -> None:
    read = msgspec.json.decode(json_feed(FEED))

    assert (read["version"], read["home_page_url"], read["feed_url"]) == (JSON_FEED, FEED.home, FEED.own)
    assert [(one["id"], one["url"], one["title"]) for one in read["items"]] == [(ENTRY.id, ENTRY.url, TITLE)]


@pytest.mark.parametrize("write", [atom, rss, json_feed])
def test_an_empty_list_is_a_feed_too(write: object) -> None:
    assert callable(write)
    assert b"450 ng" in write(Feed("450 ngày đêm", FEED.home, FEED.own, "vi", ()))


def test_a_paper_keeps_its_name_and_no_two_share_one() -> None:
    names = [urn("hb", *one) for one in (("QD-88", "FEED"), ("QD-88", "FEED"), ("QD-88", "PORTAL"), ("QD-8", "8"))]

    assert names[0] == names[1]
    assert len(set(names)) == 3
