"""The notices as they ship, in Vietnamese: a template for each topic. It knows no story and renders nothing.

A line is a sentence; one that comes out empty is left out. What may stand between braces is in `contexts`.
"""

from collections.abc import Mapping
from typing import Final

from services.notify.domain.templates import Template

_FINDING: Final = (
    "Đợt thi đua: {{ campaign }}. Kết quả rà soát đối với {{ subject }}: {{ verdict }}.\n"
    "Hình thức khen thưởng: {{ award }}. Tiêu chuẩn áp dụng: {{ card }} ({{ rule_set }}).\n"
    '{% if missing %}Nội dung còn thiếu: {{ missing | join("; ") }}.{% endif %}\n'
    '{% if code == "HELD" %}Nội dung này chỉ gửi Thư ký Hội đồng; đề nghị không cung cấp cho nơi khác.{% endif %}\n'
    "Đây là kết quả rà soát theo tiêu chuẩn, chưa phải là quyết định khen thưởng. "
    "Việc bình xét do Hội đồng thực hiện; việc khen thưởng do người có thẩm quyền quyết định."
)


_URGED: Final = """Đợt thi đua: {{ campaign }}.
{% if unit %}Đơn vị: {{ unit }}.{% endif %}
SAYS
{% for figure in figures %}
{{ figure.name }}: {{ figure.found }}, so với {{ figure.against }}.
{% endfor %}
ASK"""


_SENT: Final = "Kính gửi theo nơi nhận của văn bản."


def _urged(says: str, ask: str = "{{ ask }}") -> str:
    return _URGED.replace("SAYS", says).replace("ASK", ask)


