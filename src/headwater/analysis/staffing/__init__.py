"""Queues: how many people are needed, and what happens with fewer."""
