"""Files that stand behind facts: whose they may be, and what they must be to be kept."""
