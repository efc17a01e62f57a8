"""A collector for tests: it takes OTLP over HTTP and keeps what came. It knows no service."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class ReceivedSpan(NamedTuple):
    """A span as it arrived; ids in hexadecimal."""

    service: str
    name: str
    trace: str
    id: str
    parent: str
    attributes: dict[str, object]
    failed_with: str


class Receiver:
    """What was received by now, as bytes and read."""

    def __init__(self) -> None:
        self._bodies: list[tuple[str, bytes]] = []

    def take(self, path: str, body: bytes) -> None:
        """Keep one request."""
        self._bodies.append((path, body))

    def everything(self) -> bytes:
        """All bodies: protobuf holds every text as it is."""
        return b"\n".join(body for _, body in self._bodies)

    def spans(self, name: str = "") -> list[ReceivedSpan]:
        """The spans, or those of one name."""
        requests = map(ExportTraceServiceRequest.FromString, self._of("/v1/traces"))
        return [
            ReceivedSpan(
                service=str(_values(resource.resource.attributes)["service.name"]),
                name=span.name,
                trace=span.trace_id.hex(),
                id=span.span_id.hex(),
                parent=span.parent_span_id.hex(),
                attributes=_values(span.attributes),
                failed_with=span.status.message,
            )
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
            if name in ("", span.name)
        ]

    def figures(self) -> dict[str, list[dict[str, object]]]:
        """The figures that arrived last, by name: the labels of each point, and its value under ""."""
        last = ExportMetricsServiceRequest.FromString(self._of("/v1/metrics")[-1])
        return {
            metric.name: [
                {**_values(point.attributes), "": point.as_double}
                for point in (metric.sum if metric.HasField("sum") else metric.gauge).data_points
            ]
            for resource in last.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
        }

    def lines(self) -> list[tuple[str, str, dict[str, object]]]:
        """Log lines: level, event, fields."""
        return [
            (line.severity_text, line.body.string_value, _values(line.attributes))
            for request in map(ExportLogsServiceRequest.FromString, self._of("/v1/logs"))
            for resource in request.resource_logs
            for scope in resource.scope_logs
            for line in scope.log_records
        ]

    def _of(self, path: str) -> list[bytes]:
        return [body for at, body in self._bodies if at == path]


@contextmanager
def receiving() -> Iterator[tuple[str, Receiver]]:
    """A receiver and its address."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            receiver.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _values(attributes: Any) -> dict[str, object]:
    return {pair.key: getattr(pair.value, pair.value.WhichOneof("value")) for pair in attributes}
