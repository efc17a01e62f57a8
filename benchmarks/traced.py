"""Single events while every trace is exported to a collector that takes and drops them. The collector is our own."""

from benchmarks import http
from benchmarks.apart import beside
from benchmarks.campaign import REGULARS, UNIT
from benchmarks.client import HOST
from benchmarks.installation import installation
from deploy.nats.server import free_port


def measure(events: int, *, runs: int) -> list[dict[str, float]]:
    """`http_single_traced_events_per_s` of each run. Raises DidNotStart, PieceFailed."""
    port = free_port()
    exported = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{HOST}:{port}"}
    with beside("benchmarks.bare", str(port), port=port), installation(environment=exported) as running:
        running.launch(people=REGULARS)
        unit = running.token("unit", unit_id=UNIT)
        told = [http.singles(running, unit, run=f"traced-{number}", events=events) for number in range(runs)]
    return [{"http_single_traced_events_per_s": one["http_single_events_per_s"]} for one in told]
