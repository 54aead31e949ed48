"""Records of the policy lab."""

from headwater.apps.policy.models.declared import DeclaredFacts, Document, Policy, Revision
from headwater.apps.policy.models.read import Reading, Table
from headwater.apps.policy.models.tried import Scenario

__all__ = ["DeclaredFacts", "Document", "Policy", "Reading", "Revision", "Scenario", "Table"]
