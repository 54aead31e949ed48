"""`headwater interventions`: what was paid for, and whether it changed anything."""

from headwater.cli.lazy import Entry, LazyGroup

interventions = LazyGroup(
    "interventions",
    "Plan what is paid for, and judge whether it changed anything.",
    {
        "plan": Entry(
            "headwater.cli.interventions.plan", "plan", "Write a plan, and say what it could find."
        ),
        "lock": Entry("headwater.cli.interventions.lock", "lock", "Lock a plan before its start."),
        "evaluate": Entry(
            "headwater.cli.interventions.evaluate", "evaluate", "Judge an intervention on its measure."
        ),
        "list": Entry(
            "headwater.cli.interventions.listing", "listing", "List plans with money, locks and verdicts."
        ),
        "retention": Entry(
            "headwater.cli.interventions.retention",
            "retention",
            "Say how long people stay, and whether a change in hiring changed it.",
        ),
    },
)
