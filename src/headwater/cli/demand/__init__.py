"""`headwater demand`: what the contacts say about the operation that caused them."""

from headwater.cli.lazy import Entry, LazyGroup

demand = LazyGroup(
    "demand",
    "What the contacts say about the operation.",
    {
        "codebook": Entry(
            "headwater.cli.demand.codebook", "codebook", "Say what the codes mean, and keep it in versions."
        ),
        "recorded": Entry(
            "headwater.cli.demand.recorded",
            "recorded",
            "Read the helpdesk's own reasons as codes: as recorded, uncorrected.",
        ),
        "sample": Entry("headwater.cli.demand.sample", "sample", "Draw contacts for people to code."),
        "causes": Entry(
            "headwater.cli.demand.causes",
            "causes",
            "Say what should never have happened, why, and who can stop it.",
        ),
        "diagnose": Entry(
            "headwater.cli.demand.diagnose", "diagnose", "Say where contacts, time and money go, in one page."
        ),
    },
)
