"""What happens in tracking between a door and the pen, and between the log and the state: no rule stands here."""
