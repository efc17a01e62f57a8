"""A running installation as a command meets it over HTTP: facts sent until they are answered, and reads."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, Literal, TypeVar

import httpx
import msgspec

from deploy.cli.options import Where
from deploy.cli.terminal import Failed, language
from shared.core.requests import BATCH, DRY_RUN
from shared.core.values import Owner

PATIENCE_SECONDS: Final = 120.0
ANSWER_SECONDS: Final = 60.0
FIRST_PAUSE_SECONDS: Final = 0.2
LONGEST_PAUSE_SECONDS: Final = 5.0
EVIDENCE: Final = "/tracking/evidence"

T = TypeVar("T")


class FieldError(msgspec.Struct, frozen=True):
    """What is wrong with one field."""

    pointer: str = ""
    message: str = ""


class Problem(msgspec.Struct, frozen=True):
    """A refusal as RFC 9457 says it."""

    status: int = 0
    code: str = ""
    title: str = ""
    detail: str = ""
    errors: tuple[FieldError, ...] = ()

    @property
    def reason(self) -> str:
        """All of it in one line."""
        fields = "; ".join(f"{error.pointer}: {error.message}" for error in self.errors)
        return " ".join(filter(None, (f"{self.code}:" if self.code else "", self.detail or self.title, fields)))


class Result(msgspec.Struct, frozen=True):
    """What became of one event; `corrected` is one that stood with other content, and was."""

    id: str
    status: Literal["recorded", "duplicate", "rejected", "corrected"]
    position: int = 0
    problem: Problem = Problem()


class _Results(msgspec.Struct, frozen=True):
    results: list[Result]


class _CampaignName(msgspec.Struct, frozen=True):
    campaign: str


class _Campaigns(msgspec.Struct, frozen=True):
    campaigns: list[_CampaignName]


class NotThere(Failed):
    """The installation has no such thing, or none that this caller may know of."""


class _Begun(msgspec.Struct, frozen=True):
    upload: str


class Remote:
    """One installation, signed in to. `pause` waits so many seconds."""

    _query = ""

    def __init__(self, where: Where, *, pause: Callable[[float], None] = time.sleep) -> None:
        self._url = where.url
        self._pause = pause
        self._answered = False
        self._recorded = 0  # the newest position told
        self._client = httpx.Client(
            headers={"authorization": f"Bearer {where.bearer()}", "accept-language": language()},
            timeout=ANSWER_SECONDS,
        )

    def close(self) -> None:
        """Let go of the connection, once what was recorded is there for whoever reads next."""
        if self._recorded:
            with suppress(Failed):
                self.look_up("/tracking/campaigns", after=self._recorded)
        self._client.close()

    def post(self, owner: Owner, events: Sequence[bytes]) -> list[Result]:
        """Send at most 1,000 events as one batch and say in order what became of each.

        While the log cannot take them the same is sent again, which is always safe. Raises Failed.
        """
        results: dict[int, Result] = {}
        waiting = list(range(len(events)))
        pauses = _pauses()
        while waiting:
            answers = self._post_once(f"/{owner}/events{self._query}", [events[place] for place in waiting])
            settled = {
                place: answer for place, answer in zip(waiting, answers, strict=False) if answer.problem.status != 503
            }
            results |= settled
            waiting = [place for place in waiting if place not in settled]
            if settled:
                pauses = _pauses()
            if waiting:
                self._pause(next(pauses, None) or self._give_up())
        self._recorded = max([self._recorded, *(one.position for one in results.values())])
        return [results[place] for place in range(len(events))]

    def read(self, path: str, **query: str) -> bytes:
        """What a read answers. Raises NotThere, Failed."""
        answer = self._ask("GET", path, params={name: value for name, value in query.items() if value})
        if answer is None:
            raise self._nothing_answers()
        if answer.status_code != 200:
            raise _refused(answer)
        return answer.content

    def order(self, path: str) -> bytes:
        """What is answered when something is to be done that can be asked for again. Raises Failed."""
        return self._done("POST", path)

    def put(self, path: str, body: object) -> bytes:
        """What is answered to something that is to be kept. Raises Failed."""
        return self._told("PUT", path, body)

    def state(self, path: str, body: object) -> bytes:
        """What is answered to something said that can be said again. Raises Failed."""
        return self._told("POST", path, body)

    def _told(self, method: str, path: str, body: object) -> bytes:
        content = msgspec.json.encode(body)
        return self._done(method, path, content=content, headers={"content-type": "application/json"})

    def _done(self, method: str, path: str, **what: object) -> bytes:
        answer = self._ask(method, path, **what)
        if answer is None:
            raise self._nothing_answers()
        if answer.status_code != 200:
            raise _refused(answer)
        return answer.content

    def send_file(self, said: Mapping[str, Any], content: bytes) -> str:
        """Have a file of evidence there: "" if it is, or the reason why it is not taken. Raises Failed."""
        for pause in _pauses():
            answer = self._send_file_once(said, content)
            if answer is not None:
                return "" if answer.status_code in (200, 201) else _reason_of(answer)
            self._pause(pause)
        self._give_up()
        return ""

    def _send_file_once(self, said: Mapping[str, Any], content: bytes) -> httpx.Response | None:
        """The last answer of one try; None if it should be tried again. What came before then is known by its hash."""
        begun = self._ask("POST", EVIDENCE, json=said)
        if begun is None or begun.status_code in (429, 503):
            return None
        if begun.status_code != 201:
            return begun
        headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
        sent = self._ask("PATCH", decoded(begun.content, _Begun).upload, content=content, headers=headers)
        return None if sent is None or sent.status_code in (429, 503) else sent

    def look_up(self, path: str, *, after: int = 0, as_of: str = "") -> dict[str, Any] | None:
        """A thing as it stands after a position, or stood at a moment; None if it is not there or another's.

        Raises Failed.
        """
        asked = {"after": str(after) if after else "", "as_of": as_of}
        answer = self._ask("GET", path, params={name: value for name, value in asked.items() if value})
        if answer is None:
            raise self._nothing_answers()
        if answer.status_code in (403, 404):
            return None
        if answer.status_code != 200:
            raise _refused(answer)
        return decoded(answer.content, dict[str, Any])

    def the_campaign(self) -> str:
        """The id of the installation's only campaign. Raises Failed when there is none, or more than one."""
        found = [one.campaign for one in decoded(self.read("/tracking/campaigns"), _Campaigns).campaigns]
        if not found:
            raise Failed(
                "Chưa có đợt thi đua nào: hãy phát động bằng `thidua campaign launch FILE`.",
                "There is no campaign yet: launch one with `thidua campaign launch FILE`.",
            )
        if len(found) > 1:
            raise Failed(
                f"Có nhiều đợt thi đua ({', '.join(found)}): hãy chọn một bằng --campaign.",
                f"There are several campaigns ({', '.join(found)}): choose one with --campaign.",
            )
        return found[0]

    def _post_once(self, path: str, events: Sequence[bytes]) -> list[Result]:
        """The answers to one try; none at all if it should be tried again."""
        content = b"[" + b",".join(events) + b"]"
        answer = self._ask("POST", path, content=content, headers={"content-type": BATCH})
        if answer is None or answer.status_code in (429, 503):
            return []
        if answer.status_code != 200:
            raise _refused(answer)
        results = decoded(answer.content, _Results).results
        if len(results) != len(events):
            raise _strange(f"{len(results)} results for {len(events)} events")
        return results

    def _ask(self, method: str, path: str, **what: object) -> httpx.Response | None:
        """One request; None if the connection broke. Raises Failed when nothing ever answered."""
        try:
            answer = self._client.request(method, self._url + path, **what)  # type: ignore[arg-type]
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise Failed(
                f"{self._url} không phải địa chỉ web ({error}): hãy sửa --url.",
                f"{self._url} is no web address ({error}): correct --url.",
            ) from None
        except httpx.TransportError:
            if not self._answered:
                raise self._nothing_answers() from None
            return None
        self._answered = True
        return answer

    def _give_up(self) -> float:
        raise Failed(
            f"{self._url} không ghi được trong {PATIENCE_SECONDS:.0f} giây. Những gì đã báo ghi thì đã ghi; "
            "hãy gửi lại cả tệp sau: không có gì bị ghi hai lần.",
            f"{self._url} could not record anything for {PATIENCE_SECONDS:.0f} seconds. What it answered before is "
            "recorded; send the same again later: nothing is recorded twice.",
        )

    def _nothing_answers(self) -> Failed:
        return Failed(
            f"Không có gì trả lời ở {self._url}: hãy chạy `thidua up`, hoặc chọn địa chỉ khác bằng --url.",
            f"Nothing answers at {self._url}: start `thidua up`, or choose another address with --url.",
        )


