"""Why a file is not kept: what happened and what to do. No text repeats anything of the file."""

from typing import Final

from shared.core.decider import Refused

SUBJECT_HALF_NAMED: Final = Refused(
    "evidence_subject_half_named",
    "Tệp của hộ hoặc cá nhân phải nêu cả subject_kind và subject_id, nên chưa nhận. Hãy ghi đủ, hoặc bỏ cả hai nếu tệp "
    "không thuộc về ai.",
    "A file of a household or person names both subject_kind and subject_id; nothing was taken. Give both, or neither "
    "where it is nobody's.",
)
HASH_DIFFERS: Final = Refused(
    "evidence_hash_differs",
    "Nội dung nhận được không khớp SHA-256 đã khai nên không giữ lại. Hãy tính lại SHA-256 của tệp rồi gửi lại từ đầu.",
    "What came does not have the SHA-256 that was said, so it is not kept. Take the file's SHA-256 anew and send it "
    "again from its beginning.",
)
NOT_WHAT_IT_CLAIMS: Final = Refused(
    "evidence_not_what_it_claims",
    "Nội dung tệp không phải loại mà tên tệp nêu nên không giữ lại. Hãy lưu tệp đúng định dạng (JPEG, PNG, WebP, PDF, "
    "DOCX, XLSX) rồi gửi lại.",
    "The file is not what its name says, so it is not kept. Save it as what it is (JPEG, PNG, WebP, PDF, DOCX, XLSX) "
    "and send it again.",
    status=415,
)
TYPE_NOT_TAKEN: Final = Refused(
    "evidence_type_not_taken",
    "Hệ thống này không nhận loại tệp đó làm minh chứng nên chưa nhận gì. Hãy gửi ảnh JPEG, PNG, WebP hoặc văn bản "
    "PDF, DOCX, XLSX theo cấu hình của hệ thống.",
    "Files of this type are not taken as evidence here, so nothing was taken. Send a picture as JPEG, PNG or WebP or a "
    "paper as PDF, DOCX or XLSX, as this installation is set up.",
    status=415,
)
BROKEN_OFF: Final = Refused(
    "evidence_broken_off",
    "Tệp bị cắt ngang hoặc hỏng cấu trúc nên không giữ lại. Hãy mở thử tệp, lưu lại rồi gửi lại.",
    "The file breaks off or is damaged inside, so it is not kept. Open it, save it anew and send it again.",
)
ACTIVE: Final = Refused(
    "evidence_active_content",
    "Tệp chứa phần có thể tự chạy (macro, kịch bản, tệp nhúng, mẫu từ nơi khác) hoặc bị khóa mật khẩu nên không giữ "
    "lại. Hãy lưu bản không có các phần đó rồi gửi lại.",
    "The file holds something that may act by itself (macros, scripts, embedded files, a template from elsewhere) or "
    "is locked, so it is not kept. Save it without these and send it again.",
)
UNPACKS_TOO_LARGE: Final = Refused(
    "evidence_unpacks_too_large",
    "Tệp mở ra lớn bất thường so với kích thước của nó nên không giữ lại. Hãy giảm kích thước ảnh hoặc tách tệp rồi "
    "gửi lại.",
    "What the file unpacks to is out of all proportion, so it is not kept. Make its pictures smaller or split it, and "
    "send it again.",
)
