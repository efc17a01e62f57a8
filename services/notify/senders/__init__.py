"""One file for each channel that reaches people outside. They never choose who is told."""
