"""Pages about measures."""
