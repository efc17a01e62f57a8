"""HTTP for programs: the checkpoint, tiles, facts, proofs and trails."""
