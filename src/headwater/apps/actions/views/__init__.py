"""Pages about actions."""
