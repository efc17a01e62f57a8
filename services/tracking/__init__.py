"""tracking: units report, the campaign and the registry are kept, and every figure is counted."""
