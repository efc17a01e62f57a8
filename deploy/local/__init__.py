"""`thidua up`: one machine, one address, embedded server."""
