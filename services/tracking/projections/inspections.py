"""Inspections and what they found, until it is settled: kept under the unit that was inspected. Pure."""

from services.tracking.projections.evidence import INSPECTION, name_files
from services.tracking.tables.inspections import Finding, Inspection
from shared.core.envelope import Fact
from shared.core.events import FindingClosed, FindingRaised, InspectionConducted
from shared.core.projecting import Rows


def fold_inspection(rows: Rows, fact: Fact, position: int) -> None:
    """Take an inspection, what one found, or that it is settled."""
    match fact.data:
        case InspectionConducted() as data:
            rows.put(
                rows.new(Inspection)(
                    campaign=fact.campaign,
                    inspection_id=data.inspection_id,
                    unit_id=data.unit_id,
                    target_unit_id=data.target_unit_id,
                )
            )
            named = data.inspection_id, data.unit_id
            name_files(rows, fact, INSPECTION, data.evidence, of=named, position=position)
        case FindingRaised() as data:
            inspection = rows.find(Inspection, fact.campaign, data.inspection_id)
            if inspection is not None:
                rows.put(
                    rows.new(Finding)(
                        campaign=fact.campaign,
                        finding_id=data.finding_id,
                        unit_id=inspection.target_unit_id,
                        inspected_by=inspection.unit_id,
                        severity=data.severity,
                        due_on=data.due_on,
                        position=position,
                    )
                )
        case FindingClosed() as data:
            finding = rows.change(Finding, fact.campaign, data.finding_id)
            if finding is not None:
                finding.closed = position
        case _:
            pass
