"""Erasure of one subject's personal data: what has to be kept, and what an erasure changes. It knows ids, no names."""

import re
from typing import Final

from services.tracking.domain.privacy_refusals import (
    ALREADY_ERASED,
    BASIS_NAMES_SOMEBODY,
    BASIS_TOO_SHORT,
    CASE_OPEN,
    award_files,
    money_paid,
)
from services.tracking.domain.retention import MONEY_PAID, whose
from services.tracking.domain.state import CampaignState
from shared.core import events
from shared.core.decider import Command, Refused
from shared.core.values import Date

BASIS_CHARACTERS: Final = 10
# A citizen number as people write it: in one piece, or in groups of three or four.
_NUMBER: Final = re.compile(r"(?<!\d)(?:\d{12}|\d{3}([ .-])\d{3}\1\d{3}\1\d{3}|\d{4}([ .-])\d{4}\2\d{4})(?!\d)")


def erase(state: CampaignState, command: Command, data: events.PersonalDataErased) -> Refused | None:
    """Once, on a stated basis, and not while a duty to keep holds; also when the campaign is long closed.

    Whether there is anything to erase, and whether the basis repeats what is sealed, is asked at the rim.
    """
    subject = whose(data.subject_kind, data.subject_id, command.campaign)
    retained = state.registry.retained
    if state.is_erased(data.subject_kind, data.subject_id) or retained.is_erased(subject):
        return ALREADY_ERASED
    if len(data.basis.strip()) < BASIS_CHARACTERS:
        return BASIS_TOO_SHORT
    if holds_number(data.basis):
        return BASIS_NAMES_SOMEBODY
    if retained.is_open(subject):
        return CASE_OPEN
    today = command.recorded_at[:10]
    last_day = retained.award_files_until(subject)
    return (award_files(last_day) if today <= last_day else None) or _money(state, data, today)


def holds_number(text: str) -> bool:
    """Whether a text holds what people write a citizen number like."""
    return _NUMBER.search(text) is not None


def erased(state: CampaignState, data: events.PersonalDataErased) -> None:
    """Nothing more is recorded that would have to be traced to this person."""
    state.erase(data.subject_kind, data.subject_id)


def _money(state: CampaignState, data: events.PersonalDataErased, today: Date) -> Refused | None:
    if data.subject_kind != "HOUSEHOLD":
        return None
    household = state.household(data.subject_id)
    last_day = MONEY_PAID.last_day(household.paid_on) if household.paid_vnd else ""
    return money_paid(last_day) if today <= last_day else None
