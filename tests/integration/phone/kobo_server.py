"""KoboToolbox as its API v2 is published: an asset's form, and its data by `query`, `sort`, `fields`, `start`, `limit`.

An edit leaves `_id`, `_submission_time` and `meta/rootUuid`, and changes `_uuid`; a deletion leaves nothing.
"""

import json
import uuid
from typing import Any, Final
from urllib.parse import urlencode

from tests.integration.phone.forms_server import Asked, FormsServer, NotThere

TOKEN: Final = "5f2d-kobo-token-of-the-tests"
UID: Final = "aXecHjmbATuF6iGFmvBLBX"
ASSET: Final = f"/api/v2/assets/{UID}/"
MOST: Final = 1_000
DEFAULT: Final = 100


class KoboServer(FormsServer):
    """One asset; `most` is the largest page it gives, `busy` how many requests it turns away first."""

    def __init__(self, *questions: str, most: int = MOST) -> None:
        super().__init__()
        self.survey: list[dict[str, object]] = [{"type": "start", "name": "start"}, *_rows(questions)]
        self.most, self.busy = most, 0
        self.submissions: dict[int, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self._numbers = 900

    def add(self, answers: dict[str, str], **files: bytes) -> int:
        """A new submission; files by question."""
        self._numbers += 1
        id_, version = self._numbers, str(uuid.uuid4())
        self.submissions[id_] = {
            "_id": id_,
            "formhub/uuid": "c1e75e860fce4f4aa03bfa88d59f54f6",
            "meta/rootUuid": f"uuid:{version}",
            "_submission_time": self.tick().strftime("%Y-%m-%dT%H:%M:%S"),
            "_status": "submitted_via_web",
            "_tags": [],
            "_geolocation": [None, None],
        }
        self._fill(id_, version, answers)
        for question, content in files.items():
            self.attach(id_, question, content)
        return id_

    def edit(self, id_: int, answers: dict[str, str]) -> None:
        """The same submission with other answers, and a new instance id; its attachments stay."""
        before = self.submissions[id_]
        kept = {name: value for name, value in before.items() if name.startswith(("_", "meta/rootUuid", "formhub/"))}
        self.submissions[id_] = kept | {"meta/deprecatedID": before["meta/instanceID"]}
        self._fill(id_, str(uuid.uuid4()), answers)

    def attach(self, id_: int, question: str, content: bytes) -> None:
        """A file of a submission arrives."""
        name = self.submissions[id_][question]
        uid = f"att{uuid.uuid4().hex[:21]}"
        place = f"{ASSET}data/{id_}/attachments/{uid}/"
        self.files[place] = content
        self.submissions[id_]["_attachments"].append(
            {
                "uid": uid,
                "filename": f"clerk/attachments/c1e75e/{id_}/{name}",
                "media_file_basename": name,
                "mimetype": "image/jpeg",
                "question_xpath": question,
                "download_url": self.url + place,
                "is_deleted": False,
            }
        )

    def instance(self, id_: int) -> str:
        """The id a submission was first sent with."""
        return str(self.submissions[id_]["meta/rootUuid"]).removeprefix("uuid:")

    def answer(self, asked: Asked) -> object:
        """The JSON, or the bytes, of what is asked. Raises NotThere."""
        if self.busy:
            self.busy -= 1
            raise NotThere(503, {"detail": "Service unavailable"})
        if asked.authorization != f"Token {TOKEN}":
            raise NotThere(401, {"detail": "Invalid token."})
        if asked.path in self.files:
            return self.files[asked.path]
        if asked.path == ASSET:
            return {"uid": UID, "asset_type": "survey", "content": {"survey": self.survey, "choices": []}}
        if asked.path != f"{ASSET}data/":
            raise NotThere(404, {"detail": "Not found."})
        return self._data(asked.query)

    def _data(self, query: dict[str, str]) -> object:
        asked, sort = json.loads(query.get("query") or "{}"), json.loads(query.get("sort") or "{}")
        found = [
            one for one in self.submissions.values() if all(_is(one.get(name), what) for name, what in asked.items())
        ]
        for name, direction in sort.items():
            found.sort(key=lambda one: one[name], reverse=direction < 0)
        start = int(query.get("start") or 0)
        limit = min(int(query.get("limit") or DEFAULT), self.most)
        page = found[start : start + limit]
        if "fields" in query:
            wanted = json.loads(query["fields"])
            page = [{name: one[name] for name in wanted if name in one} for one in page]
        more = start + limit < len(found)
        following = f"{self.url}{ASSET}data/?{urlencode({**query, 'start': start + limit, 'limit': limit})}"
        return {"count": len(found), "next": following if more else None, "previous": None, "results": page}

    def _fill(self, id_: int, version: str, answers: dict[str, str]) -> None:
        self.submissions[id_] |= {**answers, "_uuid": version, "meta/instanceID": f"uuid:{version}"}
        self.submissions[id_].setdefault("_attachments", [])


def _rows(questions: tuple[str, ...]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for question in questions:
        *groups, name = question.split("/")
        rows += [{"type": "begin_group", "name": group} for group in groups]
        rows.append({"type": "text", "name": name, "label": [name]})
        rows += [{"type": "end_group"} for _ in groups]
    return rows


def _is(value: Any, what: Any) -> bool:
    if not isinstance(what, dict):
        return bool(value == what)
    return all(_holds(operator, value, wanted) for operator, wanted in what.items())


def _holds(operator: str, value: Any, wanted: Any) -> bool:
    match operator:
        case "$gte":
            return bool(value >= wanted)
        case "$gt":
            return bool(value > wanted)
        case "$in":
            return value in wanted
    raise NotThere(400, {"detail": "Unsupported query"})
