"""`headwater demand`: what the contacts say about the operation that caused them."""

from headwater.cli.lazy import Entry, LazyGroup

demand = LazyGroup(
    "demand",
    "What the contacts say about the operation.",
    {
        "diagnose": Entry(
            "headwater.cli.demand.diagnose", "diagnose", "Say where contacts, time and money go, in one page."
        ),
        "codebook": Entry(
            "headwater.cli.demand.codebook", "codebook", "Say what the codes mean, and keep it in versions."
        ),
        "sample": Entry("headwater.cli.demand.sample", "sample", "Draw contacts for people to code."),
        "code": Entry(
            "headwater.cli.demand.code", "code", "Code the contacts of a sheet, one after the other."
        ),
        "combine": Entry(
            "headwater.cli.demand.combine", "combine", "Make one sheet of those that people coded apart."
        ),
        "agreement": Entry(
            "headwater.cli.demand.agreement",
            "agreement",
            "Say how well coders agree, and on what they do not.",
        ),
        "coder": Entry(
            "headwater.cli.demand.coder", "coder", "Let a model learn from coded contacts, and judge it."
        ),
        "prevalence": Entry(
            "headwater.cli.demand.prevalence",
            "prevalence",
            "Say what share of contacts, time and money each code makes up.",
        ),
        "causes": Entry(
            "headwater.cli.demand.causes",
            "causes",
            "Say what should never have happened, why, and who can stop it.",
        ),
        "change": Entry(
            "headwater.cli.demand.prevalence", "change", "Say how shares changed between two coded samples."
        ),
        "recorded": Entry(
            "headwater.cli.demand.recorded",
            "recorded",
            "Read the helpdesk's own reasons as codes: as recorded, uncorrected.",
        ),
    },
)
