"""A file on its way in, as the store and the services speak of it. It knows no folder and no door."""

import msgspec

from shared.core.events import EvidenceAttached
from shared.core.values import CampaignId, Role


class Upload(msgspec.Struct, frozen=True):
    """By whom and by what id it is found again, the fact that it will be, as whose word, and how many bytes came.

    -1 bytes: it is whole and kept, and the fact is still to be stated.
    """

    whose: str
    id: str
    campaign: CampaignId
    data: EvidenceAttached
    role: Role
    actor: str
    came: int = 0
