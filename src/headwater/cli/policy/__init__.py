"""`headwater policy`: what is demanded of people, and what of it cannot be met at once."""

from headwater.cli.lazy import Entry, LazyGroup

_SUMMARIES = {
    "check": "Say of each policy whether it can be met, and whether it is met today.",
    "conflicts": "Name every set of policies that cannot all be met, and what would free it.",
    "relax": "Say what to change so that everything else can be met.",
    "facts": "Say which facts a contact store holds, and which people have to say.",
    "example": "Write the files of a scenario that ships, to start your own from.",
    "mistakes": "Say which of the five mistakes of management are found, and what they cost a year.",
    "gaming": "Say how many contacts were ended just below a handle-time target.",
    "rushing": "Say whether less handle time brings customers back.",
    "what-if": "Say what a change of handle time, resolution, authority or staff would do.",
    "history": "Say which policy changed when.",
    "script": "Say which steps of a script cost time without resolving more.",
    "authority": "Say what a limit on remedies covers, causes and saves.",
    "scorecard": "Say which measures to stop targeting, and what to target instead.",
}

policy = LazyGroup(
    "policy",
    "Find the instructions that cannot all be met, and what would free them.",
    {
        name: Entry(f"headwater.cli.policy.{name.replace('-', '_')}", name.replace("-", "_"), summary)
        for name, summary in _SUMMARIES.items()
    },
)
