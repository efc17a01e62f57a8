"""Awards' pages for people, drawn on the server: what became of a paper."""
