"""DHIS2's `dataValueSets` as we speak it: values tried or sent, and what it says of each of them. It knows no figure.

Answers are read as DHIS2 gives them since 2.38 (the summary inside a message, 409 where some rows were refused,
conflicts with the numbers of their rows) and before (the bare summary, conflicts that name an object).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
import msgspec

from deploy.cli.dhis2_mapping import Dhis2Mapping
from deploy.cli.settings import without_secrets
from deploy.cli.terminal import Failed

ANSWER_SECONDS: Final = 300.0
PATH: Final = "/api/dataValueSets"


class Conflict(msgspec.Struct, frozen=True, rename="camel"):
    """What DHIS2 has against one or several rows."""

    object: str = ""
    value: str = ""
    error_code: str = ""
    indexes: tuple[int, ...] = ()

    @property
    def reason(self) -> str:
        """All of it in one line."""
        return " ".join(filter(None, (self.error_code, self.value or self.object)))


class Count(msgspec.Struct, frozen=True, rename="camel"):
    """How many values came to which end."""

    imported: int = 0
    updated: int = 0
    ignored: int = 0
    deleted: int = 0


class Summary(msgspec.Struct, frozen=True, rename="camel"):
    """An import summary."""

    import_count: Count
    status: str = ""
    description: str = ""
    conflicts: tuple[Conflict, ...] = ()
    rejected_indexes: tuple[int, ...] = ()


class _Message(msgspec.Struct, frozen=True):
    """What a summary comes in, or an error instead of one."""

    response: msgspec.Raw = msgspec.Raw()
    message: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What DHIS2 said of the rows: of each the reasons against it, and what belongs to none of them."""

    count: Count
    status: str
    against: dict[int, list[str]] = field(default_factory=dict)
    besides: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether every row is taken."""
        return not (self.against or self.besides or self.count.ignored) and self.status.upper() in ("SUCCESS", "OK")


class Dhis2:
    """One DHIS2, signed in to by a personal access token, or by the name and password in its address."""

    def __init__(self, url: str, *, token: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Failed(
                f"{without_secrets(url)} không phải địa chỉ web: hãy sửa --to.",
                f"{without_secrets(url)} is no web address: correct --to.",
            )
        self._shown = without_secrets(url)
        self._url = url.rstrip("/").removesuffix("/api")
        headers = {"accept": "application/json"} | ({"authorization": f"ApiToken {token}"} if token else {})
        self._client = httpx.Client(headers=headers, timeout=ANSWER_SECONDS)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def try_out(self, mapping: Dhis2Mapping, values: Sequence[Mapping[str, str]]) -> Outcome:
        """What would become of values; nothing is changed there. Raises Failed."""
        return self._import(mapping, values, dry_run="true")

    def send(self, mapping: Dhis2Mapping, values: Sequence[Mapping[str, str]]) -> Outcome:
        """Send values; those that are there already are changed to these. Raises Failed."""
        return self._import(mapping, values, dry_run="false")

    def _import(self, mapping: Dhis2Mapping, values: Sequence[Mapping[str, str]], *, dry_run: str) -> Outcome:
        query = {"dryRun": dry_run, "importStrategy": "CREATE_AND_UPDATE", "async": "false"}
        query |= {f"{name}IdScheme": scheme for name, scheme in msgspec.to_builtins(mapping.schemes).items()}
        try:
            answer = self._client.post(self._url + PATH, params=query, json=payload(mapping, values))
        except httpx.HTTPError as error:
            raise Failed(
                f"{self._shown} không trả lời ({type(error).__name__}) nên chưa rõ đã nhận chưa; gửi lại không nhân "
                "đôi số liệu.",
                f"{self._shown} did not answer ({type(error).__name__}), so it is not known what it took; sending "
                "again doubles nothing.",
            ) from None
        return _read(_summary(answer, self._shown), values)


def payload(mapping: Dhis2Mapping, values: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """The body of a request."""
    return ({"dataSet": mapping.data_set} if mapping.data_set else {}) | {"dataValues": list(values)}


def _summary(answer: httpx.Response, url: str) -> Summary:
    """The summary in an answer, whatever its status: one of conflicts comes with 409. Raises Failed."""
    if answer.status_code in (401, 403) or answer.is_redirect:  # it sends who is not signed in to a page for people
        raise Failed(
            f"{url} không cho vào ({answer.status_code}) nên chưa gửi gì: hãy kiểm tra THIDUA_DHIS2_TOKEN và quyền "
            "nhập số liệu.",
            f"{url} does not let us in ({answer.status_code}), so nothing was sent: check THIDUA_DHIS2_TOKEN, and that "
            "it may import data values.",
        )
    try:
        return msgspec.json.decode(answer.content, type=Summary)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    message = ""
    try:
        wrapped = msgspec.json.decode(answer.content, type=_Message)
        message = wrapped.message
        return msgspec.json.decode(wrapped.response, type=Summary)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Failed(
            f"{url} trả lời {answer.status_code} mà không có kết quả nhập {message}: hãy kiểm tra --to.",
            f"{url} answered {answer.status_code} without an import summary {message}: check --to.",
        ) from None


def _read(summary: Summary, values: Sequence[Mapping[str, str]]) -> Outcome:
    outcome = Outcome(summary.import_count, summary.status)
    for conflict in summary.conflicts:
        rows = [row for row in conflict.indexes or _speaks_of(conflict, values) if row < len(values)]
        for row in rows:
            outcome.against.setdefault(row, []).append(conflict.reason)
        if not rows:
            outcome.besides.append(conflict.reason)
    for row in summary.rejected_indexes:
        if row < len(values):
            outcome.against.setdefault(row, [])
    if not outcome.is_clean and not outcome.against and not outcome.besides:
        outcome.besides.append(summary.description or summary.status)
    return outcome


def _speaks_of(conflict: Conflict, values: Sequence[Mapping[str, str]]) -> list[int]:
    """The rows that bear the object which a conflict without row numbers names."""
    return [row for row, value in enumerate(values) if conflict.object and conflict.object in value.values()]
