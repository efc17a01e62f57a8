"""How the parts become a running installation: the command `thidua`, `thidua up`, NATS, compose, Kubernetes."""
