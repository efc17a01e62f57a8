"""Telemetry at the rim: spans by hand, figures for /metrics; silent unless an OTLP endpoint is configured.

No span, figure or log line carries an event's data: only names, counts, positions and outcomes.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from shared.adapters.figures import Figures
from shared.adapters.spans import OpenSpan, silent_span

if TYPE_CHECKING:
    from shared.adapters.otlp import Export

ENDPOINT: Final = "OTEL_EXPORTER_OTLP_ENDPOINT"


class Telemetry:
    """One process's spans and figures; make one with `Telemetry.from_environment` or `Telemetry.silent`.

    `span` opens a span to enter: below the one that is open around it, else below a W3C traceparent, else the first of
    a new trace.
    """

    def __init__(self, figures: Figures, export: "Export | None") -> None:
        self.figures = figures
        self.span: OpenSpan = silent_span if export is None else export.span
        self._export = export

    @classmethod
    def silent(cls, service: str) -> Self:
        """Export nothing; figures are there for who asks."""
        return cls(Figures(service), None)

    @classmethod
    def from_environment(cls, service: str) -> Self:
        """Export where OTEL_EXPORTER_OTLP_ENDPOINT says; without it, stay silent.

        Where the process shows a certificate (THIDUA_TLS_CERT), a figure says when that ends.
        """
        made = cls._exporting(service) if os.environ.get(ENDPOINT) else cls.silent(service)
        if shown := os.environ.get("THIDUA_TLS_CERT"):
            from shared.adapters.certificates import ends_at  # noqa: PLC0415 - most installations show none themselves

            made.gauge("thidua_certificate_ends_seconds", lambda: ends_at(Path(shown)))
        return made

    @classmethod
    def _exporting(cls, service: str) -> Self:
        # Here, not above: it costs a tenth of a second and some megabytes, and most installations export nothing.
        from shared.adapters.otlp import Export  # noqa: PLC0415

        figures = Figures(service)
        return cls(figures, Export(service, figures))

    def count(self, name: str, amount: float = 1, /, **labels: str) -> None:
        """Raise a counter of the catalogue, e.g. `thidua_events_total` with outcome=recorded."""
        self.figures.count(name, amount, **labels)

    def gauge(self, name: str, read: Callable[[], float], /, **labels: str) -> None:
        """Show a figure of the catalogue that is read whenever somebody asks."""
        self.figures.gauge(name, read, **labels)

    def follower(self, name: str, position: Callable[[], int], *, newest: Callable[[], int]) -> None:
        """Show how far a follower has come, and how many commits the `newest` one is ahead of it."""
        self.gauge("thidua_follower_position", position, follower=name)
        self.gauge("thidua_follower_lag_commits", lambda: max(0, newest() - position() // 1_000), follower=name)

    def metrics(self) -> str:
        """All figures as Prometheus text."""
        return self.figures.text()

    def close(self) -> None:
        """Hand out what is still to be exported, for a few seconds at most."""
        if self._export is not None:
            self._export.close()