VI: Final[Mapping[str, Template]] = {
    "candidate.flagged": Template(
        (
            '{% if code == "HELD" %}Tạm dừng việc xét {{ award }}: {{ subject }}'
            '{% elif code == "CANDIDATE" %}Đủ điều kiện bình xét {{ award }}: {{ subject }}'
            "{% else %}Cần xem xét để bình xét {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "candidate.updated": Template(
        (
            '{% if code == "HELD" %}Tạm dừng việc xét {{ award }}: {{ subject }}'
            "{% else %}Thay đổi kết quả rà soát {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "candidate.unflagged": Template(
        (
            '{% if code == "HELD" %}Tạm dừng việc xét {{ award }}: {{ subject }}'
            "{% else %}Không còn đủ điều kiện bình xét {{ award }}: {{ subject }}{% endif %}"
        ),
        _FINDING,
    ),
    "report.due_soon": Template(
        "Sắp đến hạn báo cáo kỳ {{ matter }}: {{ unit }}",
        _urged("Báo cáo kỳ {{ matter }} phải gửi chậm nhất ngày {{ due }}; hệ thống chưa nhận được."),
    ),
    "report.due": Template(
        "Đến hạn báo cáo kỳ {{ matter }}: {{ unit }}",
        _urged("Báo cáo kỳ {{ matter }} phải gửi chậm nhất ngày {{ due }}; hệ thống chưa nhận được."),
    ),
    "report.overdue": Template(
        "Quá hạn báo cáo kỳ {{ matter }}: {{ unit }}",
        _urged("Báo cáo kỳ {{ matter }} đã quá hạn ngày {{ due }}; hệ thống chưa nhận được."),
    ),
    "report.consolidated": Template(
        "Báo cáo tổng hợp kỳ {{ matter }}: {{ campaign }}",
        _urged(
            (
                "Báo cáo tổng hợp kỳ {{ matter }} đã được lập từ báo cáo của các đơn vị đã gửi. Bản DOCX và XLSX ở "
                "cuối trang Đơn vị, kèm mã kiểm tra."
            ),
            "Kính gửi theo nơi nhận của Kế hoạch.",
        ),
    ),
    "review.held": Template(
        "Hồ sơ sơ kết, tổng kết {{ matter }}: {{ campaign }}",
        _urged(
            (
                "Hội nghị {{ matter }} đã được ghi nhận ngày {{ due }}. Hồ sơ gồm số liệu, khen thưởng, bài học: bản "
                "DOCX và XLSX ở cuối trang Đơn vị, kèm mã kiểm tra."
            ),
            "Kính gửi theo nơi nhận của Kế hoạch.",
        ),
    ),
    "council.convened": Template(
        "Triệu tập họp Hội đồng ngày {{ due }}: {{ campaign }}",
        _urged(
            "Phiên họp có mã {{ matter }} được triệu tập vào ngày {{ due }}; bạn là thành viên Hội đồng của phiên này.",
            "Đề nghị xem trước các đề nghị chờ Hội đồng ở trang Gợi ý khen thưởng, và khai xung đột lợi ích, nếu có.",
        ),
    ),
    "minutes.signed": Template(
        "Biên bản họp xét khen thưởng, phiên {{ matter }}: {{ campaign }}",
        _urged("Biên bản phiên họp có mã {{ matter }} đã ký, ghi nhận ngày {{ due }}.", _SENT),
    ),
    "award.decided": Template(
        "Quyết định khen thưởng số {{ decision }}: {{ campaign }}",
        _urged("Quyết định khen thưởng số {{ decision }} được ghi nhận ngày {{ due }}.", _SENT),
    ),
    "award.annulled": Template(
        "Hủy bỏ khen thưởng theo quyết định số {{ decision }}: {{ campaign }}",
        _urged("Ngày {{ due }}, việc hủy bỏ một khen thưởng theo quyết định số {{ decision }} được ghi nhận.", _SENT),
    ),
    "obstacle.unanswered": Template(
        "Khó khăn, vướng mắc chưa được giải quyết: {{ unit }}",
        _urged("Khó khăn, vướng mắc có mã {{ matter }} được báo ngày {{ due }} và chưa có kết quả giải quyết."),
    ),
    "feedback.received": Template(
        "Có ý kiến mới của người dân, mã {{ matter }}",
        _urged(
            "Ngày {{ due }} nhận được ý kiến có mã {{ matter }}; nội dung và hạn trả lời xem ở trang ý kiến.",
            "Đề nghị xem và trả lời đúng hạn.",
        ),
    ),
    "feedback.overdue": Template(
        "Quá hạn trả lời ý kiến của người dân, mã {{ matter }}",
        _urged("Ý kiến có mã {{ matter }} nhận ngày {{ due }} đã quá hạn mà chưa được trả lời."),
    ),
    "house.stuck": Template(
        "Nhà chậm tiến độ, hộ có mã {{ matter }}: {{ unit }}",
        _urged("Từ ngày {{ due }} chưa ghi nhận bước tiếp theo nào đối với nhà của hộ có mã {{ matter }}."),
    ),
    "goal.at_risk": Template(
        "Mục tiêu có nguy cơ không đạt: {{ metric }}",
        _urged("Với tiến độ 60 ngày gần đây, mục tiêu này sẽ không đạt vào ngày {{ due }}."),
    ),
    "figure.fell": Template(
        "Số liệu báo cáo điều chỉnh giảm: {{ unit }}",
        _urged("Báo cáo có mã {{ matter }} được đính chính ngày {{ due }}, số liệu giảm như sau."),
    ),
    "nomination.figure_fell": Template(
        "Số liệu của hồ sơ đã trình bị giảm, hồ sơ có mã {{ nomination }}: {{ unit }}",
        _urged(
            (
                "Hồ sơ đề nghị khen thưởng có mã {{ nomination }} đã được trình; "
                "ngày {{ due }} số liệu có mã {{ matter }} giảm như sau."
            ),
            "Đề nghị xem lại hồ sơ trước khi họp xét.",
        ),
    ),
    "award.figure_fell": Template(
        "Số liệu làm căn cứ khen thưởng bị giảm, quyết định {{ decision }}: {{ unit }}",
        _urged(
            (
                "Hồ sơ có mã {{ nomination }} đã được khen thưởng theo quyết định {{ decision }}; "
                "ngày {{ due }} số liệu có mã {{ matter }} giảm như sau."
            ),
            "Kính đề nghị xem xét việc khen thưởng còn đúng căn cứ hay không.",
        ),
    ),
    "dossier.step_due": Template(
        "Sắp đến hạn {{ step }}, hồ sơ có mã {{ matter }}: {{ unit }}",
        _urged("Hồ sơ đề nghị khen thưởng có mã {{ matter }} đang chờ: {{ step }}; hạn cuối là ngày {{ due }}."),
    ),
    "dossier.step_overdue": Template(
        "Quá hạn {{ step }}, hồ sơ có mã {{ matter }}: {{ unit }}",
        _urged("Hồ sơ đề nghị khen thưởng có mã {{ matter }} đang chờ: {{ step }}; đã quá hạn ngày {{ due }}."),
    ),
    "fact.parked": Template(
        "Sự cố, dịch vụ {{ service }}: {{ what }}",
        (
            "{{ what }}{% if about %} ({{ about }}){% endif %}.\n"
            "Nguyên nhân như dịch vụ báo: {{ why }}\n"
            "Sự việc đã ghi vẫn còn nguyên trong sổ cái. Đề nghị quản trị viên xem trang tình trạng dịch vụ và làm "
            "theo hướng dẫn ở đó."
        ),
    ),
    "log.not_verifying": Template(
        "Sự cố sổ cái: {{ what }}",
        (
            "{{ what }}{% if about %} ({{ about }}){% endif %}.\n"
            "Dịch vụ {{ service }} báo: {{ why }}\n"
            "Đề nghị giữ nguyên các ổ đĩa, chưa khởi động lại; quản trị viên làm theo hướng dẫn NothingIsSigned hoặc "
            "PenStopped, người kiểm tra tự chạy thidua audit verify với khóa đã giữ riêng."
        ),
    ),
}
