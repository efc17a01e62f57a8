"""The form of a request that brings events: media types and limits of doors over HTTP (contract §2). No transport."""

from typing import Final

STRUCTURED: Final = "application/cloudevents+json"
BATCH: Final = "application/cloudevents-batch+json"
BINARY: Final = "application/json"
# Asked with this query, nothing is written: the answers say what would become of each, with position 0 for what is new.
DRY_RUN: Final = "dry_run=true"
MAX_BATCH: Final = 1_000
MAX_BODY_BYTES: Final = 8 * 1024 * 1024
