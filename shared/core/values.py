"""The closed lists and small value types of the contract: what a field may hold, never what a fact means."""

from typing import Annotated, Literal

from msgspec import Meta

# `form` names a check that the door makes once (shared.core.forms); msgspec's own patterns would be run again on every
# line that is ever read back, and cost two thirds of the decoding rate.
CampaignId = Annotated[str, Meta(min_length=1, max_length=63, extra={"form": "slug"})]
UnitId = Annotated[str, Meta(min_length=1, max_length=63, extra={"form": "slug"})]
# Any other id or number: 1-128 printable characters (contract, first page).
Id = Annotated[str, Meta(min_length=1, max_length=128, extra={"form": "printable"})]
Words = Annotated[str, Meta(min_length=1, max_length=8_000)]
# Sealing makes words longer, up to four times in Vietnamese; only the fact's own limit bounds them.
SealedWords = Annotated[str, Meta(min_length=1)]
Date = Annotated[str, Meta(min_length=10, max_length=10, extra={"form": "date"})]
# The whole nation's campaign moved 24,761 billion dong; a thousand times that is a slip of the keyboard.
Vnd = Annotated[int, Meta(gt=0, le=10**15)]
Quantity = Annotated[float, Meta(gt=0, le=1e12)]
Sha256 = Annotated[str, Meta(min_length=64, max_length=64, extra={"form": "sha256"})]
# Of a file; ten gigabytes is a slip, the installation's own limit lies far below.
FileBytes = Annotated[int, Meta(gt=0, le=10**10)]
Url = Annotated[str, Meta(min_length=1, max_length=2_000, extra={"form": "url"})]
Year = Annotated[int, Meta(ge=1945, le=2200)]
Votes = Annotated[int, Meta(ge=0, le=10_000)]
Round = Annotated[int, Meta(ge=1, le=100)]
Period = Annotated[str, Meta(min_length=4, max_length=7, extra={"form": "period"})]
TimeOfDay = Annotated[str, Meta(min_length=5, max_length=5, extra={"form": "time_of_day"})]
TimeZone = Annotated[str, Meta(min_length=1, max_length=64, extra={"form": "time_zone"})]
Weekday = Annotated[int, Meta(ge=1, le=7)]  # Monday is 1, as ISO 8601 has it

Owner = Literal["tracking", "awards", "notify"]
Role = Literal["unit", "verifier", "secretary", "council", "authority", "publisher", "auditor", "admin"]
# How somebody who was granted access comes in.
AccessWay = Literal["token", "nkey", "account", "oidc", "hook"]
Days = Annotated[int, Meta(ge=1, le=3_660)]

