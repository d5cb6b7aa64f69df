"""Monthly figures, of no one."""
