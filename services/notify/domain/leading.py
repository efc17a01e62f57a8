"""Where a notice leads: to the paper, or else the page, of what it tells, for whoever may read that. Pure (ADR-0050).

The permissions are those of the doors themselves: a recipient who would be refused there is not sent there.
"""

from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from services.notify.domain.notices import AnyStory, ReminderStory, Story
from services.notify.domain.trouble_stories import TroubleStory
from shared.core.access import ROLES, Caller, Readable, may_read
from shared.core.values import Language, Role


class Lead(NamedTuple):
    """An address below the installation's own, what one must be able to read there, and whose it is ("": no unit's)."""

    path: str
    what: Readable
    unit_id: str = ""
    is_paper: bool = False
    asked: tuple[tuple[str, str], ...] = ()

    def address(self, campaign: str, language: Language) -> str:
        """Where it lies; a page is opened in the language of the notice, a paper is Vietnamese."""
        if self.is_paper:
            return self.path
        spoken = (("lang", "en"),) if language == "en" else ()
        return f"{self.path}?{urlencode((('campaign', campaign), *spoken, *self.asked))}"


_TROUBLES: Final = Lead("/admin", "administration")
_VERIFICATION: Final = Lead("/audit/pages/verification", "facts")
_LISTS: Final = Lead("/awards/pages/candidates", "candidates")
_OF_A_UNIT: Final = frozenset({"report.due_soon", "report.due", "report.overdue", "obstacle.unanswered", "figure.fell"})
_ROLES: Final[dict[str, Role]] = {role: role for role in ROLES}


def lead_of(story: AnyStory, campaign: str, *, recipient: str) -> Lead | None:
    """Where a notice to a recipient leads; None where there is neither paper nor page. It looks at no permission."""
    match story:
        case Story():
            return _to_candidate(story, recipient)
        case TroubleStory():
            if recipient != "auditor":
                return _TROUBLES
            of_its_service = Lead(f"/{quote(story.service, safe='')}/pages/health", "health")
            return _VERIFICATION if story.topic == "log.not_verifying" else of_its_service
        case ReminderStory():
            return _to_matter(story, campaign)


def seen_by(lead: Lead | None, caller: Caller) -> Lead | None:
    """The same, if somebody who is signed in may read what lies there."""
    return lead if lead and may_read(caller, lead.what, unit_id=lead.unit_id) else None


def seen_from_outside(lead: Lead | None, recipient: str) -> Lead | None:
    """The same, if whoever is written to may read it: as a role, or else as a unit; a person's role is not known."""
    role = _ROLES.get(recipient, "unit")
    return seen_by(lead, Caller(role, "" if recipient in ROLES else recipient, "", ""))


def _to_candidate(story: Story, recipient: str) -> Lead:
    """Besides the roles, a person and the unit it works in are told of it: that unit may read it, as its own."""
    own = story.subject_id if story.subject_kind == "COLLECTIVE" else recipient
    if story.subject_kind != "COLLECTIVE" and recipient == story.subject_id:
        own = ""
    path = f"{_LISTS.path}/{story.subject_kind}/{quote(story.subject_id, safe='')}"
    return _LISTS._replace(path=path, unit_id=own, asked=(("card", story.card),))


def _to_matter(story: ReminderStory, campaign: str) -> Lead | None:
    matter = quote(story.matter, safe="")
    match story.topic:
        case "report.consolidated":
            return Lead(f"/tracking/campaigns/{campaign}/reports/{matter}.docx", "consolidated", is_paper=True)
        case "review.held":
            return Lead(f"/tracking/campaigns/{campaign}/reviews/{matter}.docx", "consolidated", is_paper=True)
        case "minutes.signed" if story.nomination_id:
            nominated = quote(story.nomination_id, safe="/")
            path = f"/awards/campaigns/{campaign}/nominations/{nominated}/papers/bien-ban.docx"
            return Lead(path, "nominations", is_paper=True)
        case "award.figure_fell" | "award.decided" | "award.annulled":
            decided = quote(story.decision_no, safe="/")
            return Lead(
                f"/awards/campaigns/{campaign}/decisions/{decided}/papers/quyet-dinh.docx", "decisions", "", True
            )
        case "nomination.figure_fell":
            nominated = quote(story.nomination_id, safe="/")
            path = f"/awards/campaigns/{campaign}/nominations/{nominated}/papers/to-trinh.docx"
            return Lead(path, "nominations", is_paper=True)
        case "council.convened":
            return _LISTS._replace(asked=(("way", "council"),))
        case "dossier.step_due" | "dossier.step_overdue":
            return _LISTS
        case "house.stuck":
            return Lead(f"/households/{matter}", "households", story.unit_id)
        case "feedback.received" | "feedback.overdue":
            return Lead(f"/feedback/list/{matter}", "feedback")
        case "goal.at_risk":
            return Lead("/", "overview")
        case topic if topic in _OF_A_UNIT and story.unit_id:
            return Lead(f"/units/{quote(story.unit_id, safe='')}", "figures")
        case _:
            return None
