"""What happens between the log and the tree, and between the tree and whoever it is shown to."""
