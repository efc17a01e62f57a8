"""A form at KoboToolbox, over its API v2: listed by time of submission, and looked through for edits and deletions.

An edit changes `_uuid` and leaves `_submission_time` as it was, and a deletion leaves nothing: neither can be asked for
by a time (see ADR-0024). It knows no event.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

import msgspec

from deploy.phone.submissions import Difference, Submission, named
from deploy.phone.talk import Talk, both, strange

# The server gives 1,000 at most in one page, and fewer if it says so.
PAGE: Final = 500
LISTED: Final = 1_000
WRONG_TOKEN: Final = both(
    "mã API sai, hoặc tài khoản không được xem biểu mẫu. Hãy lấy lại mã trong Account settings > Security "
    "(THIDUA_KOBO_TOKEN hoặc THIDUA_KOBO_TOKEN_FILE).",
    "the API token is wrong, or its account may not view the form. Copy it again from Account settings > Security "
    "(THIDUA_KOBO_TOKEN or THIDUA_KOBO_TOKEN_FILE).",
)
_UUID: Final = "uuid:"


class Kobo:
    """One form, named by its asset's uid."""

    def __init__(self, url: str, form: str, *, token: str) -> None:
        self._url = url
        self._talk = Talk(url, headers={"authorization": f"Token {token}"}, who=WRONG_TOKEN)
        self._asset = f"/api/v2/assets/{quote(form, safe='')}"

    def close(self) -> None:
        """Let go of the connection."""
        self._talk.close()

    def questions(self) -> frozenset[str]:
        """The questions of the form as it is now, alone and with their groups. Raises CannotPull."""
        content = self._talk.get(f"{self._asset}/", format="json").get("content") or {}
        return named(_paths(content.get("survey") or []))

    def count(self) -> int | None:
        """How many submissions there are. Raises CannotPull."""
        count = self._data(limit="1", fields='["_id"]').get("count")
        return count if isinstance(count, int) else None

    def since(self, moment: str) -> Iterator[list[Submission]]:
        """Pages of what was submitted at a moment or after it, in order. Raises CannotPull."""
        asked = {"_submission_time": {"$gte": moment.removesuffix("Z")}} if moment else {}
        for page in self._pages(asked, limit=PAGE):
            yield [self._read(one) for one in page]

    def fetch(self, keys: Sequence[str]) -> Iterator[list[Submission]]:
        """Pages of these submissions. Raises CannotPull."""
        for start in range(0, len(keys), 100):  # an address has room for so many
            asked = {"_id": {"$in": [int(key) for key in keys[start : start + 100]]}}
            for page in self._pages(asked, limit=PAGE):
                yield [self._read(one) for one in page]

    def difference(self, known: Mapping[str, str]) -> Difference:
        """Look through all submissions, by id and version alone. Raises CannotPull."""
        left, changed = dict(known), list[str]()
        for page in self._pages({}, limit=LISTED, fields='["_id","_uuid"]'):
            for one in page:
                key, version = str(one["_id"]), str(one["_uuid"])
                if left.pop(key, "") != version:
                    changed.append(key)
        return Difference(changed, list(left))

    def files(self, submission: Submission) -> Mapping[str, str]:
        """The attachments that have arrived, and where each is."""
        return submission.files

    def file(self, where: str) -> Iterator[bytes]:
        """The content of an attachment. Raises CannotTake, CannotPull."""
        return self._talk.stream(where)

    def _pages(self, asked: Mapping[str, object], *, limit: int, **query: str) -> Iterator[list[dict[str, Any]]]:
        """All pages of an answer, sorted by an id that never changes, so that none moves from page to page."""
        start = 0
        while True:
            answer = self._data(
                query=msgspec.json.encode(asked).decode(), sort='{"_id":1}', start=str(start), limit=str(limit), **query
            )
            page = answer["results"]
            if page:
                yield page
            start += len(page)
            if not page or answer.get("next") is None:
                return

    def _data(self, **query: str) -> dict[str, Any]:
        answer = self._talk.get(f"{self._asset}/data/", format="json", **query)
        if not isinstance(answer, dict) or not isinstance(answer.get("results"), list):
            raise strange(self._url)
        return answer

    def _read(self, one: dict[str, Any]) -> Submission:
        version = str(one["_uuid"])
        root = str(one.get("meta/rootUuid") or version)
        submitted = _in_utc(str(one["_submission_time"]))
        return Submission(
            key=str(one["_id"]),
            instance=root.removeprefix(_UUID),
            version=version,
            submitted_at=submitted,
            changed_at=submitted,
            answers={name: answer for name, answer in one.items() if not name.startswith(("_", "meta/", "formhub/"))},
            files=dict(_files(one.get("_attachments") or [])),
        )


def _files(attachments: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for one in attachments:
        name = one.get("media_file_basename") or str(one.get("filename", "")).rpartition("/")[2]
        if name and one.get("download_url") and not one.get("is_deleted"):
            yield str(name), str(one["download_url"])


def _paths(survey: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The questions of a survey's rows with their groups, as they are called in the data."""
    within = list[str]()
    for row in survey:
        type_ = str(row.get("type", "")).replace(" ", "_")
        name = str(row.get("name") or row.get("$autoname") or "")
        if type_.startswith("begin_"):
            within.append(name)
        elif type_.startswith("end_"):
            if within:
                within.pop()
        elif name:
            yield "/".join([*within, name])


def _in_utc(moment: str) -> str:
    """A time of the server's, which writes UTC and no offset."""
    return moment if moment.endswith("Z") or "+" in moment else f"{moment}Z"
