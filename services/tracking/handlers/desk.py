"""Commands on their way to a pen: what tracking looks at before it lays them down. It knows no lifecycle."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from services.tracking.domain.feedback_refusals import ANSWER_NAMES_SOMEBODY
from services.tracking.domain.privacy_refusals import BASIS_NAMES_SOMEBODY, NOTHING_TO_ERASE
from services.tracking.domain.refusals import CAMPAIGN_UNKNOWN
from services.tracking.handlers.registry import RegistryFollower
from services.tracking.ports import ErasuresPort, Found, PensPort
from shared.core.decider import Answer, Command, Duplicate, Recorded, Refused
from shared.core.definition import Campaign
from shared.core.events import (
    REGISTRY,
    CampaignAmended,
    CampaignLaunched,
    Data,
    FeedbackAnswered,
    PersonalDataErased,
    RuleSetPublished,
)
from shared.core.problems import Problem, bad_fields
from shared.rules.checks import check_campaign, check_cover, check_rule_set, under

LOOKED_INTO: Final = frozenset({PersonalDataErased, FeedbackAnswered})
NOT_ERASED: Final[dict[Found, Refused]] = {
    "nothing_sealed": NOTHING_TO_ERASE,
    "words_repeated": BASIS_NAMES_SOMEBODY,
}


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
        if any(type(command.data) in LOOKED_INTO for command in commands):
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
        if type(data) is FeedbackAnswered and await self._erasures.names_writer(data, campaign):
            return ANSWER_NAMES_SOMEBODY
        if type(data) is PersonalDataErased and (found := await self._erasures.look_up(data, campaign)) in NOT_ERASED:
            return NOT_ERASED[found]
        (answer,) = await self._pens.submit(campaign, [command])
        if type(data) is PersonalDataErased and isinstance(answer, Recorded | Duplicate):
            await self._erasures.carry_out(data, campaign)
        return answer

    def _is_known(self, campaign: str) -> bool:
        # Else any made-up name would cost a pen of its own.
        return campaign == REGISTRY or campaign in self._pens or campaign in self._registry.campaigns


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
