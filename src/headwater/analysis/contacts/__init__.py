"""Contacts: from an export to a store in which every row is accounted for."""
