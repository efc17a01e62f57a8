"""Pages for people who look into the log: what was recorded, by whom, when, and how to be sure of it."""
