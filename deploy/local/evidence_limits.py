"""How large files of evidence may be, of which types and kept where, by the environment. It starts nothing."""

import os
from typing import Final

from deploy.local.installation import CannotStart
from services.tracking.domain.evidence.kinds import KINDS
from services.tracking.settings import EvidenceLimits
from shared.core.buckets import BadBucketUrl, BucketAddress

MAX_BYTES: Final = "THIDUA_EVIDENCE_MAX_BYTES"
TYPES: Final = "THIDUA_EVIDENCE_TYPES"
BUCKET: Final = "THIDUA_EVIDENCE_S3_URL"
# A whole file is looked at in memory, two at a time.
MOST: Final = 200_000_000
ENDINGS: Final = {ending.removeprefix("."): media_type for media_type, kind in KINDS.items() for ending in kind.endings}
DEFAULT: Final = EvidenceLimits()


def evidence_limits() -> EvidenceLimits:
    """The limits of this installation. Raises CannotStart."""
    size, names = os.environ.get(MAX_BYTES, ""), os.environ.get(TYPES, "").replace(",", " ").lower().split()
    if size and not (size.isascii() and size.isdigit() and 0 < int(size) <= MOST):
        raise CannotStart(
            f"{MAX_BYTES} phải là số byte từ 1 đến {MOST}: hãy sửa lại.",
            f"{MAX_BYTES} must be a number of bytes from 1 to {MOST}: correct it.",
        )
    if not ENDINGS.keys() >= set(names):
        raise CannotStart(
            f"{TYPES} chỉ gồm {' '.join(ENDINGS)}: hãy sửa lại.",
            f"{TYPES} may name {' '.join(ENDINGS)} alone: correct it.",
        )
    return EvidenceLimits(
        max_bytes=int(size) if size else DEFAULT.max_bytes,
        types=frozenset(ENDINGS[name] for name in names) or DEFAULT.types,
    )


def evidence_bucket() -> BucketAddress | None:
    """The bucket in which whole files are kept; None where the disk keeps them. Raises CannotStart."""
    url = os.environ.get(BUCKET, "")
    try:
        return BucketAddress.read(url) if url else None
    except BadBucketUrl:
        raise CannotStart(
            f"Hãy sửa {BUCKET}: cần https://KHÓA:BÍ_MẬT@MÁY_CHỦ/BUCKET[/THƯ_MỤC][?region=VÙNG], ký tự / + @ trong bí "
            "mật viết dưới dạng %2F %2B %40.",
            f"Correct {BUCKET}: it is https://KEY:SECRET@HOST/BUCKET[/FOLDER][?region=REGION], with / + @ in the "
            "secret written as %2F %2B %40.",
        ) from None
