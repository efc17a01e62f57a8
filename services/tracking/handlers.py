"""Commands on their way to a pen, and the registry on its way back: what tracking does between door and log."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from services.tracking.domain.privacy_refusals import BASIS_NAMES_SOMEBODY, NOTHING_TO_ERASE
from services.tracking.domain.refusals import CAMPAIGN_UNKNOWN
from services.tracking.domain.registry import RegistryView
from services.tracking.domain.retention import SPOKEN_OF
from services.tracking.ports import ErasuresPort, Found, GrantsPort, PensPort, Stamps
from shared.core.decider import Answer, Command, Duplicate, Recorded, Refused
from shared.core.definition import Campaign
from shared.core.envelope import STATEMENT_CLASSES, content_of, decode_some, position_of
from shared.core.errors import Fate, LogDamaged, LogUnavailable, ThiDuaError
from shared.core.events import REGISTRY, CampaignAmended, CampaignLaunched, Data, PersonalDataErased, RuleSetPublished
from shared.core.grants import Saying
from shared.core.index import hash64
from shared.core.log import Commit, EventLog
from shared.core.problems import Problem, bad_fields
from shared.rules.checks import check_campaign, check_cover, check_rule_set, under

REGISTRY_SECONDS = 5.0
RETRY_SECONDS = 0.1
SOURCE: Final = "/services/tracking"
ACTOR: Final = "service:tracking"
NOT_ERASED: Final[dict[Found, Refused]] = {
    "nothing_sealed": NOTHING_TO_ERASE,
    "words_repeated": BASIS_NAMES_SOMEBODY,
}
_OF_AWARDS: Final = tuple(wire.encode() for wire in SPOKEN_OF)


class RegistryFollower:
    """Keeps the view of the registry that campaigns decide on, and knows which campaigns the log speaks of.

    `number` is that of the newest commit taken.
    """

    def __init__(self, view: RegistryView, erasures: ErasuresPort) -> None:
        self.view = view
        self._erasures = erasures
        self.campaigns: set[str] = set()
        self.number = 0
        self._all_read = asyncio.Event()
        self._damage: LogDamaged | None = None
        self._moved = asyncio.Condition()

    @property
    def is_ready(self) -> bool:
        """Whether all that the log held at the start is known, and nothing of it was lost since."""
        return self._all_read.is_set() and self._damage is None

    async def run(self, log: EventLog) -> None:
        """Read what the log holds, then follow it for ever. Raises LogDamaged."""
        try:
            await self._read(log)
            async for commits in log.follow(after=self.number):
                await self.on_commits(commits)
        except LogDamaged as damage:
            self._damage = damage
            raise

    async def on_commits(self, commits: Sequence[Commit]) -> None:
        """Take what is the registry's out of what was followed."""
        at = self.view.at
        for commit in commits:
            if self._erasures.note(commit) or (commit.owner == "awards" and _speaks_of_awards(commit)):
                for spoken in decode_some(commit.payload, SPOKEN_OF):
                    if spoken is not None:
                        self.view.retained.take(spoken)
            if commit.owner != "tracking":
                continue
            self.campaigns.add(commit.campaign)
            if commit.campaign == REGISTRY:
                for place, fact in enumerate(commit.facts()):
                    self.view.take(fact, position_of(commit.number, place))
        self.number = commits[-1].number
        if self.view.at != at:
            async with self._moved:
                self._moved.notify_all()

    async def ready(self) -> None:
        """Wait until all that the log held at the start is known, else what is there would be taken for unknown.

        Raises LogUnavailable, and LogDamaged ever after `run` did.
        """
        if self._damage is not None:
            raise self._damage.with_traceback(None)
        if self.is_ready:
            return
        try:
            async with asyncio.timeout(REGISTRY_SECONDS):
                await self._all_read.wait()
        except TimeoutError:
            raise LogUnavailable from None

    async def reached(self, position: int) -> None:
        """Wait until the view accounts for the registry's facts up to a position. Raises LogUnavailable."""
        try:
            async with asyncio.timeout(REGISTRY_SECONDS), self._moved:
                await self._moved.wait_for(lambda: self.view.at >= position)
        except TimeoutError:
            raise LogUnavailable from None

    async def _read(self, log: EventLog) -> None:
        while not self.is_ready:
            try:
                async for commits in log.read(after=self.number):
                    await self.on_commits(commits)
                self._erasures.all_noted()
                self._all_read.set()
            except LogUnavailable:
                await asyncio.sleep(RETRY_SECONDS)


def _speaks_of_awards(commit: Commit) -> bool:
    """Whether it is worth decoding: nearly all commits of awards hold nothing but flags."""
    return any(wire in commit.payload for wire in _OF_AWARDS)


