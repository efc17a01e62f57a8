"""The tables of tracking's read model, and the questions that api and web ask them. They know no fact and no HTTP."""

from typing import Final

from services.tracking.tables.documents import Document, SignedPaper
from services.tracking.tables.evidence import Attached, NamedFile
from services.tracking.tables.feedback import Feedback
from services.tracking.tables.inspections import Finding, Inspection
from services.tracking.tables.months import FundMonth, GoodsMonth, HouseMonth, Obstacle
from services.tracking.tables.reviews import Review
from services.tracking.tables.rows import (
    Activity,
    ActivityFigure,
    Campaign,
    Candidate,
    Disbursement,
    FundFigure,
    History,
    HouseDay,
    HouseFigure,
    Household,
    Quality,
    RegisteredPaper,
    Report,
    Sighting,
    Twin,
    Unit,
    UnitAccess,
    UnitChange,
)

TABLES: Final = (
    Campaign,
    Unit,
    UnitChange,
    UnitAccess,
    ActivityFigure,
    HouseFigure,
    HouseDay,
    FundFigure,
    Activity,
    Household,
    Disbursement,
    Inspection,
    Finding,
    Report,
    Attached,
    NamedFile,
    Sighting,
    Twin,
    Quality,
    HouseMonth,
    FundMonth,
    GoodsMonth,
    Obstacle,
    Document,
    Feedback,
    SignedPaper,
    RegisteredPaper,
    Review,
    Candidate,
    History,
)
