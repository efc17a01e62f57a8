"""The statements of notify: a notice was sent, or given up; a reminder. Each is named after what it speaks of."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple, TypedDict

import msgspec

from services.notify.domain.notices import Notice, Received
from services.notify.domain.opening import Opening
from services.notify.domain.renewing import GivenUp, renewed_id_of
from services.notify.domain.urging import Reminder
from services.notify.handlers.stating import Statements
from shared.core.decider import Command
from shared.core.events import (
    REGISTRY,
    Data,
    NotificationBounced,
    NotificationFailed,
    NotificationPutOff,
    NotificationRead,
    NotificationRenewed,
    NotificationSent,
    NotificationWithheld,
    RecipientChose,
    TroubleEnded,
    TroubleFound,
)
from shared.core.values import Channel, SubjectKind


class _Marks(TypedDict):
    delivery_id: str
    topic: str
    cause: str
    subject_kind: SubjectKind
    subject_id: str
    recipient: str
    channel: Channel


class Waiting(NamedTuple):
    """A notice of which its recipient's choice was asked, where that choice stands, and when it opens, if it does."""

    notice: Notice
    choice: int
    opening: Opening | None = None

    @property
    def opens_at(self) -> str:
        """When it opens, as the log writes it; "" for never."""
        return "" if self.opening is None else rfc3339(self.opening.at)


