"""The tables of the pages of units, in words: from figures to cells. They know no HTTP and no database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from services.tracking.domain.handover import Thing
from services.tracking.domain.periods import Due, last_day_of
from services.tracking.tables.evidence import Missing
from services.tracking.web.record_wording import RecordWords
from services.tracking.web.unit_forms import Offers
from services.tracking.web.unit_open import Doubt
from services.tracking.web.unit_open import Standing as Weighed
from services.tracking.web.units import Reporting, Standing, UnitRow
from shared.core.events import Data, FindingClosed, QualityResolved, ReportCorrected, ReportSubmitted
from shared.web.frame import Frame, Section
from shared.web.tables import Cell, Column, Table, words
from shared.web.wording import Wording

TONES: Final[Mapping[str, str]] = {
    Standing.SILENT.value: "late",
    Standing.MISSING.value: "late",
    Standing.LATE.value: "ask",
    Standing.COMPLETE.value: "good",
    Standing.NOT_ASKED.value: "plain",
    "on_time": "good",
}
VERDICT_TONES: Final[Mapping[str, str]] = {
    "CANDIDATE": "good",
    "NEEDS_REVIEW": "ask",
    "NOT_YET": "plain",
    "HELD": "ask",
    "DUPLICATE": "plain",
}


class UnitTables:
    """Tables in the words of one language, with the links of one page."""

    def __init__(self, words_: RecordWords, say: Wording, frame: Frame, forms: Offers | None = None) -> None:
        self._words, self._say, self._frame, self._forms = words_, say, frame, forms

    def _form(self, data: type[Data], unit_id: str, thing: str) -> str:
        """Where a form lies, "" where none is offered."""
        return self._forms.link(data, unit_id, thing) if self._forms else ""

    def units(self, rows: Iterable[UnitRow]) -> Table:
        """All units side by side."""
        named = self._words
        figures = (named.to_build, named.done, named.share, named.activities, named.verified)
        reports = (named.due, named.received, named.on_time)
        money = (named.funds_received, named.funds_disbursed)
        return Table(
            "units",
            named.units,
            (
                Column(named.unit),
                *(Column(one, figures=True) for one in (*figures, *reports)),
                Column(named.standing),
                *(Column(one, figures=True) for one in money),
            ),
            [self._unit(row) for row in rows],
            named.units_none,
        )

    def _unit(self, row: UnitRow) -> tuple[Cell, ...]:
        line, told = row.line, row.reporting
        houses, standing = line.houses, told.standing.value
        share = houses.share
        return (
            words(self._say.text(line.name), link=self.link(line.unit_id)),
            self._count(houses.staying),
            self._count(houses.done),
            Cell(round(share, 3), self._say.percent(share)) if houses.staying else words("–"),
            self._count(line.activities),
            self._count(line.verified),
            self._count(told.expected),
            self._count(told.received),
            self._count(told.on_time),
            words(self._words.standings[standing], tone=TONES[standing]),
            self._money(row.funds.received_vnd),
            self._money(row.funds.disbursed_vnd),
        )

    def reports(self, reports: Iterable[Mapping[str, Any]], told: Reporting) -> Table:
        """What a unit submitted, and what is missing; the newest period first."""
        named = self._words
        came = ((one["period"], self._report(one)) for one in reports)
        missing = (
            (due.period, self._missing(due, "silent" if due.period in told.silent else "missing"))
            for due in told.missing
        )
        rows = sorted((*came, *missing), key=lambda one: last_day_of(one[0]), reverse=True)
        return Table(
            "reports",
            named.reports,
            (
                Column(named.period),
                Column(named.due_on),
                Column(named.submitted_on),
                Column(named.standing),
                Column(named.corrected, figures=True),
                Column(named.position, figures=True),
            ),
            [cells for _, cells in rows],
            named.reports_none,
        )

    def _report(self, one: Mapping[str, Any]) -> tuple[Cell, ...]:
        state = {True: "on_time", False: "late", None: "not_asked"}[one["on_time"]]
        return (
            Cell(one["period"], self._say.period(one["period"])),
            self._day(one["due_on"] or ""),
            self._day(one["submitted_on"]),
            words(self._words.report_states[state], tone=TONES[state]),
            self._corrected(one),
            self.position(one["position"]),
        )

    def _corrected(self, one: Mapping[str, Any]) -> Cell:
        """How often; it leads whoever may to the form that corrects."""
        link = self._form(ReportCorrected, one["unit_id"], one["report_id"])
        count = self._count(one["corrected"])
        return Cell(count.value, f"{count.shown} · {self._words.correct}", link) if link else count

    def _missing(self, due: Due, state: str) -> tuple[Cell, ...]:
        stands = words(self._words.report_states[state], tone=TONES[state])
        link = self._form(ReportSubmitted, due.unit_id, due.period)
        submit = Cell("–", self._words.submit_report, link) if link else words("–")
        period = Cell(due.period, self._say.period(due.period))
        return period, self._day(due.due_on), submit, stands, words(""), words("")

    def corrections(self, reports: Iterable[Mapping[str, Any]]) -> Table:
        """Every correction of a unit's reports, the newest first."""
        named = self._words
        found = [(correction, one["period"]) for one in reports for correction in one["corrections"]]
        found.sort(key=lambda one: -one[0]["position"])
        return Table(
            "corrections",
            named.corrections,
            (
                Column(named.period),
                Column(named.recorded_at),
                Column(named.reason),
                Column(named.before),
                Column(named.after),
                Column(named.position, figures=True),
            ),
            [self._correction(correction, period) for correction, period in found],
            named.corrections_none,
        )

    def _correction(self, correction: Mapping[str, Any], period: str) -> tuple[Cell, ...]:
        before, after = correction["before"], correction["after"]
        changed = [name for name in after if before.get(name) != after[name]]
        at = self._say.iso_moment(correction["recorded_at"], self._frame.time_zone)
        return (
            Cell(period, self._say.period(period)),
            Cell(correction["recorded_at"], at),
            words(correction["reason"]),
            words("; ".join(self._figures(before, changed)) or "–"),
            words("; ".join(self._figures(after, changed)) or "–"),
            self.position(correction["position"]),
        )

    def _figures(self, figures: Mapping[str, float | bool], names: Iterable[str]) -> Iterator[str]:
        for name in names:
            if name in figures:
                value = figures[name]
                yield f"{self._say.figure(name)} {value if isinstance(value, bool) else self._say.decimal(value)}"

    def by_kind(self, activities: Mapping[str, Mapping[str, float]]) -> Table:
        """What a unit did, by kind; kinds of which there is nothing are left out."""
        named = self._words
        rows = [
            (
                words(named.kinds[kind]),
                self._count(int(one["count"])),
                Cell(one["quantity"], self._say.decimal(one["quantity"])),
                self._count(int(one["verified"])),
            )
            for kind, one in activities.items()
            if one["count"]
        ]
        headings = (named.count, named.quantity, named.verified)
        columns = (Column(named.kind), *(Column(one, figures=True) for one in headings))
        return Table("activities", named.by_kind, columns, rows, named.by_kind_none)

    def brought(self, parts: Iterable[Mapping[str, Any]]) -> Table:
        """What the units brought whose work this one holds."""
        named = self._words
        names = ("activities", "houses_identified", "houses_completed")
        rows = [
            (
                words(self._named(part), link=self.link(part["unit_id"], view="recorded")),
                *(self._count(part["brought"][name]) for name in names),
                *(self._money(part["brought"][name]) for name in ("received_vnd", "disbursed_vnd")),
            )
            for part in parts
        ]
        headings = (named.activities, named.identified, named.completed, named.funds_received, named.funds_disbursed)
        columns = (Column(named.unit), *(Column(one, figures=True) for one in headings))
        return Table("brought", named.brought, columns, rows, named.brought_none)

    def waiting(self, things: Iterable[tuple[str, Thing]], obstacle: Callable[[str], str]) -> Table:
        """What waits for an answer or is to be put right; whoever may settle it is led there (`obstacle`: of one)."""
        named = self._words
        rows = [
            (
                words(named.open_kinds[thing.kind]),
                words(thing.id),
                self._settled_by(
                    self._due(thing),
                    obstacle(thing.id) if thing.kind == "obstacle" else self._form(FindingClosed, unit_id, thing.id),
                ),
                self.position(thing.position),
            )
            for unit_id, thing in things
        ]
        headings = (named.kind, named.thing, named.standing)
        columns = (*(Column(one) for one in headings), Column(named.position, figures=True))
        return Table("waiting", named.waiting, columns, rows, named.waiting_none)

    def _settled_by(self, said: str, form: str) -> Cell:
        return Cell(said, f"{said} · {self._words.settle}", form) if form else words(said)

    def _due(self, thing: Thing) -> str:
        severity, due, day = thing.state.partition(" due ")
        if not due:
            return self._words.unanswered
        return self._words.due_by.format(severity=self._words.severities[severity], day=self._say.iso_day(day))

    def files(self, named_files: Iterable[Missing]) -> Table:
        """What facts name as evidence and what did not come."""
        named = self._words
        rows = [
            (
                words(named.file_kinds[one.kind]),
                words(one.thing_id),
                words(f"{one.sha256[:12]}…"),
                self._day(one.recorded_on),
                self.position(one.position),
            )
            for one in named_files
        ]
        headings = (named.kind, named.thing, named.file, named.waited_since)
        columns = (*(Column(one) for one in headings), Column(named.position, figures=True))
        return Table("files", named.files, columns, rows, named.files_none)

    def doubts(self, doubts: Iterable[Doubt]) -> Table:
        """What the quality desk asks the unit to look at."""
        named, say = self._words, self._say
        rows = [
            (
                words(one.about),
                words(say.text(one.reason)),
                self._settled_by(say.text(one.remedy), self._form(QualityResolved, one.unit_id, one.quality_id)),
                self.position(one.position),
            )
            for one in doubts
        ]
        headings = (named.thing, named.doubt, named.remedy)
        columns = (*(Column(one) for one in headings), Column(named.position, figures=True))
        return Table("quality", named.doubts, columns, rows, named.doubts_none)

    def standings(self, standings: Iterable[Weighed], candidate: Callable[[str, str], str]) -> Table:
        """For which awards the unit is weighed, and exactly what is still needed; `candidate` leads to the page."""
        named, say = self._words, self._say
        rows = [
            (
                words(say.awards[one.award], link=candidate(one.unit_id, one.card)),
                words(say.verdicts[one.verdict], tone=VERDICT_TONES[one.verdict]),
                words("; ".join(say.text(part) for part in one.missing) or named.nothing_missing),
                self.position(one.position),
            )
            for one in standings
        ]
        headings = (named.award, named.verdict, named.still_needed)
        columns = (*(Column(one) for one in headings), Column(named.position, figures=True))
        return Table("candidates", named.our_candidates, columns, rows, named.our_candidates_none)

    def _named(self, part: Mapping[str, Any]) -> str:
        name = part["name"]
        return str(name.get(self._say.language) or name.get("vi") or part["unit_id"])

    def link(self, unit_id: str, **query: str) -> str:
        """The page of a unit."""
        return self._frame.link(f"{Section.UNITS.value}/{unit_id}", **query)

    def position(self, position: int) -> Cell:
        """Where a fact stands, leading to the proof that it does."""
        return Cell(position, str(position), link=f"/audit/proofs/{position}")

    def _count(self, number: int) -> Cell:
        return Cell(number, self._say.number(number))

    def _money(self, vnd: int) -> Cell:
        return Cell(vnd, self._say.full_money(vnd))

    def _day(self, day: str) -> Cell:
        return Cell(day, self._say.iso_day(day)) if day else words("–")
