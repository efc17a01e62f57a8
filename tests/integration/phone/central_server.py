"""ODK Central as its API is published: sessions, a form's fields, its submissions as OData, and their attachments.

An edit leaves `__id` and `submissionDate`, and changes `meta.instanceID` and `updatedAt`; a deleted one is listed by
its `deletedAt` alone.
"""

import re
import uuid
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote

from tests.integration.phone.forms_server import Asked, FormsServer, NotThere

EMAIL, PASSWORD, SESSION = "clerk@example.vn", "the password of the tests", "a-session-token-of-the-tests"
PROJECT, FORM = 7, "tien-do-nha"
AT: Final = f"/v1/projects/{PROJECT}/forms/{FORM}"
TABLE: Final = f"{AT}.svc/Submissions"
_ONE: Final = re.compile(rf"{re.escape(TABLE)}\('(.+)'\)").fullmatch
_ATTACHMENTS: Final = re.compile(rf"{re.escape(AT)}/submissions/([^/]+)/attachments(?:/(.+))?").fullmatch


class CentralServer(FormsServer):
    """One project with one form."""

    def __init__(self, *questions: str) -> None:
        super().__init__()
        self.questions = list(questions)
        self.submissions: dict[str, dict[str, Any]] = {}
        self.attachments: dict[str, dict[str, bytes | None]] = {}

    def add(self, answers: dict[str, Any], **files: bytes | None) -> str:
        """A new submission, with files that have arrived or (None) have not; by their names, `.` written `_`."""
        key = f"uuid:{uuid.uuid4()}"
        self.attachments[key] = {name.replace("_", "."): content for name, content in files.items()}
        self.submissions[key] = {
            "__id": key,
            "__system": {
                "submissionDate": _at(self.tick()),
                "updatedAt": None,
                "deletedAt": None,
                "submitterId": "12",
                "submitterName": "Cán bộ xã",
                "attachmentsPresent": sum(content is not None for content in files.values()),
                "attachmentsExpected": len(files),
                "status": None,
                "reviewState": None,
                "edits": 0,
                "formVersion": "1",
            },
            "meta": {"instanceID": key, "instanceName": None},
            **answers,
        }
        return key

    def edit(self, key: str, answers: dict[str, Any]) -> None:
        """The same submission with other answers, and a new instance id."""
        before = self.submissions[key]
        system = before["__system"] | {
            "updatedAt": _at(self.tick()), "reviewState": "edited", "edits": before["__system"]["edits"] + 1
        }  # fmt: skip
        meta = {"instanceID": f"uuid:{uuid.uuid4()}", "deprecatedID": before["meta"]["instanceID"]}
        self.submissions[key] = {"__id": key, "__system": system, "meta": meta, **answers}

    def review(self, key: str, state: str) -> None:
        """Somebody at the server looks at a submission: it is updated, and says what it said."""
        self.submissions[key]["__system"] |= {"updatedAt": _at(self.tick()), "reviewState": state}

    def delete(self, key: str) -> None:
        """Into the bin, from which the server takes it after 30 days."""
        self.submissions[key]["__system"]["deletedAt"] = _at(self.tick())

    def answer(self, asked: Asked) -> object:
        """The JSON, or the bytes, of what is asked. Raises NotThere."""
        if asked.path == "/v1/sessions":
            if asked.body != {"email": EMAIL, "password": PASSWORD}:
                raise NotThere(401, {"code": 401.2, "message": "Could not authenticate with the provided credentials."})
            return {"token": SESSION, "csrf": "c", "createdAt": _at(self.tick()), "expiresAt": _at(self.tick())}
        if asked.authorization != f"Bearer {SESSION}":
            raise NotThere(403, {"code": 403.1, "message": "The authenticated actor does not have rights to do that."})
        if asked.path == f"{AT}/fields":
            groups = {"/".join(one.split("/")[:-1]) for one in self.questions} - {""}
            fields = [{"path": f"/{one}", "name": one, "type": "structure"} for one in groups]
            return fields + [
                {"path": f"/{one}", "name": one.split("/")[-1], "type": "string"} for one in self.questions
            ]
        if asked.path == TABLE:
            return self._table(asked.query)
        if found := _ONE(unquote(asked.path)):
            one = self.submissions.get(found[1].replace("''", "'"))
            if one is None or one["__system"]["deletedAt"]:
                raise NotThere(404, {"code": 404.1, "message": "Could not find the resource you were looking for."})
            return {"@odata.context": "…", "value": [one]}
        return self._attachment(asked.path)

    def _table(self, query: dict[str, str]) -> object:
        asked = query.get("$filter", "")
        deleted = asked == "__system/deletedAt ne null"
        found = [one for one in self.submissions.values() if bool(one["__system"]["deletedAt"]) is deleted]
        if asked and not deleted:
            time, moment = _later_than(asked)  # another filter fails the test, as it should
            found = [one for one in found if (one["__system"][time] or "") >= moment]
        if "$orderby" in query:
            time = query["$orderby"].removeprefix("__system/").removesuffix(" asc")
            found.sort(key=lambda one: (one["__system"][time] or "", one["__id"]))
        answer = {"value": found[: int(query.get("$top", len(found)))]}
        return answer | ({"@odata.count": len(found)} if query.get("$count") == "true" else {})

    def _attachment(self, path: str) -> object:
        found = _ATTACHMENTS(unquote(path))
        if found is None or found[1] not in self.attachments:
            raise NotThere(404, {"code": 404.1, "message": "Could not find the resource you were looking for."})
        files = self.attachments[found[1]]
        if found[2] is None:
            return [{"name": name, "exists": content is not None} for name, content in files.items()]
        content = files.get(found[2])
        if content is None:
            raise NotThere(404, {"code": 404.1})
        return content


def _later_than(asked: str) -> tuple[str, str]:
    found = re.fullmatch(r"__system/(\w+) ge (\S+)", asked)
    assert found is not None, asked
    return found[1], found[2]


def _at(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
