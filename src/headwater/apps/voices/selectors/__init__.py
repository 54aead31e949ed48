"""What can be read of voices, each for the person who reads."""

from headwater.apps.voices.selectors.flags import FlagFact, flags_for_policy

__all__ = ["FlagFact", "flags_for_policy"]
