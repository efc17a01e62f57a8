"""Awards' pages for people, drawn on the server: ask the tables, say it in words, draw it. No rule stands here."""
