"""A small codebook of a shop, as a file would say it."""

from headwater.analysis.demand.codebook import Codebook
from headwater.analysis.demand.codebook.reading import parse_codebook

SHOP = """\
codebook: shop
version: 1
status: open
language: en

cause_owner:
  Depot: {meaning: Where parcels are sorted., inside_support: false}
  Support: {meaning: The support organisation., inside_support: true}

# what customers say
reason:
  Late: {meaning: It should have come and has not., counts: [It is late.]}
  Gone:
    meaning: Nobody knows where it is.
    usual: {demand_type: failure, failure_code: progress_chasing, cause_owner: Depot}
  Praise:
    meaning: Nothing is asked for.
    usual: {demand_type: not_demand}

native_reasons:
  Where is it?: Gone
  Complaint: {demand_type: failure}
"""


def changed(*pairs: tuple[str, str], text: str = SHOP) -> Codebook:
    """Return the shop's codebook with some words exchanged, each of which has to be there."""
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return parse_codebook(text, "shop.yaml")
