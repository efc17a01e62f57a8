"""How fast, how lean and how soon: figures of real servers on this machine, one module a group. It tests nothing."""
