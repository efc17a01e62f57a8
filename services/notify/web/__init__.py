"""Notify's pages for people, drawn on the server: what somebody was told. No rule stands here."""
