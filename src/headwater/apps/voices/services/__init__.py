"""What changes voices: raising a flag and taking it back, answering, linking what is done about it."""

from headwater.apps.voices.services.raising import raise_flag

__all__ = ["raise_flag"]
