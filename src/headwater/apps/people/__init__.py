"""Who works here: accounts, teams, roles, permissions, the audit trail."""