def rfc3339(moment: datetime) -> str:
    """A time as the log writes it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Register(Statements):
    """Where deliveries and reminders are recorded, each once."""

    async def told_in_inbox(self, campaign: str, notices: Sequence[Notice]) -> int:
        """Record that notices lie in inboxes; the position of the newest such fact. Raises LogUnavailable."""
        commands = [self._of_notice(notice, _sent(notice, attempts=1), time=notice.recorded_at) for notice in notices]
        return await self.submit(campaign, commands)

    async def sent(self, notice: Notice, *, attempts: int) -> int:
        """Record that a notice, or what a digest brings, was handed to its channel; where. Raises LogUnavailable."""
        digest = notice.delivery_id if notice.gathered else ""
        return await self._now([(one, _sent(one, attempts=attempts, digest=digest)) for one in _each(notice)])

    async def failed(self, notice: Notice, *, attempts: int, reason: str) -> int:
        """Record that a notice, or all that a digest brings, will not be tried again; where. Raises LogUnavailable."""
        digest = notice.delivery_id if notice.gathered else ""
        return await self._now(
            [(one, _failed(one, attempts=attempts, reason=reason, digest=digest)) for one in _each(notice)]
        )

    async def read(self, notice: Received, *, reader: str) -> int:
        """Record that a notice was read, once, whoever reads it again; where. Raises LogUnavailable."""
        data = NotificationRead(
            delivery_id=notice.delivery_id,
            topic=notice.topic,
            recipient=notice.recipient,
            channel="inbox",
            reader=reader,
        )
        command = self.command(
            f"{notice.delivery_id}/read",
            data,
            campaign=notice.campaign,
            time=self.stamps.recorded_at(),
            correlation_id="",
            causation_id=notice.delivery_id,
        )
        return await self.submit(notice.campaign, [command])

    async def put_off(self, campaign: str, some: Sequence[Waiting]) -> int:
        """Record until when notices wait, and why; the same once. Raises LogUnavailable."""
        now = self.stamps.recorded_at()
        commands = []
        for one in some:
            why = one.opening.why if one.opening else None
            data = NotificationPutOff(
                **_marks_of(one.notice), opens_at=one.opens_at, why=why or "SEND_WINDOW", choice=str(one.choice)
            )
            name = f"{one.notice.delivery_id}/{one.opens_at}"
            commands.append(self._of_notice(one.notice, data, time=now, name=name))
        return await self.submit(campaign, commands)

    async def withheld(self, campaign: str, some: Sequence[Waiting]) -> int:
        """Record that notices stay in the inbox alone. Raises LogUnavailable."""
        now = self.stamps.recorded_at()
        commands = [
            self._of_notice(one.notice, NotificationWithheld(**_marks_of(one.notice), choice=str(one.choice)), time=now)
            for one in some
        ]
        return await self.submit(campaign, commands)

    async def chose(self, data: RecipientChose, *, after: int) -> int:
        """Record what a recipient chose in the place of its choice at `after`, once; where. Raises LogUnavailable."""
        content = msgspec.json.encode((data.recipient, data.choice, after))
        command = self.command(
            f"{data.recipient}/chose/{sha256(content).hexdigest()[:32]}",
            data,
            campaign=REGISTRY,
            time=self.stamps.recorded_at(),
            correlation_id="",
            causation_id="",
        )
        return await self.submit(REGISTRY, [command])

    async def renewed(self, failed: GivenUp, *, asked_by: str) -> tuple[str, int]:
        """Record that a notice that failed is due again, once, whoever asks again; its new id, and where that stands.

        Raises LogUnavailable.
        """
        data = NotificationRenewed(
            delivery_id=renewed_id_of(failed.delivery_id),
            renews=failed.delivery_id,
            topic=failed.topic,
            cause=str(failed.cause),
            subject_kind=failed.subject_kind,
            subject_id=failed.subject_id,
            recipient=failed.recipient,
            channel=failed.channel,
            asked_by=asked_by,
        )
        command = self.command(
            f"{failed.delivery_id}/renewed",
            data,
            campaign=failed.campaign,
            time=self.stamps.recorded_at(),
            correlation_id="",
            causation_id=failed.delivery_id,
        )
        return data.delivery_id, await self.submit(failed.campaign, [command])

    async def bounced(self, notice: GivenUp, *, status: str) -> int:
        """Record that a letter came back, once for each reason, however often it is reported. Raises LogUnavailable."""
        data = NotificationBounced(
            delivery_id=notice.delivery_id,
            topic=notice.topic,
            cause=str(notice.cause),
            subject_kind=notice.subject_kind,
            subject_id=notice.subject_id,
            recipient=notice.recipient,
            channel=notice.channel,
            status=status,
        )
        command = self.command(
            f"{notice.delivery_id}/bounced/{status}",
            data,
            campaign=notice.campaign,
            time=self.stamps.recorded_at(),
            correlation_id="",
            causation_id=notice.delivery_id,
        )
        return await self.submit(notice.campaign, [command])

    async def reminded(self, campaign: str, reminders: Sequence[Reminder]) -> int:
        """Record that matters came before the next of those who are to see to them. Raises LogUnavailable."""
        return await self.submit(campaign, [self._of_reminder(reminder) for reminder in reminders])

    async def in_trouble(self, data: TroubleFound | TroubleEnded) -> int:
        """Record that a service is in trouble, or no more, once; where. Raises LogUnavailable, LogDamaged."""
        found = isinstance(data, TroubleFound)
        command = self.command(
            data.trouble_id if found else f"{data.trouble_id}/ended",
            data,
            campaign=REGISTRY,
            time=self.stamps.recorded_at(),
            correlation_id="",
            causation_id="" if found else data.trouble_id,
        )
        return await self.submit(REGISTRY, [command])

    async def _now(self, became: Sequence[tuple[Notice, Data]]) -> int:
        """Each campaign has a pen of its own: what is of one of them stands in one commit."""
        now, newest = self.stamps.recorded_at(), 0
        for campaign in dict.fromkeys(notice.campaign for notice, _ in became):
            commands = [self._of_notice(one, data, time=now) for one, data in became if one.campaign == campaign]
            newest = max(newest, await self.submit(campaign, commands))
        return newest

    def _of_notice(self, notice: Notice, data: Data, *, time: str, name: str = "") -> Command:
        return self.command(
            name or notice.delivery_id,
            data,
            campaign=notice.campaign,
            time=time,
            correlation_id=notice.correlation_id,
            causation_id=notice.cause_id,
            traceparent=notice.traceparent,
        )

    def _of_reminder(self, reminder: Reminder) -> Command:
        return self.command(
            reminder.data.reminder_id,
            reminder.data,
            campaign=reminder.campaign,
            time=self.stamps.recorded_at(),
            correlation_id=reminder.rests_on.correlation_id,
            causation_id=reminder.rests_on.id,
        )


def _each(notice: Notice) -> tuple[Notice, ...]:
    """What is recorded of a notice: a digest is none itself."""
    return notice.gathered or (notice,)


def _sent(notice: Notice, *, attempts: int, digest: str = "") -> NotificationSent:
    return NotificationSent(
        **_marks_of(notice),
        language=notice.language,
        attempts=attempts,
        digest=digest,
        template=_version(notice),
    )


def _failed(notice: Notice, *, attempts: int, reason: str, digest: str) -> NotificationFailed:
    return NotificationFailed(
        **_marks_of(notice), attempts=attempts, reason=reason, digest=digest, template=_version(notice)
    )


def _version(notice: Notice) -> str:
    return notice.template.version if notice.template else ""


def _marks_of(notice: Notice) -> _Marks:
    """What every fact says of the delivery it speaks of."""
    story = notice.story
    return _Marks(
        delivery_id=notice.delivery_id,
        topic=story.topic,
        cause=str(notice.cause),
        subject_kind=story.subject_kind,
        subject_id=story.subject_id,
        recipient=notice.recipient,
        channel=notice.channel,
    )