class Rehearsal(Remote):
    """The same, but what is posted is only tried out: nothing is recorded, and what would be has position 0."""

    _query = f"?{DRY_RUN}"


def decoded(content: bytes, shape: type[T]) -> T:
    """An answer's body. Raises Failed when it has another shape."""
    try:
        return msgspec.json.decode(content, type=shape)
    except msgspec.DecodeError as error:
        raise _strange(str(error)) from None


def _reason_of(answer: httpx.Response) -> str:
    """Why something was not taken, in one line. Raises Failed where we are not known at all."""
    if answer.status_code == 401:
        raise _refused(answer)
    try:
        return msgspec.json.decode(answer.content, type=Problem).reason
    except msgspec.DecodeError:
        return str(answer.status_code)


def _refused(answer: httpx.Response) -> Failed:
    if answer.status_code == 401:
        return Failed(
            "Mã truy cập không có hiệu lực (sai, hết hạn hoặc đã thu hồi) nên chưa làm gì: hãy kiểm tra --token.",
            "The token is not valid (mistyped, expired or revoked), so nothing was done: check --token.",
        )
    try:
        reason = msgspec.json.decode(answer.content, type=Problem).reason
    except msgspec.DecodeError:
        return _strange(str(answer.status_code))
    failed = NotThere if answer.status_code == 404 else Failed
    return failed(f"{answer.status_code}: {reason}", f"{answer.status_code}: {reason}")


def _strange(what: str) -> Failed:
    return Failed(
        f"Câu trả lời không phải của Thi Đua ({what}): hãy kiểm tra --url.",
        f"The answer is not Thi Đua's ({what}): check --url.",
    )


def _pauses() -> Iterator[float]:
    """Longer and longer, until patience ends."""
    pause, waited = FIRST_PAUSE_SECONDS, 0.0
    while waited < PATIENCE_SECONDS:
        yield pause
        waited += pause
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
