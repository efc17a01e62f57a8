"""What is still to be told: the notices that facts call for, less those that are recorded as sent or as given up.

What mornings call for is asked of the same facts: the reminders that are to be stated, which then call for notices.

The outbox is a fold of the log and nothing else remembers what is due, so a restart or a lost message loses nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias, get_args

from msgspec.structs import replace

from services.notify.domain import matters
from services.notify.domain.choices import Choices
from services.notify.domain.directory import ABOUT_WHO_IS_WHO, Directory
from services.notify.domain.figures import AboutActivity
from services.notify.domain.heard import Heard, heard_in
from services.notify.domain.letters import Letters
from services.notify.domain.notices import TOPICS, Notice, react
from services.notify.domain.pushed import and_pushed
from services.notify.domain.shelf import Shelf
from services.notify.domain.templates import Slot, medium_of
from services.notify.domain.troubles import Troubles
from services.notify.domain.urging import Reminder, Urging
from shared.core.decider import Command, Refused
from shared.core.envelope import Fact, decode_some, position_of
from shared.core.events import (
    CampaignAmended,
    Data,
    Flag,
    NotificationBounced,
    NotificationFailed,
    NotificationPutOff,
    NotificationRenewed,
    NotificationSent,
    NotificationWithheld,
    RecipientChose,
    ReminderEscalated,
    TemplateChanged,
    TemplateRestored,
    TroubleEnded,
    TroubleFound,
)
from shared.core.journal import Journal
from shared.core.log import Commit
from shared.core.values import CampaignId, Channel, Date, SubjectKind
from shared.rules.stated import HELD

Key: TypeAlias = tuple[CampaignId, SubjectKind, str, str]  # campaign, kind and id of the subject, card

# Most of the log calls for no notice: it need not even be decoded.
_HEEDED: Final[tuple[type[Data], ...]] = (
    *TOPICS,
    *ABOUT_WHO_IS_WHO,
    *matters.HEEDED,
    NotificationSent,
    NotificationFailed,
    NotificationBounced,
    NotificationPutOff,
    NotificationWithheld,
    RecipientChose,
    NotificationRenewed,
    ReminderEscalated,
    TemplateChanged,
    TemplateRestored,
    TroubleEnded,
    TroubleFound,
)
_WIRES: Final = frozenset(data.wire for data in _HEEDED)
_ACTIVITIES: Final = frozenset(get_args(AboutActivity))


def _never(_recipient: str) -> str:
    return ""


class Due(MutableMapping[str, Notice]):
    """Notices by delivery id, oldest first, and by channel: whoever looks for those of one passes over no others."""

    def __init__(self) -> None:
        self._all: dict[str, Notice] = {}
        self._by_channel: defaultdict[Channel, dict[str, Notice]] = defaultdict(dict)

    def __getitem__(self, delivery_id: str) -> Notice:
        return self._all[delivery_id]

    def __setitem__(self, delivery_id: str, notice: Notice) -> None:
        self._all[delivery_id] = notice
        self._by_channel[notice.channel][delivery_id] = notice

    def __delitem__(self, delivery_id: str) -> None:
        del self._by_channel[self._all.pop(delivery_id).channel][delivery_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def by(self, channel: Channel) -> Iterator[Notice]:
        """Those of one channel."""
        return iter(self._by_channel[channel].values())


class Outbox:
    """The notices that are due, by delivery id, oldest first. `channels`: those through which anything can be told.

    `pushed_since`: since when a browser of a recipient wants to be told ("": none does).
    `outside`: by which of them the installation reaches whom, besides the inbox and the addresses of the registry.
    `waiting`: those of whom their recipients' choices are to be asked first, which takes a clock; `put_off`: until when
    the log says that one of them waits. `unasked`: those that came to wait since somebody looked, and still do;
    `turned`: how often the choices or the calendar changed.
    """

    def __init__(
        self,
        channels: frozenset[Channel],
        outside: Mapping[str, Sequence[Channel]] = MappingProxyType({}),
        *,
        pushed_since: Callable[[str], str] = _never,
    ) -> None:
        self.directory = Directory(outside)
        self.due = Due()
        self.choices = Choices()
        self.shelf = Shelf()
        self.troubles = Troubles()
        self.waiting: dict[str, Notice] = {}
        self.put_off: dict[str, str] = {}
        self.unasked: dict[str, None] = {}
        self.turned = 0
        self.folded = 0  # commit numbers
        self._channels = channels
        self._pushed_since = pushed_since
        self._gathered: dict[str, Notice] = {}  # in a digest that is due, or settled
        self._settled: dict[str, Notice] = {}  # recorded by ourselves, and their commits are on the way here
        self._failed: dict[str, Notice] = {}  # given up or come back, and may be asked for again
        self._renewed: set[str] = set()
        self._letters = Letters()
        self._heard: dict[Key, Heard] = {}
        self._urging: dict[CampaignId, Urging] = defaultdict(Urging)

    def fold(self, commit: Commit) -> None:
        """Take the next commit of the whole log; one that was taken before changes nothing."""
        if commit.number <= self.folded:
            return
        base = position_of(commit.number, 0)
        for place, fact in enumerate(decode_some(commit.payload, _WIRES)):
            if fact is not None:
                self._take(fact, base + place)
        self.folded = commit.number

    def due_by(self, channel: Channel) -> Iterator[Notice]:
        """What is due through one channel, oldest first; the outbox must not change meanwhile."""
        return self.due.by(channel)

    def called_for(self, day: Date) -> Iterator[Reminder]:
        """The reminders that the morning of a day calls for and nobody has stated; nothing may change meanwhile."""
        for campaign, urging in self._urging.items():
            yield from urging.due(campaign, day, directory=self.directory)

    def settle(self, delivery_ids: Iterable[str]) -> None:
        """These were recorded by ourselves; their commits are on the way here."""
        for delivery_id in delivery_ids:
            notice = self._taken_out(delivery_id)
            if notice is not None:
                self._settled[delivery_id] = notice

    def open(self, delivery_ids: Iterable[str]) -> None:
        """These need not wait any more."""
        for delivery_id in delivery_ids:
            self.due[delivery_id] = self.waiting.pop(delivery_id)

    def gather(self, digest: Notice) -> None:
        """What a digest brings need not wait any more: it goes out as one."""
        for notice in digest.gathered:
            self._gathered[notice.delivery_id] = self.waiting.pop(notice.delivery_id)
        self.due[digest.delivery_id] = digest

    def may_renew(self, delivery_id: str) -> bool:
        """Whether a notice that did not arrive can go out again, or does already."""
        return delivery_id in self._failed or delivery_id in self._renewed

    def worded(self, notice: Notice) -> Notice:
        """A notice, and what it gathers, with the template that was in force where it was called for."""
        if notice.gathered:
            return replace(notice, gathered=tuple(map(self.worded, notice.gathered)))
        slot = Slot(notice.story.topic, notice.language, medium_of(notice.channel))
        return replace(notice, template=self.shelf.in_force(slot, at=notice.called_at).template)

    def works(self, campaign: CampaignId, day: Date) -> bool:
        """Whether offices work on a day, by the law as a campaign has it."""
        return self._urging[campaign].matters.law.is_working(day)

    def _take(self, fact: Fact, position: int) -> None:
        if type(fact.data) in _ACTIVITIES:  # as nearly all, and it is none of the others
            self._urging[fact.campaign].matters.fold(fact, position)
            return
        match fact.data:
            case NotificationSent() as data:
                sent = self._recorded(data.delivery_id)
                self._recorded(data.digest)
                if sent is not None and sent.channel == "email":
                    self._letters.keep(sent, day=fact.recordedat[:10])
            case NotificationBounced() as data:
                came_back = self._letters.take(data.delivery_id)
                if came_back is not None:
                    self._failed[data.delivery_id] = came_back
            case NotificationWithheld() as data:
                self._recorded(data.delivery_id)
            case NotificationFailed() as data:
                failed = self._recorded(data.delivery_id)
                self._recorded(data.digest)
                if failed is not None:
                    self._failed[data.delivery_id] = failed
            case NotificationRenewed() as data:
                self._renew(fact, data, position)
            case NotificationPutOff() as data:
                self.put_off[data.delivery_id] = data.opens_at
            case RecipientChose() as data:
                self.choices.fold(data, position)
                self.turned += 1
            case TemplateChanged() | TemplateRestored() as data:
                self.shelf.fold(data, position)
            case Flag() as flag:
                key = (fact.campaign, flag.subject_kind, flag.subject_id, flag.card)
                heard = self._heard.get(key)
                self._call(react(fact, position, directory=self.directory, heard=heard, channels=self._channels))
                if flag.verdict != HELD:
                    self._heard[key] = heard_in(flag)
            case ReminderEscalated() as data:
                self._urging[fact.campaign].stated(data)
                self._call(react(fact, position, directory=self.directory, heard=None, channels=self._channels))
            case TroubleFound() | TroubleEnded() as data:
                self.troubles.fold(data)
                self._call(react(fact, position, directory=self.directory, heard=None, channels=self._channels))
            case _:
                self.directory.fold(fact)
                if type(fact.data) in matters.HEEDED:
                    self._urging[fact.campaign].matters.fold(fact, position)
                self.turned += isinstance(fact.data, CampaignAmended)  # holidays may be others now

    def _call(self, notices: Iterable[Notice]) -> None:
        if "webpush" in self._channels:
            notices = and_pushed(notices, self._pushed_since)
        for notice in map(self.choices.spoken, notices):
            if self.choices.concern(notice):
                self.waiting[notice.delivery_id] = notice
                self.unasked[notice.delivery_id] = None
            else:
                self.due[notice.delivery_id] = notice

    def _taken_out(self, delivery_id: str) -> Notice | None:
        """It neither is due nor waits any more; the notice, if it did."""
        self.put_off.pop(delivery_id, None)
        self.unasked.pop(delivery_id, None)
        return self.due.pop(delivery_id, None) or self.waiting.pop(delivery_id, None)

    def _recorded(self, delivery_id: str) -> Notice | None:
        """What became of it is known; the notice, if it was due here."""
        settled = self._settled.pop(delivery_id, None) or self._gathered.pop(delivery_id, None)
        return self._taken_out(delivery_id) or settled

    def _renew(self, fact: Fact, data: NotificationRenewed, position: int) -> None:
        """The same notice is due again; it is as old as the fact that asks for it."""
        failed = self._failed.pop(data.renews, None)
        if failed is not None:
            self._renewed.add(data.renews)
            self.due[data.delivery_id] = replace(
                failed,
                delivery_id=data.delivery_id,
                cause_id=fact.id,
                traceparent=fact.traceparent or "",
                recorded_at=fact.recordedat,
                renewed_at=position,
            )


class NotifyState:
    """What a pen keeps of one campaign: nothing. That a delivery is recorded once follows from the name of its fact."""

    registry_at = 0

    def __init__(self, journal: Journal) -> None:
        self.journal = journal


class NotifyDecider:
    """A fact of ours is named after its delivery or reminder, and a pen records each name once: nothing to forbid."""

    def decide(self, _state: NotifyState, _command: Command, /) -> Refused | None:
        """Whatever service notify states for the first time, happened."""
        return None

    def evolve(self, state: NotifyState, fact: Fact, ref: int, /) -> None:
        """Nothing depends on it."""
