"""What awards decides by of each campaign that tracking's facts speak of: its days, its law, whether it is closed."""

from typing import Final

import msgspec

from shared.core.definition import Campaign
from shared.core.values import CampaignId
from shared.rules.law.law import Law


class Terms(msgspec.Struct, frozen=True):
    """The definition in force, as far as a statement is held against it."""

    time_zone: str
    law: Law
    closed: bool = False


NOT_LAUNCHED: Final = Terms(time_zone="UTC", law=Law({}))


class Campaigns:
    """Every campaign of the installation, as far as tracking's facts are followed."""

    def __init__(self) -> None:
        self._terms: dict[CampaignId, Terms] = {}

    def define(self, campaign: Campaign) -> None:
        """Let a definition be in force from now on."""
        self._terms[campaign.campaign] = Terms(campaign.time_zone, Law(campaign.law))

    def close(self, campaign: CampaignId) -> None:
        """It takes no further facts."""
        self._terms[campaign] = msgspec.structs.replace(self.terms(campaign), closed=True)

    def terms(self, campaign: CampaignId) -> Terms:
        """What holds in a campaign; NOT_LAUNCHED if none is known by this id."""
        return self._terms.get(campaign, NOT_LAUNCHED)
