"""Demand: the diagnosis and its causes, down to the contacts."""
