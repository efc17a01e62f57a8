"""What each kind of fact is called and how it is told, in Vietnamese; braces are fields. They know no fact."""

from typing import Final

from services.audit.web.telling import TellingWords, Told

TOLD: Final[dict[str, Told]] = {
    "activity.recorded": Told(
        "Ghi hoạt động", "{who} ghi hoạt động “{title}”: {quantity} {measure}, ngày {occurred_on}."
    ),
    "activity.corrected": Told("Sửa hoạt động", "{who} sửa hoạt động {activity_id}: {reason}."),
    "activity.withdrawn": Told("Rút hoạt động", "{who} rút hoạt động {activity_id}: {reason}."),
    "activity.verified": Told("Xác minh hoạt động", "{who} xác nhận hoạt động {activity_id} có thật."),
    "activity.disputed": Told("Phản bác hoạt động", "{who} không công nhận hoạt động {activity_id}: {reason}."),
    "household.identified": Told(
        "Rà soát hộ", "{who} đưa hộ {household_id} vào danh sách: {work}, {category}, {track}."
    ),
    "household.verified": Told("Thẩm định hộ", "{who} thẩm định hộ {household_id}: {eligible}."),
    "household.approved": Told(
        "Phê duyệt hộ", "{who} phê duyệt hộ {household_id} theo danh sách {list_no}, hỗ trợ {support_vnd}."
    ),
    "household.withdrew": Told("Hộ xin rút", "{who} báo hộ {household_id} xin rút: {reason}."),
    "household.rejected": Told("Không duyệt hộ", "{who} không duyệt hộ {household_id}: {reason}."),
    "house.started": Told("Khởi công nhà", "{who} báo nhà của hộ {household_id} khởi công ngày {started_on}."),
    "house.completed": Told("Hoàn thành nhà", "{who} báo nhà của hộ {household_id} hoàn thành ngày {completed_on}."),
    "house.checked": Told("Kiểm tra nhà", "{who} kiểm tra nhà của hộ {household_id}: {passed}."),
    "house.handed_over": Told(
        "Bàn giao nhà", "{who} báo nhà của hộ {household_id} được bàn giao ngày {handed_over_on}."
    ),
    "contribution.received": Told("Nhận ủng hộ", "{who} nhận ủng hộ {gifts}, ngày {received_on}."),
    "funds.disbursed": Told(
        "Giải ngân", "{who} chi {amount_vnd} cho hộ {household_id} từ nguồn {source}, ngày {disbursed_on}."
    ),
    "funds.reversed": Told("Thu hồi khoản chi", "{who} thu hồi khoản chi {disbursement_id}: {reason}."),
    "inspection.conducted": Told("Kiểm tra đơn vị", "{who} kiểm tra {target_unit_id} ngày {conducted_on}."),
    "finding.raised": Told("Nêu tồn tại", "{who} nêu tồn tại {finding_id}, mức {severity}, hạn {due_on}: {text}."),
    "finding.closed": Told("Khép tồn tại", "{who} khép tồn tại {finding_id}: {outcome}."),
    "report.submitted": Told("Nộp báo cáo", "{who} nộp báo cáo kỳ {period}."),
    "report.corrected": Told("Sửa báo cáo", "{who} sửa báo cáo {report_id}: {reason}."),
    "obstacle.reported": Told("Nêu vướng mắc", "{who} nêu vướng mắc {obstacle_id}: {text}."),
    "document.published": Told("Đăng văn bản", "{who} đăng văn bản {doc_no} ({title}) ở {channel}."),
    "document.unpublished": Told("Gỡ văn bản", "{who} gỡ văn bản {document_id} khỏi {channel}: {reason}."),
    "review.held": Told("Sơ kết, tổng kết", "{who} ghi: hội nghị {review_id} họp ngày {held_on}, đến hết kỳ {period}."),
    "obstacle.resolved": Told("Gỡ vướng mắc", "{who} gỡ vướng mắc {obstacle_id}: {resolution}."),
    "unit.established": Told("Lập đơn vị", "{who} ghi đơn vị {name} vào danh bạ."),
    "unit.renamed": Told(
        "Đổi tên đơn vị", "{who} ghi: {unit_id} đổi tên thành {name} từ {effective_on}, theo {basis}."
    ),
    "unit.merged": Told(
        "Sáp nhập đơn vị", "{who} ghi: {predecessors} sáp nhập vào {successor} từ {effective_on}, theo {basis}."
    ),
    "unit.split": Told(
        "Chia tách đơn vị", "{who} ghi: {unit_id} chia thành {successors} từ {effective_on}, theo {basis}."
    ),
    "unit.dissolved": Told("Giải thể đơn vị", "{who} ghi: {unit_id} giải thể từ {effective_on}, theo {basis}."),
    "unit.code_issued": Told("Cấp mã đơn vị", "{who} ghi: {unit_id} có mã {code} từ {effective_on}."),
    "unit.code_closed": Told("Đóng mã đơn vị", "{who} ghi: mã {code} của {unit_id} đóng từ {effective_on}."),
    "person.assigned": Told("Bố trí cán bộ", "{who} ghi: cá nhân {person_id} là {title} tại {unit_id} từ {from_on}."),
    "person.transferred": Told("Điều động cán bộ", "{who} ghi: cá nhân {person_id} về {to_unit_id} từ {effective_on}."),
    "rating.recorded": Told(
        "Xếp loại", "{who} ghi xếp loại năm {year} của {subject}: {rating}, quyết định {decision_no}."
    ),
    "prior_award.recorded": Told("Khen thưởng đã có", "{who} ghi: {subject} đã được {form}, quyết định {decision_no}."),
    "discipline.recorded": Told("Kỷ luật", "{who} ghi: {subject} bị kỷ luật {form}, quyết định {decision_no}."),
    "discipline.ended": Told("Hết kỷ luật", "{who} ghi: kỷ luật của {subject} hết hiệu lực ngày {ended_on}."),
    "campaign.launched": Told("Phát động", "{who} phát động đợt thi đua “{name}”."),
    "campaign.amended": Told("Sửa định nghĩa", "{who} sửa định nghĩa đợt thi đua “{name}”."),
    "campaign.closed": Told("Kết thúc đợt", "{who} kết thúc đợt thi đua {campaign}."),
    "ruleset.published": Told("Công bố bộ tiêu chuẩn", "{who} công bố bộ tiêu chuẩn {id}."),
    "candidate.flagged": Told("Gợi ý khen thưởng", "Hệ thống gợi ý {subject} cho {award}: {verdict}."),
    "candidate.updated": Told("Cập nhật gợi ý", "Hệ thống cập nhật gợi ý {award} cho {subject}: {verdict}."),
    "candidate.unflagged": Told("Thôi gợi ý", "Hệ thống thôi gợi ý {subject} cho {award}: {verdict}."),
    "hold.placed": Told("Tạm dừng xét", "{who} tạm dừng xét {subject}: {ground}."),
    "hold.lifted": Told("Thôi tạm dừng", "{who} thôi tạm dừng xét {subject}: {conclusion}."),
    "nomination.opened": Told("Lập đề nghị", "{who} lập đề nghị {nomination_id}: {award} cho {subject}."),
    "nomination.submitted": Told(
        "Trình đề nghị",
        "{who} trình đề nghị {nomination_id} tới {to_level}, tờ trình {doc_no}, nhận ngày {received_on}.",
    ),
    "nomination.returned": Told("Trả hồ sơ", "{who} trả hồ sơ đề nghị {nomination_id}: {reason}."),
    "nomination.withdrawn": Told("Rút đề nghị", "{who} rút đề nghị {nomination_id}: {reason}."),
    "dossier.item_added": Told("Thêm tài liệu", "{who} thêm vào hồ sơ {nomination_id}: {item} “{name}”."),
    "clearance.requested": Told("Hỏi ý kiến", "{who} hỏi ý kiến {body} về đề nghị {nomination_id}."),
    "clearance.received": Told("Nhận ý kiến", "{who} nhận ý kiến của {body} về đề nghị {nomination_id}: {result}."),
    "public_comment.opened": Told(
        "Lấy ý kiến công khai", "{who} lấy ý kiến về {nomination_id} từ {from_on} đến {to_on}."
    ),
    "public_comment.closed": Told("Hết hạn lấy ý kiến", "{who} khép việc lấy ý kiến về đề nghị {nomination_id}."),
    "council.convened": Told(
        "Họp hội đồng", "{who} triệu tập phiên họp {sitting_id}, {members} thành viên, ngày {held_on}."
    ),
    "conflict.declared": Told(
        "Khai xung đột lợi ích", "{who} khai xung đột lợi ích tại phiên {sitting_id} về đề nghị {nomination_id}."
    ),
    "ballot.tallied": Told(
        "Kiểm phiếu", "{who} kiểm phiếu phiên {sitting_id} về {nomination_id}: {yes} đồng ý, {no} không, {blank} trắng."
    ),
    "minutes.signed": Told("Ký biên bản", "{who} ghi biên bản {doc_no} của phiên {sitting_id}, ký ngày {signed_on}."),
    "award.decided": Told(
        "Quyết định khen thưởng", "{who} quyết định {decision_no}: {award} cho {subjects} trường hợp."
    ),
    "award.declined": Told("Không khen thưởng", "{who} không khen thưởng đề nghị {nomination_id}: {reason}."),
    "award.conferred": Told("Trao thưởng", "{who} ghi: quyết định {decision_no} được trao ngày {conferred_on}."),
    "award.annulled": Told("Hủy quyết định", "{who} hủy khen thưởng {decision_no} đối với {subject}: {ground}."),
    "bonus.calculated": Told(
        "Tính tiền thưởng", "Hệ thống tính tiền thưởng {decision_no} cho {subject}: {amount_vnd}."
    ),
    "notification.sent": Told("Gửi thông báo", "Hệ thống báo cho {recipient} qua {channel} về {subject}."),
    "notification.read": Told("Đã đọc thông báo", "{reader} đã đọc thông báo gửi {recipient}."),
    "notification.failed": Told("Không gửi được", "Hệ thống không báo được cho {recipient} qua {channel}: {reason}."),
    "notification.put_off": Told(
        "Thông báo chờ giờ gửi", "Thông báo gửi {recipient} qua {channel} về {subject} chờ đến {opens_at}: {why}."
    ),
    "notification.withheld": Told(
        "Thông báo chỉ lưu ở hộp",
        "{recipient} đã chọn không nhận loại này qua {channel}: thông báo về {subject} chỉ có trong hộp thông báo.",
    ),
    "recipient.chose": Told("Chọn cách nhận thông báo", "{chosen_by} chọn cách nhận thông báo cho {recipient}."),
    "notification.bounced": Told("Thư bị trả lại", "Thư gửi {recipient} bị trả lại, mã {status}."),
    "notification.renewed": Told("Gửi lại", "{asked_by} cho gửi lại thông báo tới {recipient} qua {channel}."),
    "template.changed": Told("Sửa mẫu thông báo", "{changed_by} sửa mẫu {template_id}: {reason}."),
    "template.restored": Told(
        "Khôi phục mẫu thông báo", "{changed_by} dùng lại mẫu đi kèm hệ thống cho {template_id}: {reason}."
    ),
    "trouble.found": Told("Sự cố hệ thống", "Hệ thống báo sự cố {topic} ở {service}: {why}."),
    "trouble.ended": Told("Hết sự cố", "Hệ thống ghi: sự cố {kind} ở {service} đã hết."),
    "reminder.escalated": Told("Nhắc việc", "Hệ thống nhắc {recipients} về {matter}, tính từ {due_on}."),
    "access.granted": Told("Cấp quyền truy cập", "Hệ thống cấp truy cập {access_id}, vai trò {role}."),
    "access.revoked": Told("Thu hồi truy cập", "Hệ thống thu hồi truy cập {access_id}."),
    "personal_data.erased": Told("Xóa dữ liệu cá nhân", "{who} xóa dữ liệu cá nhân của {subject}, theo {basis}."),
    "evidence.attached": Told("Nhận minh chứng", "{who} gửi minh chứng của {unit_id}: {size} byte, {media_type}."),
    "quality.flagged": Told("Nghi số liệu sai", "Hệ thống ngờ số liệu của {unit_id} về {about}: {reason}"),
    "feedback.received": Told(
        "Nhận phản ánh",
        "{who} nhận một phản ánh của người dân, mã {feedback_id}, về {topic}; nội dung được niêm phong.",
    ),
    "feedback.answered": Told("Trả lời phản ánh", "{who} trả lời phản ánh {feedback_id}: {answer}."),
    "quality.resolved": Told("Xử lý số liệu nghi sai", "{who} xem xét {quality_id}: {outcome}, {note}."),
}
VALUES: Final[dict[object, str]] = {
    "QUIET_HOURS": "đang giờ yên lặng",
    "SEND_WINDOW": "ngoài khung giờ nhận",
    "DAY_OF_REST": "ngày nghỉ",
    "DIGEST": "gửi gộp trong một thư",
    "POOR": "hộ nghèo",
    "NEAR_POOR": "hộ cận nghèo",
    "DISASTER_AFFECTED": "hộ bị thiên tai",
    "MERIT_PERSON": "người có công",
    "MERIT_PEOPLE": "chương trình người có công",
    "NTP_POVERTY": "CTMTQG giảm nghèo",
    "NTP_ETHNIC": "CTMTQG vùng dân tộc thiểu số",
    "CAMPAIGN": "phong trào xóa nhà tạm",
    "BUDGET": "ngân sách",
    "FUND_FOR_THE_POOR": "Quỹ Vì người nghèo",
    "SPONSOR": "nhà tài trợ",
    "COMMUNITY": "cộng đồng",
    "LOW": "nhẹ",
    "MEDIUM": "vừa",
    "HIGH": "nặng",
    "EXCELLENT": "hoàn thành xuất sắc nhiệm vụ",
    "GOOD": "hoàn thành tốt nhiệm vụ",
    "COMPLETED": "hoàn thành nhiệm vụ",
    "NOT_COMPLETED": "không hoàn thành nhiệm vụ",
    "DISCIPLINARY_CASE": "đang xem xét kỷ luật",
    "INVESTIGATION": "đang điều tra",
    "INSPECTION": "đang thanh tra, kiểm tra",
    "COMPLAINT": "có khiếu nại, tố cáo",
    "PRESS_REPORT": "báo chí nêu",
    "NO_WRONGDOING": "không có vi phạm",
    "WRONGDOING": "có vi phạm",
    "AGENCY": "cơ quan",
    "PROVINCE": "tỉnh",
    "PRIME_MINISTER": "Thủ tướng Chính phủ",
    "PRESIDENT": "Chủ tịch nước",
    "SUBMISSION_LETTER": "tờ trình",
    "ACHIEVEMENT_REPORT": "báo cáo thành tích",
    "MINUTES": "biên bản",
    "CERTIFICATE": "giấy chứng nhận",
    "OTHER": "mục khác",
    "NO_OBJECTION": "đồng ý",
    "OBJECTION": "không đồng ý",
    "FALSE_DECLARATION": "kê khai gian dối",
    "FORGED_PAPERS": "giấy tờ giả",
    "UNLAWFUL_PROCEDURE": "sai thủ tục",
    "LATER_FINDING": "phát hiện sau",
    "HOUSING": "nhà ở, hộ được hỗ trợ",
    "FUNDS": "tiền và hiện vật hỗ trợ",
    "AWARDS": "khen thưởng",
    "CONDUCT": "cách làm việc của cán bộ",
    "FEED": "nguồn tin",
    "PORTAL": "cổng thông tin tỉnh",
    "GAZETTE": "công báo",
    "BOARD": "bảng niêm yết",
    "CORRECTED": "đã sửa",
    "EXPLAINED": "đã giải trình",
    "NOT_A_FAULT": "không sai",
    "inbox": "hộp thư",
    "email": "thư điện tử",
    ("eligible", True): "đủ điều kiện",
    ("eligible", False): "không đủ điều kiện",
    ("passed", True): "đạt",
    ("passed", False): "không đạt",
}
TELLING: Final = TellingWords(
    told=TOLD,
    values=VALUES,
    system="Hệ thống",
    person="cá nhân {id}",
    household="hộ {id}",
    feedback="phản ánh {id}",
    labour="{number} ngày công",
    things="hiện vật",
    joined=", ",
    role_told={
        "unit": "Đơn vị",
        "verifier": "Người xác minh",
        "secretary": "Thường trực thi đua",
        "council": "Thành viên hội đồng",
        "authority": "Người có thẩm quyền",
        "publisher": "Người công bố",
        "auditor": "Người kiểm tra",
        "admin": "Quản trị viên",
    },
)
THINGS: Final[dict[str, str]] = {
    "unit": "đơn vị",
    "person": "cá nhân",
    "household": "hộ",
    "activity": "hoạt động",
    "contribution": "khoản ủng hộ",
    "disbursement": "khoản chi",
    "inspection": "cuộc kiểm tra",
    "finding": "tồn tại",
    "report": "báo cáo",
    "obstacle": "vướng mắc",
    "document": "văn bản",
    "campaign": "đợt thi đua",
    "ruleset": "bộ tiêu chuẩn",
    "nomination": "đề nghị",
    "sitting": "phiên họp",
    "decision": "quyết định",
    "reminder": "lời nhắc",
    "access": "quyền truy cập",
    "quality": "nghi vấn số liệu",
    "feedback": "phản ánh",
    "evidence": "minh chứng",
    "template": "mẫu thông báo",
}
