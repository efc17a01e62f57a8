"""notify: the people concerned are told, once, and the record shows it."""
