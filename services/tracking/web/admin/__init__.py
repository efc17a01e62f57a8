"""The pages of whoever looks after the installation: who is let in, the register of units, and how tracking stands."""
