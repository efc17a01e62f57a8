"""The functions of contract §5, answered for one subject on one day from what is kept of it. It knows no expression."""

from datetime import date
from typing import Final, NamedTuple, cast, get_args

from services.awards.domain.days import day_named
from services.awards.domain.facts import CampaignFacts
from services.awards.domain.tallies import Key, Subject, Tally, as_quantity, as_whole
from shared.core.definition import Campaign
from shared.core.events import Said
from shared.core.values import Rating, UnitId
from shared.rules.functions import Answer, Argument
from shared.rules.weighing import MOST_EVIDENCE

_FALLING: Final[tuple[Rating, ...]] = get_args(Rating)  # the best first
_COUNTED: Final = frozenset({"count", "verified", "clause", "activities_total"})

NO_UNIT_LED: Final = Said(
    "chưa ghi nhận người này đứng đầu đơn vị nào của phong trào", "no unit is known that this person leads"
)
NO_LEADER: Final = Said("câu hỏi này chỉ dành cho cá nhân", "this is asked of persons only")
NO_POST: Final = Said("chức vụ hiện nay của người này", "the post this person now holds")
NO_REPORT: Final = Said("chưa có báo cáo định kỳ nào được ghi nhận", "no periodic report is recorded")
NO_HOUSEHOLDS: Final = Said("giải ngân chỉ tính cho tập thể", "money paid out is counted for collectives only")


class Known(NamedTuple):
    """What is known of a subject on a day; a port of the rules (`shared.rules.functions.Facts`)."""

    facts: CampaignFacts
    campaign: Campaign
    subject: Subject
    day: int

    def ask(self, function: str, arguments: tuple[Argument, ...]) -> Answer:
        """Answer one function; its name and arguments were checked when the rule was published."""
        if function in _COUNTED:
            return _counted(self._work((function, arguments[0] if arguments else "")))
        match function, arguments:
            case "quantity", (kind,):
                tally = self._work(("count", kind))
                return Answer(as_quantity(tally.total), tally.newest(), len(tally))
            case "funds", (name,):
                return self._funds(str(name))
            case "houses" | "findings_open", _:
                return self._of_duties((function, arguments[0] if arguments else ""))
            case "report_on_time_ratio", _:
                return self._reports_on_time()
            case "rated_at_least", (rating, int(years)):
                return self._rated_at_least(cast("Rating", rating), years)
            case "prior_award", (form, tuple(types)):
                return self._prior_award(str(form), types)
            case "is_leader", _:
                return self._is_leader()
            case "campaign_day", _:
                return Answer(self.day - day_named(self.campaign.starts_on) + 1)
            case "launch_level", _:
                return Answer(self.campaign.launch_level)
            case _:
                raise LookupError(function)  # the table of functions and this page must name the same ones

    def _work(self, key: Key) -> Tally:
        return self.facts.work_of(self.subject).tally(key, self.facts.registry.counts_from(self.subject))

    def _duties(self, unit_id: UnitId, key: Key) -> Tally:
        """What was found wrong stays so, whatever ended; all else counts from the end of a discipline."""
        since = 0 if key[0] == "findings_open" else self.facts.registry.counts_from(self.subject)
        return self.facts.duties_of(unit_id).tally(key, since)

    def _funds(self, name: str) -> Answer:
        if name == "disbursed_vnd" and self.subject.kind != "COLLECTIVE":
            return Answer(None, why_unknown=NO_HOUSEHOLDS)
        tally = self._work(("funds", name))
        return Answer(as_whole(tally.total), tally.newest(), len(tally))

    def _of_duties(self, key: Key) -> Answer:
        unit_id = self.facts.duties_weighed_for(self.subject)
        if unit_id is None:
            return Answer(None, why_unknown=NO_UNIT_LED)
        return _counted(self._duties(unit_id, key))

    def _reports_on_time(self) -> Answer:
        unit_id = self.facts.duties_weighed_for(self.subject)
        if unit_id is None:
            return Answer(None, why_unknown=NO_UNIT_LED)
        tally = self._duties(unit_id, ("report_on_time_ratio", ""))
        if not len(tally):
            return Answer(None, why_unknown=NO_REPORT)
        return Answer(as_whole(tally.total) / len(tally), tally.newest(), len(tally))

    def _rated_at_least(self, rating: Rating, years: int) -> Answer:
        """A known lower year says no, whatever else is known; else a year nobody recorded leaves it open."""
        this_year = date.fromordinal(self.day).year
        chain = range(this_year - years, this_year)
        known = {year: rated for year, rated in self.facts.registry.ratings(self.subject).items() if year in chain}
        evidence = sorted(rated.position for rated in known.values())
        shown, count = tuple(evidence[-MOST_EVIDENCE:]), len(evidence)
        if any(_FALLING.index(rated.rating) > _FALLING.index(rating) for rated in known.values()):
            return Answer(False, shown, count)
        if len(known) < years:
            return Answer(None, shown, count, _no_rating([year for year in chain if year not in known]))
        return Answer(True, shown, count)

    def _prior_award(self, form: str, types: tuple[str, ...]) -> Answer:
        given = sorted(
            prior.position
            for prior in self.facts.registry.prior_awards(self.subject)
            if prior.form == form and prior.commendation_type in types
        )
        return Answer(bool(given), tuple(given[-MOST_EVIDENCE:]), len(given))

    def _is_leader(self) -> Answer:
        if self.subject.kind == "COLLECTIVE":
            return Answer(None, why_unknown=NO_LEADER)
        post = self.facts.registry.post(self.subject.id)
        leads = None if post is None else post.leads
        return Answer(leads, why_unknown=NO_POST if leads is None else None)


def _counted(tally: Tally) -> Answer:
    return Answer(len(tally), tally.newest(), len(tally))


def _no_rating(years: list[int]) -> Said:
    """The years of which no rating is known; of a long chain its ends."""
    if len(years) == 1:
        return Said(f"xếp loại năm {years[0]}", f"the rating for {years[0]}")
    listed = f"{years[0]}, {years[-1]}" if len(years) == 2 else f"{years[0]}-{years[-1]}"
    return Said(f"xếp loại các năm {listed}", f"the ratings for {listed}")
