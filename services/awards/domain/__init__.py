"""What awards weighs and says: facts per subject, verdicts, flags. It never knows a log, a clock or a sealed name."""
