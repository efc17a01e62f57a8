"""The public's own words: the box on the public page, the receipt with the answer, and the office's list."""
