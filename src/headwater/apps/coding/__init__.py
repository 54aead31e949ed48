"""Coding: samples of contacts, what people say of them, how far they agree."""