class Desk:
    """Where the door lays commands down."""

    def __init__(self, pens: PensPort, registry: RegistryFollower, erasures: ErasuresPort) -> None:
        self._pens = pens
        self._registry = registry
        self._erasures = erasures

    async def submit(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide each alone. Raises LogUnavailable, LogDamaged."""
        await self._registry.ready()
        if not self._is_known(campaign):
            return [CAMPAIGN_UNKNOWN] * len(commands)
        if any(type(command.data) is PersonalDataErased for command in commands):
            return [await self._submit_one(campaign, command) for command in commands]
        answers = await self._pens.submit(campaign, commands)
        if campaign == REGISTRY:
            # Whoever enters a person and then reports what the person did must not meet a view that lags behind.
            await self._registry.reached(
                max((a.position for a in answers if isinstance(a, Recorded | Duplicate)), default=0)
            )
        return answers

    async def submit_whole(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Decide together. Raises LogUnavailable, LogDamaged."""
        await self._registry.ready()
        if not self._is_known(campaign) and not _launches(commands):
            return [CAMPAIGN_UNKNOWN] * len(commands)
        return await self._pens.submit_whole(campaign, commands)

    async def try_out(self, campaign: str, commands: Sequence[Command]) -> list[Answer]:
        """Say what would become of each. Raises LogUnavailable, LogDamaged."""
        await self._registry.ready()
        if not self._is_known(campaign) and not _launches(commands):
            return [CAMPAIGN_UNKNOWN] * len(commands)
        return await self._pens.try_out(campaign, commands)

    async def _submit_one(self, campaign: str, command: Command) -> Answer:
        """An erasure is answered when it is done; what no pure rule may see, the sealed words, is looked at before."""
        data = command.data
        if type(data) is PersonalDataErased and (found := await self._erasures.look_up(data, campaign)) in NOT_ERASED:
            return NOT_ERASED[found]
        (answer,) = await self._pens.submit(campaign, [command])
        if type(data) is PersonalDataErased and isinstance(answer, Recorded | Duplicate):
            await self._erasures.carry_out(data, campaign)
        return answer

    def _is_known(self, campaign: str) -> bool:
        # Else any made-up name would cost a pen of its own.
        return campaign == REGISTRY or campaign in self._pens or campaign in self._registry.campaigns


class GrantTeller:
    """States as facts who was let in and who no more, as soon as the log is there: tokens are made while it is away.

    What the access tables hold and the registry does not say yet is stated; whatever is stated twice is recorded once.
    """

    def __init__(self, pens: PensPort, registry: RegistryFollower, grants: GrantsPort, *, stamps: Stamps) -> None:
        self._pens = pens
        self._registry = registry
        self._grants = grants
        self._stamps = stamps

    async def run(self) -> None:
        """State what is missing now, and then with every change. Raises LogDamaged."""
        told = 0
        while True:
            change = await self._grants.changed(since=told)
            try:
                await self._tell()
                told = change
            except ThiDuaError as error:
                if error.fate is not Fate.LATER:
                    raise
                await asyncio.sleep(RETRY_SECONDS)

    async def _tell(self) -> None:
        await self._registry.ready()
        sayings = self._registry.view.still_to_say(await self._grants.all_grants())
        commands = [self._command(saying) for saying in sayings]
        if commands:
            await self._pens.submit(REGISTRY, commands)

    def _command(self, saying: Saying) -> Command:
        now = self._stamps.recorded_at()
        time = min(saying.time, now)  # a simulation's clock may not have come so far
        statement = STATEMENT_CLASSES[type(saying.data)](
            specversion="1.0", id=saying.id, source=SOURCE, time=time, campaign=REGISTRY, data=saying.data
        )
        return Command(
            id=saying.id,
            source=SOURCE,
            time=time,
            campaign=REGISTRY,
            data=saying.data,
            key=hash64(SOURCE, saying.id),
            contentmac=self._stamps.mac(content_of(statement)),
            nonce=self._stamps.nonce(),
            recorded_at=now,
            role="service",
            unit_id="",
            actor=ACTOR,
        )


def _launches(commands: Sequence[Command]) -> bool:
    return any(type(command.data) is CampaignLaunched for command in commands)


class LaunchCheck:
    """Looks at a definition as a whole: its expressions, and that its rule sets cover every day once.

    `campaign_of` finds a campaign's definition as it is recorded, for rule sets that come after the launch.
    """

    def __init__(self, campaign_of: Callable[[str], Awaitable[Campaign | None]]) -> None:
        self._campaign_of = campaign_of

    async def __call__(self, campaign_id: str, statements: Sequence[Data]) -> Problem | None:
        """What is wrong, or None. Raises what `campaign_of` raises."""
        rule_sets = [data for data in statements if isinstance(data, RuleSetPublished)]
        defined = next((data for data in statements if isinstance(data, CampaignLaunched | CampaignAmended)), None)
        campaign = defined or await self._campaign_of(campaign_id)
        if campaign is None:
            return None  # the pen says that there is no such campaign
        faults = [*(check_campaign(campaign) if defined else ())]
        faults += [fault for rule_set in rule_sets for fault in check_rule_set(rule_set, campaign)]
        if isinstance(defined, CampaignLaunched):
            faults += check_cover(rule_sets, campaign)
        return bad_fields(*under("/data", faults)) if faults else None
