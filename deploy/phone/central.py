"""A form at ODK Central, over its OData: listed by when submissions came and by when they were edited, each in order.

Its `$skiptoken` cannot be had together with `$orderby`, so a page begins at the moment at which the last one ended;
`$orderby` needs Central 2024.1 or later. It knows no event.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from deploy.phone.submissions import CannotPull, Difference, Submission, named
from deploy.phone.talk import Talk, both, strange

PAGE: Final = 250
WRONG_PASSWORD: Final = both(
    "thư điện tử hoặc mật khẩu sai, hoặc tài khoản không được xem biểu mẫu (THIDUA_ODK_EMAIL, THIDUA_ODK_PASSWORD hoặc "
    "THIDUA_ODK_PASSWORD_FILE). Máy chủ đăng nhập bằng OpenID Connect không nhận mật khẩu qua API.",
    "the e-mail address or the password is wrong, or the account may not view the form (THIDUA_ODK_EMAIL, "
    "THIDUA_ODK_PASSWORD or THIDUA_ODK_PASSWORD_FILE). A server that signs in by OpenID Connect takes no passwords.",
)
_UUID: Final = "uuid:"
_OURS: Final = frozenset({"__id", "__system", "meta"})


class Central:
    """One form, named by its project's number and its id."""

    def __init__(self, url: str, project: int, form: str, *, email: str, password: str) -> None:
        self._url = url
        self._talk = Talk(url, headers={}, who=WRONG_PASSWORD)
        self._form = f"/v1/projects/{project}/forms/{quote(form, safe='')}"
        self._email, self._password = email, password
        self._signed_in = False

    def close(self) -> None:
        """Let go of the connection."""
        self._talk.close()

    def questions(self) -> frozenset[str]:
        """The questions of the form as it is now, alone and with their groups. Raises CannotPull."""
        fields = self._get(f"{self._form}/fields", odata="true")
        if not isinstance(fields, list):
            raise strange(self._url)
        return named(
            str(one["path"]).removeprefix("/") for one in fields if one.get("type") not in ("structure", "repeat")
        )

    def count(self) -> int | None:
        """How many submissions there are. Raises CannotPull."""
        count = self._table(**{"$top": "0", "$count": "true"}).get("@odata.count")
        return count if isinstance(count, int) else None

    def since(self, moment: str) -> Iterator[list[Submission]]:
        """Pages of what came at a moment or after it, then of what was edited since, in order. Raises CannotPull."""
        yield from self._by("submissionDate", moment)
        if moment:
            yield from self._by("updatedAt", moment)

    def fetch(self, keys: Sequence[str]) -> Iterator[list[Submission]]:
        """These submissions, one a page. Raises CannotPull."""
        self._sign_in()
        for key in keys:
            inside = quote(key.replace("'", "''"), safe="")
            answer = self._talk.get_if_any(f"{self._form}.svc/Submissions('{inside}')")
            if answer is not None:
                yield [self._read(one) for one in _rows(self._url, answer)]

    def difference(self, known: Mapping[str, str]) -> Difference:
        """What was deleted; a Central that cannot tell knows of nothing. Raises CannotPull."""
        self._sign_in()
        asked = {"$filter": "__system/deletedAt ne null", "$select": "__id"}
        answer = self._talk.get_if_any(f"{self._form}.svc/Submissions", **asked)
        gone = [] if answer is None else [str(one["__id"]) for one in _rows(self._url, answer)]
        return Difference(gone=[key for key in gone if key in known])

    def files(self, submission: Submission) -> Mapping[str, str]:
        """The attachments that have arrived, and where each is. Raises CannotPull."""
        place = f"{self._form}/submissions/{quote(submission.key, safe='')}/attachments"
        expected = self._get(place)
        if not isinstance(expected, list):
            raise strange(self._url)
        names = [str(one["name"]) for one in expected if one.get("exists")]
        return {name: f"{place}/{quote(name, safe='')}" for name in names}

    def file(self, where: str) -> Iterator[bytes]:
        """The content of an attachment. Raises CannotTake, CannotPull."""
        return self._talk.stream(where)

    def _by(self, time: str, moment: str) -> Iterator[list[Submission]]:
        """All submissions by one of their times, each page from where the last one ended."""
        seen, most = set[tuple[str, str]](), PAGE
        while True:
            asked = {"$orderby": f"__system/{time} asc", "$top": str(most)}
            if moment:
                asked["$filter"] = f"__system/{time} ge {moment}"
            rows = _rows(self._url, self._table(**asked))
            page = [self._read(one) for one in rows]
            fresh = [one for one in page if (one.key, one.version) not in seen]
            if fresh:
                seen.update((one.key, one.version) for one in fresh)
                yield fresh
            if len(rows) < most:
                return
            latest = str(rows[-1]["__system"][time])
            if latest == moment:  # more than a page in one millisecond, as after an import
                most *= 2
            moment = latest

    def _read(self, one: dict[str, Any]) -> Submission:
        system, meta = one["__system"], one.get("meta") or {}
        if system.get("status") == "notDecrypted":
            raise CannotPull(
                "Bài nộp của biểu mẫu này được mã hóa (managed encryption) nên không đọc được, và chưa lấy gì: hãy tắt "
                "mã hóa cho dự án, hoặc gửi tệp xuất ra bằng `thidua send`.",
                "The submissions of this form are encrypted (managed encryption), so they cannot be read and nothing "
                "was pulled: turn encryption off for the project, or send an exported file with `thidua send`.",
            )
        key, submitted = str(one["__id"]), str(system["submissionDate"])
        return Submission(
            key=key,
            instance=key.removeprefix(_UUID),
            version=str(meta.get("instanceID") or key),
            submitted_at=submitted,
            changed_at=max(submitted, str(system.get("updatedAt") or "")),
            answers=dict(_flat({name: answer for name, answer in one.items() if name not in _OURS}, "")),
        )

    def _table(self, **query: str) -> dict[str, Any]:
        answer = self._get(f"{self._form}.svc/Submissions", **query)
        if not isinstance(answer, dict):
            raise strange(self._url)
        return answer

    def _get(self, path: str, **query: str) -> Any:
        self._sign_in()
        return self._talk.get(path, **query)

    def _sign_in(self) -> None:
        if self._signed_in:
            return
        session = self._talk.post("/v1/sessions", {"email": self._email, "password": self._password})
        if not isinstance(session, dict) or not isinstance(session.get("token"), str):
            raise strange(self._url)
        self._talk.sign({"authorization": f"Bearer {session['token']}"})
        self._signed_in = True


def _rows(url: str, answer: object) -> list[dict[str, Any]]:
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise strange(url)
    return rows


def _flat(answers: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, object]]:
    """The answers with their groups' names before them, as questions are called."""
    for name, answer in answers.items():
        if isinstance(answer, dict) and "coordinates" not in answer:
            yield from _flat(answer, f"{prefix}{name}/")
        elif not name.endswith("@odata.navigationLink"):
            yield f"{prefix}{name}", answer
