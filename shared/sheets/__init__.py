"""Tables that people fill in, as rows of cells and as the events they state. Nothing here opens a file."""
