"""A small campaign that tests remember by name: its units, people and one example of each fact. It knows no service."""

import hashlib
from typing import Final

import msgspec

from shared.core import events
from shared.core.access import STATED_BY, source_of
from shared.core.decider import Command, fact_of
from shared.core.definition import CampaignUnit, Card, Clause, InForce, Label, Node, Reporting, Text
from shared.core.envelope import Fact
from shared.core.events import REGISTRY, REGISTRY_THINGS, Data
from shared.core.index import hash64

CAMPAIGN: Final = "hoa-binh-450"
MORNING: Final = "2025-03-10T09:00:00+07:00"  # the `time` of every example: Monday 10 March 2025, in Hòa Bình
TODAY, TOMORROW, YESTERDAY = "2025-03-10", "2025-03-11", "2025-03-09"

# --- units and people: the office, two divisions in it, a district; a department that takes no part --------------

VPUBND: Final = CampaignUnit("vpubnd", "OFFICE", Text("Văn phòng UBND tỉnh", "Office of the provincial committee"))
HCTC: Final = CampaignUnit("hctc", "DIVISION", Text("Phòng Hành chính - Tổ chức"), parent="vpubnd")
THCB: Final = CampaignUnit("thcb", "DIVISION", Text("Trung tâm Tin học - Công báo"), parent="vpubnd")
MAI_CHAU: Final = CampaignUnit("huyen-mai-chau", "DISTRICT", Text("Huyện Mai Châu", "Mai Châu district"))
UNITS: Final = (VPUBND, HCTC, THCB, MAI_CHAU)
ESTABLISHED: Final = tuple(
    events.UnitEstablished(unit_id=unit.id, kind=unit.kind, name=unit.name, parent=unit.parent) for unit in UNITS
)
OUTSIDER: Final = events.UnitEstablished(unit_id="so-xay-dung", kind="ORGANISATION", name=Text("Sở Xây dựng"))
LAN: Final = events.PersonAssigned(
    person_id="cb-lan",
    name="v1.sealed-name-of-lan",
    unit_id="hctc",
    title="Trưởng phòng",
    leader=True,
    category="CIVIL_SERVANT",
    sex="F",
    from_on="2024-01-01",
)
REGISTRY_FACTS: Final = (*ESTABLISHED, OUTSIDER, LAN)

# --- the campaign ------------------------------------------------------------------------------------------------

LAUNCHED: Final = events.CampaignLaunched(
    campaign=CAMPAIGN,
    name=Text("450 ngày đêm xóa nhà tạm, nhà dột nát", "450 days and nights"),
    launch_level="PRIME_MINISTER",
    legal_basis=("Kế hoạch 225/KH-UBND, 15/11/2024",),
    starts_on="2024-10-05",
    ends_on="2025-12-31",
    time_zone="Asia/Ho_Chi_Minh",
    clauses=(
        Clause("III.1.b4", "COLLECTIVE", "criterion", Text("Kiểm tra, giám sát, đôn đốc địa phương")),
        Clause("III.1.b5", "COLLECTIVE", "criterion", Text("Vận động cán bộ, công chức đóng góp")),
    ),
    units=UNITS,
    reporting=Reporting("MONTHLY", due_days=5),
)
RULE_SET: Final = events.RuleSetPublished(
    id="nd98-2023",
    in_force=InForce("2024-01-01", "2025-06-30"),
    legal_basis=("Nghị định 98/2023/NĐ-CP",),
    cards=(
        Card(
            id="F-GK-COL",
            award="AGENCY_COMMENDATION",
            subject="COLLECTIVE",
            require=Node(id="inspected", label=Label(en="Inspections"), when="count('inspection_conducted') >= 2"),
        ),
    ),
)
CLOSED: Final = events.CampaignClosed(campaign=CAMPAIGN)

# --- one of each thing -------------------------------------------------------------------------------------------

