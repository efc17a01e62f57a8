"""Phone forms: submissions of KoboToolbox and ODK Central as events, by a mapping. It sends and prints nothing."""
