"""Who may do what, and over whom: the one table."""

from enum import Enum, IntEnum


class Role(Enum):
    """What a person is in a team."""

    HEAD = "head"
    OPERATIONS_LEAD = "operations_lead"
    TEAM_LEAD = "team_lead"
    AGENT = "agent"
    RECRUITER = "recruiter"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as people say it."""
        return _LABELS[self]


_LABELS = {
    Role.HEAD: "Head of support",
    Role.OPERATIONS_LEAD: "Operations lead",
    Role.TEAM_LEAD: "Team lead",
    Role.AGENT: "Agent",
    Role.RECRUITER: "Recruiter",
    Role.ANALYST: "Analyst",
    Role.ADMINISTRATOR: "Administrator",
}


class Scope(IntEnum):
    """How far an action reaches; a wider scope holds the narrower ones."""

    OWN = 1
    TEAM = 2
    ORGANISATION = 3

    @property
    def label(self) -> str:
        """The scope as people say it."""
        return {1: "for yourself", 2: "for your team", 3: "for everyone"}[self.value]


class Action(Enum):
    """What can be done, with what it means on the home page."""

    READ_PEOPLE = ("people.read", "see who works here and in which role")
    INVITE = ("people.invite", "invite people")
    CHANGE_MEMBERSHIPS = ("people.change_memberships", "change roles and teams of people")
    CHANGE_TEAMS = ("people.change_teams", "add, rename and move teams")
    REMOVE_ACCOUNT = ("people.remove_account", "remove accounts")
    READ_AUDIT = ("people.read_audit", "read the audit trail")
    READ_TASKS = ("tasks.read", "follow background tasks, and stop them")
    READ_DIAGNOSIS = ("demand.read_diagnosis", "read the diagnosis")

    def __init__(self, key: str, meaning: str) -> None:
        self.key = key
        self.meaning = meaning


_ALL, _TEAM, _OWN = Scope.ORGANISATION, Scope.TEAM, Scope.OWN

MAY: dict[Action, dict[Role, Scope]] = {
    Action.READ_PEOPLE: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _TEAM,
        Role.AGENT: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _OWN,
        Role.ADMINISTRATOR: _ALL,
    },
    Action.INVITE: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
    Action.CHANGE_MEMBERSHIPS: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
    Action.CHANGE_TEAMS: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
    Action.REMOVE_ACCOUNT: {Role.ADMINISTRATOR: _ALL},
    Action.READ_AUDIT: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
    Action.READ_TASKS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _OWN,
        Role.AGENT: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _OWN,
        Role.ADMINISTRATOR: _ALL,
    },
    # an administrator keeps the house in order; that is no reason to read what is said in it
    Action.READ_DIAGNOSIS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.ANALYST: _ALL,
    },
}


def scope_of(action: Action, role: Role) -> Scope | None:
    """Return how far an action reaches for a role; None when it may not do it at all.

    Examples
    --------
    >>> scope_of(Action.READ_PEOPLE, Role.TEAM_LEAD).name
    'TEAM'
    >>> scope_of(Action.READ_DIAGNOSIS, Role.ADMINISTRATOR)
    """
    return MAY[action].get(role)
