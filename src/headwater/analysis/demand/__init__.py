"""Demand: what the contacts say about the operation that caused them."""
