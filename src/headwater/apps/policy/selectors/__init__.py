"""What can be read in the policy lab, each for the person who reads."""

from headwater.apps.policy.selectors.basis import OURS, Basis, basis_visible_to, our_policies
from headwater.apps.policy.selectors.readings import Read, key_of_now, latest_table, reading_of

__all__ = [
    "OURS",
    "Basis",
    "Read",
    "basis_visible_to",
    "key_of_now",
    "latest_table",
    "our_policies",
    "reading_of",
]
