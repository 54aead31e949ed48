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
    READ_MEASURES = ("measures.read", "read the scorecard and its measures")
    CHANGE_MEASURES = (
        "measures.change",
        "say who answers for a measure and when it was recorded differently, and bring series of your own",
    )
    IMPORT_CONTACTS = ("contacts.import", "import contacts, and take an import back")
    READ_CONTACTS = ("contacts.read", "read lists of contacts")
    READ_TEXT = ("contacts.read_text", "read the words of contacts")
    PURGE_TEXT = ("contacts.purge_text", "remove the words of old contacts for good")
    READ_DIAGNOSIS = ("demand.read_diagnosis", "read the diagnosis")
    CHANGE_PRICES = ("demand.change_prices", "say what contacts cost, and which units are part of support")
    MANAGE_CODING = ("coding.manage", "draw samples, choose codebooks and give contacts to coders")
    CODE = ("coding.code", "code the contacts that were given to you")
    DECIDE_CODES = ("coding.decide", "decide where coders differ")
    READ_CODING = ("coding.read", "follow the progress and the agreement of coders")
    FLAG = ("voices.flag", "say what stands in your way")
    READ_FLAGS = ("voices.read", "read what people say stands in their way")
    ANSWER_FLAGS = ("voices.answer", "answer what people say stands in their way")
    READ_ACTIONS = ("actions.read", "read who does what about causes")
    CHANGE_ACTIONS = ("actions.change", "add actions and change them")
    READ_POLICY = ("policy.read", "read what is demanded of people, what of it does harm, and try changes")
    CHANGE_POLICY = (
        "policy.change",
        "declare policies, facts and documents, and bring rosters and other tables into the policy lab",
    )
    READ_INTERVENTIONS = ("interventions.read", "read what is tried, on which promise, and whether it worked")
    PLAN_INTERVENTIONS = ("interventions.plan", "register interventions, plan them and lock their plans")
    READ_LEDGER = ("interventions.ledger", "read what was paid for what, and the decision memo")
    MANAGE_TOKENS = ("api.manage_tokens", "give programs access, no further than your own")
    PUSH_CONTACTS = ("api.push_contacts", "let programs push contacts in")
    MANAGE_WEBHOOKS = ("api.manage_webhooks", "have news sent to other systems")

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
    Action.READ_MEASURES: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.ANALYST: _ALL,
    },
    Action.CHANGE_MEASURES: {Role.HEAD: _ALL, Role.ANALYST: _ALL},
    Action.IMPORT_CONTACTS: {Role.HEAD: _ALL, Role.OPERATIONS_LEAD: _ALL, Role.ANALYST: _ALL},
    Action.READ_CONTACTS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _TEAM,
        Role.ANALYST: _ALL,
    },
    Action.READ_TEXT: {Role.HEAD: _ALL, Role.TEAM_LEAD: _TEAM, Role.ANALYST: _ALL},
    # whoever answers for people's data may remove it without reading it
    Action.PURGE_TEXT: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
    # an administrator keeps the house in order; that is no reason to read what is said in it
    Action.READ_DIAGNOSIS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.ANALYST: _ALL,
    },
    Action.CHANGE_PRICES: {Role.HEAD: _ALL, Role.OPERATIONS_LEAD: _ALL},
    Action.MANAGE_CODING: {Role.HEAD: _ALL, Role.ANALYST: _ALL},
    Action.CODE: {
        Role.HEAD: _OWN,
        Role.OPERATIONS_LEAD: _OWN,
        Role.TEAM_LEAD: _OWN,
        Role.AGENT: _OWN,
        Role.ANALYST: _OWN,
    },
    Action.DECIDE_CODES: {Role.HEAD: _ALL, Role.ANALYST: _ALL},
    Action.READ_CODING: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.ANALYST: _ALL,
    },
    Action.FLAG: {
        Role.HEAD: _OWN,
        Role.OPERATIONS_LEAD: _OWN,
        Role.TEAM_LEAD: _OWN,
        Role.AGENT: _OWN,
    },
    Action.READ_FLAGS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _TEAM,
        Role.AGENT: _OWN,
        Role.ANALYST: _ALL,
    },
    Action.ANSWER_FLAGS: {Role.HEAD: _ALL, Role.OPERATIONS_LEAD: _ALL, Role.TEAM_LEAD: _TEAM},
    Action.READ_ACTIONS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.AGENT: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _ALL,
    },
    Action.CHANGE_ACTIONS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.AGENT: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _OWN,
    },
    Action.READ_POLICY: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.ANALYST: _ALL,
    },
    Action.CHANGE_POLICY: {Role.HEAD: _ALL, Role.OPERATIONS_LEAD: _ALL, Role.ANALYST: _ALL},
    # whoever owns one sees and plans it, in whichever role
    Action.READ_INTERVENTIONS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _ALL,
        Role.AGENT: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _ALL,
    },
    Action.PLAN_INTERVENTIONS: {
        Role.HEAD: _ALL,
        Role.OPERATIONS_LEAD: _ALL,
        Role.TEAM_LEAD: _OWN,
        Role.RECRUITER: _OWN,
        Role.ANALYST: _ALL,
    },
    Action.READ_LEDGER: {Role.HEAD: _ALL, Role.OPERATIONS_LEAD: _ALL, Role.ANALYST: _ALL},
    Action.MANAGE_TOKENS: {Role.HEAD: _ALL, Role.ANALYST: _OWN, Role.ADMINISTRATOR: _ALL},
    Action.PUSH_CONTACTS: {Role.HEAD: _ALL, Role.ANALYST: _ALL, Role.ADMINISTRATOR: _ALL},
    Action.MANAGE_WEBHOOKS: {Role.HEAD: _ALL, Role.ADMINISTRATOR: _ALL},
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
