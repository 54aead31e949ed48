"""`headwater demand`: what the contacts say about the operation that caused them."""

from headwater.cli.lazy import Entry, LazyGroup

demand = LazyGroup(
    "demand",
    "What the contacts say about the operation.",
    {
        "agreement": Entry(
            "headwater.cli.demand.agreement",
            "agreement",
            "Say how well coders agree, and on what they do not.",
        ),
        "diagnose": Entry(
            "headwater.cli.demand.diagnose", "diagnose", "Say where contacts, time and money go, in one page."
        ),
    },
)
