"""awards: facts are weighed by dated rules, and candidates are flagged with their reasons."""
