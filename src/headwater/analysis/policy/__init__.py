"""Declared policies, what is wrong with them, and what would be better."""
