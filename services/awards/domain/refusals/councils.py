"""Why a sitting, a conflict, a ballot or minutes are refused. No text repeats what was stated."""

from typing import Final

from services.awards.domain.refusals.saying import refused

SITTING_ID_USED: Final = refused(
    "sitting_id_used",
    "Mã này đã được dùng cho một phiên họp và không dùng lại",
    "Hãy gửi với mã mới",
    "This id already belongs to a sitting and is never reused",
    "Send it under a new id",
)
SITTING_UNKNOWN: Final = refused(
    "sitting_unknown",
    "Chưa có phiên họp nào mang mã này",
    "Hãy kiểm tra mã, hoặc ghi council.convened trước",
    "There is no sitting with this id",
    "Check the id, or state council.convened first",
)
NO_MEMBERS: Final = refused(
    "council_without_members",
    "Hội đồng không có thành viên nào, hoặc nêu một người hai lần",
    "Hãy ghi đủ thành viên, mỗi người một lần",
    "The council has no members, or names one of them twice",
    "State all members, each once",
)
TWO_CHAIRS: Final = refused(
    "two_chairs",
    "Hội đồng có hơn một chủ tịch",
    "Hãy chọn một người chủ trì",
    "The council has more than one chair",
    "Choose one",
)
NOT_A_MEMBER: Final = refused(
    "not_a_member",
    "Người này không phải thành viên hội đồng của phiên họp",
    "Hãy kiểm tra person_id và sitting_id",
    "This person is no member of the sitting's council",
    "Check person_id and sitting_id",
)
CONFLICT_ALREADY_DECLARED: Final = refused(
    "conflict_already_declared",
    "Thành viên này đã khai xung đột lợi ích cho đề nghị này",
    "Không cần làm gì thêm",
    "This member has declared a conflict on this nomination already",
    "There is nothing more to do",
)
MINUTES_ALREADY_SIGNED: Final = refused(
    "minutes_already_signed",
    "Biên bản của phiên họp này đã ký",
    "Hãy mở một phiên họp mới",
    "The minutes of this sitting are signed",
    "Convene a new sitting",
)
MINUTES_UNSIGNED: Final = refused(
    "minutes_without_signers",
    "Biên bản không nêu người ký, hoặc nêu một người hai lần",
    "Hãy ghi những người đã ký, mỗi người một lần",
    "The minutes name no signer, or one of them twice",
    "State who signed, each once",
)
MINUTES_BEFORE_SITTING: Final = refused(
    "minutes_before_sitting",
    "Ngày ký biên bản đứng trước ngày họp",
    "Hãy sửa signed_on",
    "The minutes would be signed before the sitting",
    "Correct signed_on",
)
VOTES_DO_NOT_ADD_UP: Final = refused(
    "votes_do_not_add_up",
    "Số phiếu tán thành, không tán thành và trắng không bằng số người có mặt",
    "Hãy kiểm phiếu lại: yes + no + blank = present",
    "The votes for, against and blank are not as many as were present",
    "Count again: yes + no + blank = present",
)
TOO_MANY_VOTES: Final = refused(
    "more_votes_than_members",
    "Số phiếu tại phiên họp cùng ý kiến bằng văn bản nhiều hơn số thành viên được biểu quyết",
    "Người có xung đột lợi ích hoặc là người được đề nghị không biểu quyết; hãy kiểm phiếu lại",
    "Those present and those who wrote are more than the members who may vote",
    "Who declared a conflict or is proposed has no vote; count again",
)
NO_QUORUM: Final = refused(
    "no_quorum",
    "Số thành viên có mặt chưa đủ để bỏ phiếu",
    "Hãy họp lại khi đủ số thành viên theo quy định",
    "Too few members are present for a ballot",
    "Sit again when as many as is ruled are there",
)
ROUND_OUT_OF_ORDER: Final = refused(
    "round_out_of_order",
    "Vòng bỏ phiếu này không tiếp theo vòng trước của đề nghị",
    "Hãy ghi các vòng theo thứ tự từ 1",
    "This round does not follow the nomination's last one",
    "State the rounds in order, from 1",
)
NO_ROUND_LEFT: Final = refused(
    "no_round_left",
    "Đề nghị này đã bỏ phiếu đủ số vòng được phép",
    "Hãy rút hoặc từ chối đề nghị",
    "As many rounds as are allowed have been voted on this nomination",
    "Withdraw or decline it",
)
BEFORE_SITTING: Final = refused(
    "ballot_before_sitting",
    "Kết quả kiểm phiếu có time trước ngày họp",
    "Hãy gửi sau phiên họp, hoặc sửa time",
    "The tally's time lies before the day of the sitting",
    "Send it after the sitting, or correct time",
)
