"""Contacts: what was imported, how it went, taking it back, and the words of contacts."""
