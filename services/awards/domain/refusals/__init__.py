"""Every refusal of awards' door: its code, what happened and what to do, in Vietnamese and English."""
