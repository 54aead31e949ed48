"""Interventions: what is tried, at what cost, on which promise, and whether it worked."""
