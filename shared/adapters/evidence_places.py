"""Where files of evidence lie by whose they are, and how those of somebody go. It opens none of them."""

from collections.abc import Callable, Collection, Iterator
from collections.abc import Set as AbstractSet
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from shared.adapters.erasures import kept_subject
from shared.adapters.kept_files import forget_kept
from shared.adapters.vault import Subject
from shared.core.buckets import BucketAddress
from shared.core.events import REGISTRY, EvidenceAttached
from shared.core.uploads import Upload
from shared.core.values import CampaignId

ARRIVING: Final = "arriving"
# Whose key seals what is nobody's personal data; no erasure can name it.
_INSTALLATION: Final = Subject("evidence", "installation", REGISTRY)


def subject_of(campaign: CampaignId, data: EvidenceAttached) -> Subject:
    """For whom a file is sealed."""
    kind = data.subject_kind
    return _INSTALLATION if kind is None else kept_subject(kind, data.subject_id, campaign)


def forgetting(folder: Path, bucket: BucketAddress | None) -> Callable[[Collection[Subject]], None]:
    """Deletes what the store below a folder holds of subjects that are erased, be it whole or on its way.

    What a bucket keeps of them is deleted a little later, by `run`. Raises OSError.
    """

    def forget(subjects: Collection[Subject]) -> None:
        for subject in subjects:
            forget_kept(folder, named(subject), in_bucket=bucket is not None)
        for place in _arriving_of(folder / ARRIVING, frozenset(subjects)):
            discard(place)

    return forget


def _arriving_of(arriving: Path, subjects: AbstractSet[Subject]) -> Iterator[Path]:
    """What is on its way of some subjects."""
    for told in arriving.glob("*/*.json"):
        with suppress(FileNotFoundError):
            upload = msgspec.json.decode(told.read_bytes(), type=Upload)
            if subject_of(upload.campaign, upload.data) in subjects:
                yield told.with_suffix("")


def discard(place: Path) -> None:
    """Throw away what came of a file, and what was said of it."""
    place.unlink(missing_ok=True)
    place.with_suffix(".json").unlink(missing_ok=True)


def named(subject: Subject) -> str:
    """The folder of what is kept of somebody."""
    return sha256(msgspec.json.encode(subject)).hexdigest()[:32]
