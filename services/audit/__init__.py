"""audit: the log is proven, so that nobody need be trusted: not even who runs the server."""
