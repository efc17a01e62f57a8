"""The rule editor: rule sets checked and tried on the log before anybody publishes them; publishing is tracking's."""