UnitKind = Literal["OFFICE", "DIVISION", "AFFILIATED_UNIT", "PROVINCE", "DISTRICT", "COMMUNE", "ORGANISATION"]
SubjectKind = Literal["COLLECTIVE", "INDIVIDUAL", "HOUSEHOLD"]
# Whose personal data there is to erase; a collective has none. One key seals all of it, so all of it goes.
NaturalKind = Literal["INDIVIDUAL", "HOUSEHOLD", "FEEDBACK"]
PicturedKind = Literal["INDIVIDUAL", "HOUSEHOLD"]  # whose personal data a file of evidence may be
ErasureScope = Literal["ALL"]
FeedbackTopic = Literal["HOUSING", "FUNDS", "AWARDS", "CONDUCT", "OTHER"]
ActivityKind = Literal[
    "policy_draft_submitted",
    "policy_issued",
    "procedure_simplified",
    "openness_item_published",
    "resources_integrated",
    "inspection_conducted",
    "outreach_delivered",
    "staff_contribution",
    "livelihood_support",
    "role_model_identified",
    "initiative",
    "other",
]
Track = Literal["MERIT_PEOPLE", "NTP_POVERTY", "NTP_ETHNIC", "CAMPAIGN"]
HouseholdCategory = Literal["POOR", "NEAR_POOR", "DISASTER_AFFECTED", "MERIT_PERSON"]
Work = Literal["NEW_BUILD", "REPAIR"]
DonorKind = Literal["INDIVIDUAL", "HOUSEHOLD", "ENTERPRISE", "ORGANISATION", "STATE"]
FundSource = Literal[
    "MERIT_PEOPLE",
    "NTP_POVERTY",
    "NTP_ETHNIC",
    "CAMPAIGN",
    "BUDGET",
    "FUND_FOR_THE_POOR",
    "SPONSOR",
    "COMMUNITY",
]
Severity = Literal["LOW", "MEDIUM", "HIGH"]
PersonCategory = Literal["OFFICIAL", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE", "WORKER"]
Sex = Literal["F", "M"]
Rating = Literal["EXCELLENT", "GOOD", "COMPLETED", "NOT_COMPLETED"]
CommendationType = Literal["MERIT", "AD_HOC", "MOVEMENT", "DEDICATION", "LONG_SERVICE", "EXTERNAL"]
Award = Literal[
    "LABOUR_ORDER_1",
    "LABOUR_ORDER_2",
    "LABOUR_ORDER_3",
    "PM_MERIT",
    "PROVINCE_MERIT",
    "AGENCY_COMMENDATION",
]
HoldGround = Literal["DISCIPLINARY_CASE", "INVESTIGATION", "INSPECTION", "COMPLAINT", "PRESS_REPORT"]
HoldConclusion = Literal["NO_WRONGDOING", "WRONGDOING"]
Level = Literal["AGENCY", "PROVINCE", "PRIME_MINISTER", "PRESIDENT"]
# How high a reminder goes: to the unit, its head, the division that monitors and urges, and those who lead.
Tier = Literal["UNIT", "HEAD", "ADMINISTRATION", "LEADERSHIP"]
Paper = Literal["SUBMISSION_LETTER", "ACHIEVEMENT_REPORT", "MINUTES", "CERTIFICATE", "OTHER"]
ClearanceResult = Literal["NO_OBJECTION", "OBJECTION"]
Capacity = Literal["HEAD", "TM", "KT", "TL", "TUQ", "Q"]
AnnulmentGround = Literal["FALSE_DECLARATION", "FORGED_PAPERS", "UNLAWFUL_PROCEDURE", "LATER_FINDING"]
LaunchLevel = Literal["PRIME_MINISTER", "PROVINCE", "AGENCY"]
ReportingPeriod = Literal["MONTHLY", "QUARTERLY", "YEARLY"]
Language = Literal["vi", "en"]
Verdict = Literal["CANDIDATE", "NEEDS_REVIEW", "NOT_YET", "HELD", "DUPLICATE"]
Outcome = Literal["met", "not_met", "unknown"]
Channel = Literal["inbox", "email", "webhook", "telegram", "apprise", "zalo", "webpush"]
# For which kind of channel a notice is worded: one that is read at length, or a message on somebody's phone.
Medium = Literal["LETTER", "MESSAGE"]
TemplateSubject = Annotated[str, Meta(min_length=1, max_length=400)]
TemplateBody = Annotated[str, Meta(min_length=1, max_length=4_000)]
# On which days somebody wants to be told, how often what gathered comes as one message, and why a notice waits.
DaysOfRest = Literal["", "OFFICES_REST"]
DigestEvery = Literal["DAY", "WEEK"]
PutOff = Literal["QUIET_HOURS", "SEND_WINDOW", "DAY_OF_REST", "DIGEST"]
# Where papers are posted for the public: our own feeds, the province's portal, the gazette, a board on a wall.
ReviewKind = Literal["PRELIMINARY", "FINAL"]
Outlet = Literal["FEED", "PORTAL", "GAZETTE", "BOARD"]
# What may be kept as evidence: pictures and papers, nothing that does anything by itself.
MediaType = Literal[
    "image/jpeg",
    "image/png",
    "image/webp",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]
# What may be wrong with what was reported, and what came of looking into it.
QualityKind = Literal["DUPLICATE", "OUTLIER", "LATE", "SILENT", "FELL", "TOTAL", "MISSING"]
QualityOutcome = Literal["CORRECTED", "EXPLAINED", "NOT_A_FAULT"]
