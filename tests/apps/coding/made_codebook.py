"""Codebooks as tests need them."""

from headwater.analysis.demand.codebook.freezing import next_text
from headwater.analysis.demand.codebook.reading import parse_codebook


def next_version(text: str) -> str:
    """Return the version after a frozen one: a reason renamed, and said so; another reworded, and not."""
    made = next_text(text, parse_codebook(text, "before.yaml"))
    made = made.replace("  Parcel is late:\n", "  Parcel has not come:\n", 1)
    made = made.replace(
        "changes: []",
        "changes: [{field: reason, from: Parcel is late, to: Parcel has not come, why: clearer}]",
    )
    return made.replace('meaning: "Holds the shipment', 'meaning: "Keeps the shipment')
