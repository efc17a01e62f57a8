"""Why a file could not be taken or given now, as the store of evidence says it. No text names a file or a person."""

from typing import Final

from shared.core.problems import Problem

UNAVAILABLE: Final = Problem(
    503,
    "evidence_unavailable",
    "Kho minh chứng hiện không đọc hay ghi được; phần đã nhận vẫn còn. Hãy hỏi lại đã nhận tới đâu (HEAD) rồi gửi "
    "tiếp sau ít giây.",
    "The store of evidence cannot be read or written now; what had come is kept. Ask how far it is (HEAD), and go on "
    "in a few seconds.",
)
TOO_MANY_OPEN: Final = Problem(
    429,
    "too_many_uploads",
    "Đơn vị này còn quá nhiều tệp gửi dở nên chưa nhận thêm. Hãy gửi nốt hoặc hủy (DELETE) các tệp dở trước.",
    "Too many files of this unit have begun to come and are not whole, so no further one is taken. Finish or cancel "
    "(DELETE) those first.",
)
BUSY: Final = Problem(
    409,
    "upload_busy",
    "Một phần khác của tệp này đang được gửi nên phần này chưa được nhận. Hãy chờ phần kia xong rồi gửi tiếp.",
    "Another part of this file is coming in just now, so this one was not taken. Wait until that is done, then go on.",
)
OFFSET_DIFFERS: Final = Problem(
    409,
    "upload_offset_differs",
    "Phần này không nối tiếp vào chỗ đã nhận nên chưa được nhận. Hãy gửi tiếp từ vị trí ở tiêu đề Upload-Offset.",
    "This part does not begin where the last one ended, so it was not taken. Go on from where Upload-Offset says.",
)
LONGER: Final = Problem(
    413,
    "upload_longer_than_said",
    "Tệp dài hơn kích thước đã khai nên phần thừa không được nhận. Hãy hủy (DELETE) rồi gửi lại với kích thước đúng.",
    "The file is longer than was said, so what is beyond was not taken. Cancel it (DELETE), then send it by its size.",
)
BROKEN: Final = Problem(
    422,
    "upload_broken",
    "Phần đã nhận của tệp bị hỏng trên đĩa nên không dùng được và đã bỏ đi. Hãy gửi lại tệp từ đầu.",
    "What had come of the file was damaged on the disk, so it was thrown away. Send the file again from its beginning.",
)
GONE: Final = Problem(
    410,
    "evidence_erased",
    "Tệp này chứa dữ liệu cá nhân đã được xóa theo yêu cầu nên không ai mở được nữa. Không cần làm gì thêm.",
    "This file held personal data that was erased, so nobody opens it any more. There is nothing to be done.",
)
LOST: Final = Problem(
    404,
    "evidence_lost",
    "Nhật ký ghi tệp này đã tới nhưng kho minh chứng không có tệp. Người quản trị cần khôi phục thư mục evidence từ "
    "bản sao lưu, hoặc đơn vị gửi lại tệp.",
    "The log says that this file came, and the store does not hold it. The administrator restores the folder evidence "
    "from a backup, or the unit sends the file again.",
)
