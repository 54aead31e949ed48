"""Entries of files of policies and facts: read as those of any other file."""

from headwater.analysis.contacts.entries import Entry

__all__ = ["Entry"]
