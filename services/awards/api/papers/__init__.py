"""Papers over HTTP: gathering what they are set from, opening names for those who may, and setting them as files."""
