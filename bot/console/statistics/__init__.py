"""Monthly figures, anonymous."""
