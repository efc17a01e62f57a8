"""The write side of tracking: what a campaign's facts so far allow. It never knows a log, a clock or a sealed name."""
