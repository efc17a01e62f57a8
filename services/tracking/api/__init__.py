"""Tracking over HTTP for programs: parse, ask, answer. It decides nothing and holds no SQL."""
