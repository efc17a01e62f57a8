"""What audit proves and how: tree, tiles, checkpoints, bundles. It never knows a file, a clock or a socket."""
