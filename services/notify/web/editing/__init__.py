"""Templates of notices as pages: which there are and who changed them, and an editor for one of them."""
