"""What can be read of coding, each for the person who reads."""

from headwater.apps.coding.selectors.counting import CountingCodes, counting_codes

__all__ = ["CountingCodes", "counting_codes"]