ACTIVITY: Final = events.ActivityRecorded(
    activity_id="HD-hctc-0001",
    unit_id="hctc",
    clause="III.1.b4",
    kind="inspection_conducted",
    title="Kiểm tra tiến độ xóa nhà tạm tại xã Mai Hạ",
    quantity=1.0,
    measure="cuộc",
    occurred_on=TODAY,
    persons=(events.Participant("cb-lan", "chủ trì"),),
)
HOUSEHOLD: Final = events.HouseholdIdentified(
    household_id="HB-MC-0001",
    unit_id="huyen-mai-chau",
    track="NTP_POVERTY",
    category="POOR",
    work="NEW_BUILD",
    person=events.SealedPerson(person_ref="ref-0001", sealed="v1.sealed-person"),
)
VERIFIED: Final = events.HouseholdVerified(household_id="HB-MC-0001", eligible=True, checks={"commune_confirmed": True})
APPROVED: Final = events.HouseholdApproved(household_id="HB-MC-0001", list_no="03/2025/DS-MC", support_vnd=60_000_000)
STARTED: Final = events.HouseStarted(household_id="HB-MC-0001", started_on="2025-03-01")
COMPLETED: Final = events.HouseCompleted(household_id="HB-MC-0001", completed_on="2025-03-08", area_m2=42.0)
ALL_HARD: Final = events.ThreeHards(floor=True, frame=True, roof=True)
CHECKED: Final = events.HouseChecked(household_id="HB-MC-0001", passed=True, three_hards=ALL_HARD)
HANDED_OVER: Final = events.HouseHandedOver(household_id="HB-MC-0001", handed_over_on=TODAY)
WITHDREW: Final = events.HouseholdWithdrew(household_id="HB-MC-0001", reason="Hộ tự sửa nhà")
REJECTED: Final = events.HouseholdRejected(household_id="HB-MC-0001", reason="Hộ đã được hỗ trợ năm 2023")
CONTRIBUTION: Final = events.ContributionReceived(
    contribution_id="DG-MC-0001",
    unit_id="huyen-mai-chau",
    donor=events.Donor("ENTERPRISE", "dn-01", name="Doanh nghiệp mẫu 01"),
    money_vnd=50_000_000,
    received_on=TODAY,
)
DISBURSEMENT: Final = events.FundsDisbursed(
    disbursement_id="HB-MC-0001-D1",
    household_id="HB-MC-0001",
    amount_vnd=36_000_000,
    source="NTP_POVERTY",
    disbursed_on=TODAY,
)
REVERSAL: Final = events.FundsReversed(disbursement_id="HB-MC-0001-D1", reason="Chuyển nhầm tài khoản")
INSPECTION: Final = events.InspectionConducted(
    inspection_id="KT-MC-01", unit_id="hctc", target_unit_id="huyen-mai-chau", conducted_on=TODAY
)
FINDING: Final = events.FindingRaised(
    finding_id="KT-MC-01-1", inspection_id="KT-MC-01", severity="LOW", due_on="2025-04-10", text="Hồ sơ chưa xếp"
)
FINDING_CLOSED: Final = events.FindingClosed(finding_id="KT-MC-01-1", outcome="Đã khắc phục")
REPORT: Final = events.ReportSubmitted(
    report_id="BC-MC-2025-02", unit_id="huyen-mai-chau", period="2025-02", figures={"started": 12}
)
OBSTACLE: Final = events.ObstacleReported(obstacle_id="VM-MC-01", unit_id="huyen-mai-chau", text="Đường sạt lở")

POSTED: Final = events.DocumentPublished(
    document_id="QD-88",
    doc_no="88/QĐ-VPUBND",
    title="Quyết định tặng Giấy khen",
    channel="PORTAL",
    url="https://congbao.example.vn/88-qd-vpubnd",
    sha256="ab" * 32,
    published_on=TODAY,
    take_down_on="2025-04-10",
)
TAKEN_DOWN: Final = events.DocumentUnpublished("QD-88", "PORTAL", TODAY, "Hết thời hạn công khai")

# Whose a thing is that is named by its own id only; every such example belongs to one of two units.
_UNIT_OF: Final = {"activity": "hctc", "finding": "hctc"}


def command(data: Data, **overrides: str) -> Command:
    """A statement of this data by who may make it: a role, a unit of its own, or the service whose it is.

    Its id follows from its type and all its content, so the same data is the same statement.
    """
    content = msgspec.json.encode(data)
    digest = hashlib.sha256(content).hexdigest()
    role = min(STATED_BY[data.short], default="")
    unit_id = getattr(data, "unit_id", "") or _UNIT_OF.get(data.thing, "huyen-mai-chau")
    speaks_as_unit = overrides.get("role", role) == "unit"
    speaker = overrides.get("unit_id", unit_id) if speaks_as_unit else ""
    filled = {
        "id": f"{data.short}/{getattr(data, data.first_id)}/{digest[:8]}",
        "source": source_of(speaker) if speaks_as_unit else f"/{role or data.owner}",
        "time": MORNING,
        "campaign": REGISTRY if data.thing in REGISTRY_THINGS else CAMPAIGN,
        "contentmac": digest[:32],
        "nonce": "0" * 32,
        "recorded_at": "2025-03-10T02:00:05.000Z",
        "role": role,
        "unit_id": speaker,
        "actor": f"{role}:{speaker}" if speaker else role or data.owner,
    } | overrides
    return Command(data=data, key=hash64(filled["source"], filled["id"]), **filled)


def fact(data: Data, **overrides: str) -> Fact:
    """The fact that the statement of this data becomes."""
    statement = command(data, **overrides)
    return fact_of(statement, recorded_at=statement.recorded_at, registry_at=0)
