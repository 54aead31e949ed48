"""Long work in the background: recorded, followed, stopped, and never run twice at once."""
