"""The pure heart: catalogue, envelope, log port, decider and pen. No I/O."""
