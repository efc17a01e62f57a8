"""What stands around a page: from when it looks, whose page it is, and where its links lead. It knows no HTTP."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from shared.core.access import Caller, Reach, Readable, reach
from shared.core.definition import Campaign, Text
from shared.core.values import Language, Role

TIME_ZONE: Final = "Asia/Ho_Chi_Minh"  # of pages that belong to no campaign
# What a link takes along, so that the whole site keeps its moment and its way of counting.
CARRIED: Final = ("campaign", "lang", "as_of", "view")


class Timekeeping(Enum):
    """Whose clock the installation goes by; what is simulated says so on every page."""

    REAL = "real"
    SIMULATED = "simulated"


class Section(Enum):
    """A part of the site, by the address of its first page."""

    OVERVIEW = "/"
    UNITS = "/units"
    HOUSEHOLDS = "/households"
    ACTIVITIES = "/activities"
    PUBLICATION = "/publication"
    CANDIDATES = "/awards/pages/candidates"
    INBOX = "/notify/pages/inbox"
    CHOICES = "/notify/pages/choices"
    AUDIT = "/audit/pages/log"
    SEARCH = "/search"
    FEEDBACK = "/feedback/list"
    ADMIN = "/admin"
    SIGN_IN = "/sign-in"


# Where the navigation leads, in this order, and what of it one must be able to read to be led there: a section stands
# here from the day its first page is served. Not SIGN_IN, which stands apart.
LED_TO: Final[dict[Section, Readable]] = {
    Section.OVERVIEW: "overview",
    Section.UNITS: "figures",
    Section.HOUSEHOLDS: "households",
    Section.ACTIVITIES: "activities",
    Section.PUBLICATION: "publication",
    Section.CANDIDATES: "candidates",
    Section.INBOX: "inbox",
    Section.CHOICES: "inbox",
    Section.AUDIT: "checkpoint",
    Section.SEARCH: "figures",
    Section.FEEDBACK: "feedback",
    Section.ADMIN: "administration",
}
CHECKPOINT: Final = "/audit/pages/checkpoint"  # where audit begins for whoever may not read the log itself
# The pages of auditing by name, wherever they are served: where each lies, and what one must be able to read for it.
AUDIT_PAGES: Final[dict[str, tuple[str, Readable]]] = {
    "log": (Section.AUDIT.value, "facts"),
    "checkpoint": (CHECKPOINT, "checkpoint"),
    "moments": ("/audit/pages/moments", "checkpoint"),
    "verification": ("/audit/pages/verification", "entry_bundles"),
    "health": ("/audit/pages/health", "health"),
    "rules": ("/awards/pages/rules", "rules"),
}
_OF_NOW: Final = frozenset({"health", "rules"})  # pages of audit that show no past


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From when a page looks: a moment and a position."""

    moment: datetime
    position: int


@dataclass(frozen=True, slots=True)
class Under:
    """The campaign that a page speaks of, as much as its frame shows."""

    campaign: str
    name: Text
    time_zone: str

    @staticmethod
    def of(campaign: Campaign) -> "Under":
        """From the definition."""
        return Under(campaign.campaign, campaign.name, campaign.time_zone)


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """Everything around the page that one request is answered with.

    `path` and `query` are as they were asked for; `role` is whose who is signed in; `stand` is None when nothing was
    read; `live` is the address of the live signal, empty where a page does not move.
    """

    path: str
    query: tuple[tuple[str, str], ...]
    language: Language
    section: Section | None = None
    role: Role | None = None
    stand: Standpoint | None = None
    timekeeping: Timekeeping = Timekeeping.REAL
    under: Under | None = None
    live: str = ""

    @property
    def as_of(self) -> str:
        """The past moment that was asked for, empty for now."""
        return dict(self.query).get("as_of", "")

    @property
    def simulated(self) -> bool:
        """Whether the clock is a simulation's."""
        return self.timekeeping is Timekeeping.SIMULATED

    @property
    def time_zone(self) -> str:
        """By whose clocks times are told."""
        return self.under.time_zone if self.under else TIME_ZONE

    @property
    def today(self) -> date:
        """The day that the page looks from; only of a page that has a standpoint."""
        assert self.stand is not None  # noqa: S101 - templates ask only inside `if frame.stand`
        return self.stand.moment.astimezone(ZoneInfo(self.time_zone)).date()

    def reads(self, what: Readable) -> bool:
        """Whether whoever looks may read some of it; of a unit's own things, which they are is not asked here."""
        caller = None if self.role is None else Caller(role=self.role, unit_id="", person_id="", token_id="")
        return reach(caller, what) is not Reach.NOTHING

    @property
    def sections(self) -> tuple[Section, ...]:
        """Where the navigation leads this role."""
        return tuple(section for section, what in LED_TO.items() if self.reads(what))

    def way_to(self, section: Section) -> str:
        """The first page of a section that this role can open, at the same campaign, language and moment."""
        opens = section is not Section.AUDIT or self.reads("facts")
        return self.link(section.value if opens else CHECKPOINT)

    @property
    def audit_pages(self) -> tuple[tuple[str, str], ...]:
        """The pages of auditing that this role can open: the name of each, and the link to it."""
        return tuple(
            (name, self.link(path, as_of="") if name in _OF_NOW else self.link(path))
            for name, (path, what) in AUDIT_PAGES.items()
            if self.reads(what)
        )

    @property
    def sign_in(self) -> Section:
        """The page that stands apart from the others."""
        return Section.SIGN_IN

    @property
    def search(self) -> Section:
        """Where whoever does not find something looks for it."""
        return Section.SEARCH

    @property
    def sign_in_link(self) -> str:
        """Where one signs in and out; it leads back here."""
        return self.link(Section.SIGN_IN.value, next="" if self.section is Section.SIGN_IN else self.here())

    def link(self, path: str, **query: str) -> str:
        """A page of this site at the same campaign, language and moment, but for what is named here.

        An empty value takes its name out: `link("/", as_of="")` leads to now.
        """
        asked = dict(self.query)
        carried = {name: asked[name] for name in CARRIED if name in asked}
        return _address(path, (carried | query).items())

    def here(self, **query: str) -> str:
        """The page itself, asked differently in what is named."""
        kept = [(name, value) for name, value in self.query if name not in query]
        return _address("/" + quote(self.path.lstrip("/")), [*kept, *query.items()])


def _address(path: str, query: Iterable[tuple[str, str]]) -> str:
    kept = [(name, value) for name, value in query if value]
    return f"{path}?{urlencode(kept)}" if kept else path
