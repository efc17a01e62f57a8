"""What all services share: the core (pure), the rules (pure) and the adapters (I/O)."""
