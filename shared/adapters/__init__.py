"""Everything that touches the outside world: NATS, databases, HTTP, keys, telemetry."""
