"""What the forms of a unit have words for. It knows no page and no table."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class FormWords:
    """Every sentence of the forms in one language; `titles` by what is stated, `labels` and `hints` by the field."""

    send: str
    cancel: str
    not_recorded: str
    sign_in_again: str
    choose: str
    once: str
    upload: str
    titles: Mapping[str, str]
    labels: Mapping[str, str]
    hints: Mapping[str, str]
