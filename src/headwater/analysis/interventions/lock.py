"""A plan that cannot be changed unseen: its content's hash, kept with time and person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headwater.analysis.errors import BadDataError, UsageError
from headwater.analysis.interventions.plan import Plan


@dataclass(frozen=True)
class Lock:
    """Who locked which plan when.

    Attributes
    ----------
    plan : Plan
        As it was when it was locked.
    """

    plan: Plan
    fingerprint: str
    locked_at: datetime
    locked_by: str

    def to_dict(self) -> dict[str, Any]:
        """Return the lock as plain data, as it is kept in a file."""
        return {
            "fingerprint": self.fingerprint,
            "locked_at": self.locked_at.isoformat(),
            "locked_by": self.locked_by,
            "plan": self.plan.to_dict(),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], source: str = "The lock") -> "Lock":
        """Read a lock, and check that it holds what it says.

        Raises
        ------
        BadDataError
            The plan in the lock is not the one its fingerprint was made of.
        """
        try:
            plan = Plan.from_dict(data["plan"], source)
            lock = cls(
                plan, str(data["fingerprint"]), datetime.fromisoformat(data["locked_at"]), data["locked_by"]
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadDataError(f"{source} is not a lock: {error}. Lock the plan anew.") from error
        if plan.fingerprint != lock.fingerprint:
            raise BadDataError(
                f"{source} was changed after it was written: its plan does not have the fingerprint "
                f"{lock.fingerprint[:12]}. Lock the plan anew; the verdict then counts as not locked before."
            )
        return lock

    @property
    def words(self) -> str:
        """How the plan was locked, to be shown with its verdict."""
        late = (self.locked_at.date() - self.plan.start).days
        when = f", {late} day{'' if late == 1 else 's'} after the start" if late > 0 else ", before the start"
        return (
            f"Plan {self.fingerprint[:12]} was locked by {self.locked_by} on "
            f"{self.locked_at.date().isoformat()}{when}."
        )

    def __str__(self) -> str:
        return self.words


def lock_plan(plan: Plan, *, at: datetime, by: str) -> Lock:
    """Lock a plan.

    Parameters
    ----------
    at : datetime
        Now, with its time zone.
    by : str
        Who promises it.

    Raises
    ------
    UsageError
        Nobody is named.

    Examples
    --------
    >>> from datetime import UTC, date
    >>> from headwater.analysis.interventions.plan import Smallest
    >>> from headwater.analysis.measures import Measure
    >>> plan = Plan("Depot scans", Measure("chasing", kind="count"), date(2025, 1, 6), Smallest(-5))
    >>> print(lock_plan(plan, at=datetime(2024, 12, 20, tzinfo=UTC), by="Amara"))
    Plan ... was locked by Amara on 2024-12-20, before the start.
    """
    if not by.strip():
        raise UsageError("Say who locks the plan, with --by.")
    return Lock(plan, plan.fingerprint, at, by.strip())


def check_locked(plan: Plan, lock: Lock) -> str:
    """Say how a plan was locked.

    Raises
    ------
    UsageError
        The plan is not the one that was locked; names what differs.
    """
    if plan.fingerprint == lock.fingerprint:
        return lock.words
    now, then = plan.to_dict(), lock.plan.to_dict()
    changed = [
        f"{name} was {_short(then.get(name))}, is {_short(now.get(name))}"
        for name in {**then, **now}
        if now.get(name) != then.get(name)
    ]
    raise UsageError(
        f"The plan was changed after its lock. {lock.words} Since then: {'; '.join(changed)}. A changed plan "
        "is a new plan: put the old one back, or lock this one under a new name. Both are shown.",
        changed=changed,
    )


def _short(value: Any) -> str:
    text = "nothing" if value in (None, "", [], ()) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
