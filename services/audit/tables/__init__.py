"""The tables of audit's read model, an index of the log, and the questions its pages ask them. They know no HTTP."""

from typing import Final

from services.audit.tables.rows import CampaignName, Heading, Hour, Listed, UnitName

TABLES: Final = (Heading, Listed, Hour, CampaignName, UnitName)

__all__ = ["TABLES", "CampaignName", "Heading", "Hour", "Listed", "UnitName"]
