"""The rule engine and the reader of campaign definitions: pure, no I/O, no clock; it never knows a service."""
