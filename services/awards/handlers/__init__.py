"""What awards does between the log, the door and the pen: flags, bonuses, and statements on their way in."""
