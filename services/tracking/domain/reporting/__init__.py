"""The consolidated report of a period: who told what, what it comes to, and how it is written down."""
