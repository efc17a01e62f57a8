"""What happens between the log, the outbox and those who send. No rule about who is told what, no address."""
