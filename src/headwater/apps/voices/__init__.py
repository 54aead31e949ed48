"""Voices from the floor: what should not have happened, what was not allowed, what contradicts."""
