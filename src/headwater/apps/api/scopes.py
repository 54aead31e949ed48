"""What a token may be good for, and what its maker has to be allowed for it."""

from enum import Enum

from headwater.apps.people.permissions import Action, Scope


class TokenScope(Enum):
    """One thing programs do: its key, what it means, and the permission it takes from its maker."""

    PUSH = ("contacts:push", "push contacts and events in", Action.PUSH_CONTACTS, Scope.ORGANISATION)
    FLAG = ("flags:write", "say what stands in the way, in your name", Action.FLAG, Scope.OWN)
    MEASURES = ("measures:read", "read measures", Action.READ_MEASURES, Scope.ORGANISATION)
    DIAGNOSIS = ("diagnosis:read", "read the diagnosis", Action.READ_DIAGNOSIS, Scope.ORGANISATION)

    INTERVENTIONS = (
        "interventions:read",
        "read interventions, their plans and their verdicts",
        Action.READ_INTERVENTIONS,
        Scope.ORGANISATION,
    )

    def __init__(self, key: str, meaning: str, action: Action, reach: Scope) -> None:
        self.key = key
        self.meaning = meaning
        self.action = action
        self.reach = reach


BY_KEY = {scope.key: scope for scope in TokenScope}
