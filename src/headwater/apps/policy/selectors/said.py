"""What was said of one policy, by whom and when, and the conflicts it is in."""

from dataclasses import dataclass

from headwater.analysis.policy.policy import Policy
from headwater.analysis.policy.reading import policy_of
from headwater.apps.people.models import User
from headwater.apps.policy.differences import Difference, differences
from headwater.apps.policy.models import Policy as Record
from headwater.apps.policy.models import Revision
from headwater.apps.policy.selectors.conflicts import conflicts_visible_to


@dataclass(frozen=True)
class Said:
    """One state of a policy, and what differs from the one before."""

    revision: Revision
    policy: Policy
    differences: tuple[Difference, ...]

    @property
    def words(self) -> str:
        """What happened."""
        if self.revision.kind == Revision.Kind.MENDED and not self.differences:
            return "put beside another document"
        return Revision.Kind(self.revision.kind).label


def revisions_of(record: Record) -> tuple[Said, ...]:
    """Return every state of a policy, the latest first; whoever asks has checked who may see it."""
    found: list[Said] = []
    before: Policy | None = None
    for one in record.revisions.select_related("made_by"):
        policy = policy_of(one.content)
        found.append(Said(one, policy, () if before is None else differences(before, policy)))
        before = policy
    return tuple(reversed(found))


def latest_revision(record: Record) -> int:
    """Return the key of a policy's latest state: a form carries what its reader saw."""
    return int(record.revisions.order_by("-pk").values_list("pk", flat=True)[0])


def conflicts_of(user: User, policy: Policy) -> tuple[tuple[str, str], ...] | None:
    """Return id and sentence of the conflicts a policy is in today; None where they are not worked out.

    The steps of one script are weighed as one policy, which goes by the name of its document.
    """
    study = conflicts_visible_to(user).study
    if study is None:
        return None
    names = {policy.id}
    if policy.metric == "script_step":
        names |= {policy.document, f"steps of {policy.document}"}
    return tuple(
        (str(one["id"]), str(one["sentence"])) for one in study["conflicts"] if names & set(one["policies"])
    )
