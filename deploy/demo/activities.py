"""What a unit does for the campaign, by its profile: kind, clause, title and measure. Only words and numbers."""

from dataclasses import dataclass
from typing import Final

from shared.core.values import ActivityKind


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort of activity: the clauses it may serve, what it is called, and how much of it there is at a time."""

    clauses: tuple[str, ...]
    titles: tuple[str, ...]
    measure: str
    least: int
    most: int


SORTS: Final[dict[ActivityKind, Sort]] = {
    "policy_draft_submitted": Sort(
        ("III.1.b1", "III.1.b1", "II.1", "V.3"),
        ("Trình dự thảo văn bản về hỗ trợ nhà ở", "Tham mưu hướng dẫn thủ tục hỗ trợ", "Đề xuất sửa định mức hỗ trợ"),
        "văn bản",
        1,
        3,
    ),
    "policy_issued": Sort(
        ("III.1.b1", "V.3"), ("Văn bản tham mưu được ban hành", "Hướng dẫn liên ngành được ban hành"), "văn bản", 1, 2
    ),
    "procedure_simplified": Sort(
        ("III.1.b2",), ("Rút ngắn thời gian thẩm định hồ sơ", "Bỏ một thành phần hồ sơ hỗ trợ nhà ở"), "thủ tục", 1, 2
    ),
    "openness_item_published": Sort(
        ("III.1.b2", "I.2.b"), ("Công khai kết quả hỗ trợ theo xã", "Công khai định mức và quy trình"), "tin, bài", 1, 6
    ),
    "resources_integrated": Sort(
        ("III.1.b3", "III.1.b3", "II.4"), ("Lồng ghép vốn chương trình giảm nghèo với Đề án",), "chương trình", 1, 2
    ),
    "inspection_conducted": Sort(
        ("III.1.b4",), ("Kiểm tra thực hiện hỗ trợ nhà ở tại huyện", "Giám sát chất lượng nhà xây mới"), "cuộc", 1, 2
    ),
    "outreach_delivered": Sort(
        ("III.1.b5", "III.1.b5", "II.5", "V.1"),
        ("Vận động cán bộ, người lao động ủng hộ Đề án", "Tuyên truyền về Đợt thi đua", "Tọa đàm, phát thanh cơ sở"),
        "lượt người",
        20,
        300,
    ),
    "staff_contribution": Sort(
        ("III.1.b5", "III.2.b2"), ("Ngày công giúp hộ dựng nhà", "Cán bộ đóng góp, ủng hộ Đề án"), "lượt người", 3, 40
    ),
    "livelihood_support": Sort(
        ("VI.1.b1", "I.1.b"), ("Hỗ trợ sinh kế cho hộ sau khi có nhà", "Giới thiệu việc làm cho hộ nghèo"), "hộ", 1, 15
    ),
    "role_model_identified": Sort(
        ("I.2.c", "I.1.b"), ("Phát hiện điển hình tiêu biểu", "Nhân rộng cách làm hay"), "điển hình", 1, 3
    ),
    "initiative": Sort(
        ("III.2.b1",), ("Sáng kiến theo dõi tiến độ từng hộ", "Sáng kiến rút ngắn khâu nghiệm thu"), "sáng kiến", 1, 1
    ),
    "other": Sort(("V.2", "I.2.a"), ("Triển khai nhiệm vụ gắn với Chương trình 29-CTr/TU",), "việc", 1, 2),
}
# A unit whose own duty is named by the plan serves that clause with some of its work.
OWN_DUTY: Final[dict[str, dict[ActivityKind, str]]] = {
    "hctc": {"other": "VI.2.b1", "outreach_delivered": "III.1.b5"},
    "thcb": {"openness_item_published": "VI.3"},
}


@dataclass(frozen=True, slots=True)
class Profile:
    """How many activities a unit reports in a busy month, and how often each kind among them."""

    a_month: int
    kinds: dict[ActivityKind, int]


ADVISING: Final[dict[ActivityKind, int]] = {
    "policy_draft_submitted": 20,
    "policy_issued": 8,
    "procedure_simplified": 8,
    "openness_item_published": 10,
    "resources_integrated": 8,
    "inspection_conducted": 14,
    "outreach_delivered": 16,
    "staff_contribution": 6,
    "role_model_identified": 3,
    "initiative": 4,
    "other": 5,
}
PROFILES: Final[dict[str, Profile]] = {
    "vpubnd": Profile(5, {"other": 5, "openness_item_published": 2, "outreach_delivered": 2}),
    "hctc": Profile(
        14,
        {
            "other": 10,
            "outreach_delivered": 8,
            "inspection_conducted": 5,
            "procedure_simplified": 4,
            "openness_item_published": 4,
            "staff_contribution": 4,
            "role_model_identified": 3,
        },
    ),
    "thcb": Profile(
        20, {"openness_item_published": 22, "procedure_simplified": 6, "outreach_delivered": 10, "initiative": 3}
    ),
    "mau-tong-hop": Profile(16, ADVISING),
    "mau-kinh-te": Profile(18, ADVISING),
    "mau-nong-nghiep": Profile(16, ADVISING | {"resources_integrated": 16}),
    "mau-xay-dung": Profile(20, ADVISING | {"inspection_conducted": 24}),
    "mau-van-xa": Profile(12, ADVISING),
    "mau-noi-chinh": Profile(14, ADVISING | {"inspection_conducted": 24}),
    "mau-dan-toc": Profile(14, ADVISING),
    "mau-tiep-dan": Profile(10, {"outreach_delivered": 8, "inspection_conducted": 5, "openness_item_published": 6}),
    "mau-hanh-chinh-cong": Profile(
        16,
        {
            "procedure_simplified": 12,
            "openness_item_published": 10,
            "outreach_delivered": 8,
            "inspection_conducted": 3,
        },
    ),
    "mau-nha-khach": Profile(2, {"staff_contribution": 4, "outreach_delivered": 1}),
}
DISTRICT: Final = Profile(
    9, {"outreach_delivered": 8, "staff_contribution": 6, "livelihood_support": 6, "role_model_identified": 2}
)
