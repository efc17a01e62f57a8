"""Reports: when each was due by the definition of the day it came, when it came, how often it was corrected. Pure."""

from typing import Final

import msgspec

from services.tracking.domain.periods import due_on
from services.tracking.projections.history import recorded_on
from services.tracking.projections.papers import register
from services.tracking.tables.rows import Campaign, Report
from shared.core.envelope import Fact
from shared.core.events import ReportCorrected, ReportSubmitted
from shared.core.projecting import Rows

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(list[msgspec.Raw]).decode


def fold_report(rows: Rows, fact: Fact, position: int) -> None:
    """Take one fact about a report."""
    match fact.data:
        case ReportSubmitted() as data:
            campaign = rows.find(Campaign, fact.campaign)
            rows.put(
                rows.new(Report)(
                    campaign=fact.campaign,
                    report_id=data.report_id,
                    unit_id=data.unit_id,
                    period=data.period,
                    due_on=due_on(data.period, due_days=campaign.due_days) if campaign else "",
                    submitted_on=recorded_on(rows, fact),
                    figures=_encode(data.figures),
                    position=position,
                )
            )
            register(rows, fact, data.period, position=position)
        case ReportCorrected() as data:
            report = rows.change(Report, fact.campaign, data.report_id)
            if report is not None:
                change = {"position": position, "reason": data.reason, "recorded_at": fact.recordedat}
                # As with activities: what a correction does not speak of stays.
                after = {**msgspec.json.decode(report.figures), **data.figures}
                before = {"before": msgspec.Raw(report.figures), "after": after}
                report.corrected += 1
                report.corrections = _encode([*_decode(report.corrections), change | before])
                report.figures = _encode(after)
                register(rows, fact, report.period, position=position)
        case _:
            pass
