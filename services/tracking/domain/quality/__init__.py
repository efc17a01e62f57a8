"""What may be wrong with what was reported: rules, dated thresholds, and what is said of it."""
