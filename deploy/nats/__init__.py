"""The NATS server: its process, its accounts and the one stream."""
