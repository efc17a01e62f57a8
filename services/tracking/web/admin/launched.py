"""The campaigns that are launched, as links to where each is amended, and what comes after. It knows no HTTP."""

from typing import Final
from urllib.parse import quote

from services.tracking.tables import queries
from services.tracking.web.admin.definition_texts import DEFINITION_WORDS
from shared.adapters.reading import View
from shared.web.editor import Link
from shared.web.frame import Frame, Section
from shared.web.texts import WORDINGS

LET_IN: Final = "/admin/forms/account.create"


def ways_on(frame: Frame, campaign: str) -> list[Link]:
    """Where an administrator goes on to once a campaign is launched."""
    said = DEFINITION_WORDS[frame.language]
    return [
        Link(said.let_in, frame.link(LET_IN, as_of="", campaign="", role="unit")),
        Link(said.overview, frame.link(Section.OVERVIEW.value, as_of="", campaign=campaign)),
    ]


def launched_campaigns(view: View, frame: Frame, below: str) -> list[Link]:
    """The campaigns there are, each with its days, and where it is amended below a path."""
    said, say = DEFINITION_WORDS[frame.language], WORDINGS[frame.language]
    return [
        Link(
            said.one_of.format(
                name=say.text(one.name),
                campaign=one.campaign,
                start=say.iso_day(one.starts_on),
                end=say.iso_day(one.ends_on),
                closed=said.closed if queries.is_closed(view.session, one.campaign) else "",
            ),
            frame.link(f"{below}/{quote(one.campaign, safe='')}", as_of="", campaign=""),
        )
        for one in queries.campaigns(view.session)
    ]
