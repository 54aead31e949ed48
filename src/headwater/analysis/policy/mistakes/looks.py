"""All mistakes that can be looked for in one go: a new one is a function, and a line in `LOOKS`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from headwater.analysis.errors import HeadwaterError
from headwater.analysis.frames import Backend, Columns, to_frame
from headwater.analysis.policy.mistakes.finding import Finding, Mistake, no_harm_known
from headwater.analysis.policy.mistakes.sources import Sources

if TYPE_CHECKING:
    from headwater.analysis.policy.authority_in_force import AuthorityInForce
    from headwater.analysis.policy.remedies_table import RemedyTable


@dataclass(frozen=True)
class Findings:
    """What is found of the mistakes that were looked for."""

    findings: tuple[Finding, ...]

    def __str__(self) -> str:
        return "\n\n".join(str(one) for one in self.findings)

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as plain data."""
        return {"findings": [one.to_dict() for one in self.findings]}

    def columns(self) -> Columns:
        """Return one row a mistake."""
        return {
            "mistake": [one.title for one in self.findings],
            "word": [one.word for one in self.findings],
            "sentence": [one.sentence for one in self.findings],
            "contacts_a_year": [one.harm.contacts.value for one in self.findings],
            "hours_a_year": [one.harm.hours.value for one in self.findings],
            "money_a_year": [one.harm.money.value for one in self.findings],
        }

    def to_frame(self, backend: Backend | None = None) -> Any:
        """Return one row a mistake as a data frame."""
        return to_frame(self.columns(), backend)


def look_for_mistakes(sources: Sources, which: Sequence[Mistake] = ()) -> Findings:
    """Look for mistakes in what there is; one that cannot be looked for says why and leaves the others alone.

    Parameters
    ----------
    which : sequence of str
        Their keys; all by default.

    Examples
    --------
    >>> from headwater.analysis.policy import Facts, PolicySet
    >>> nothing = Sources(None, PolicySet(()), Facts(), date(2026, 3, 2))
    >>> look_for_mistakes(nothing, ["volume"]).findings[0].word
    'cannot tell'
    """
    found = []
    for mistake in which or LOOKS:
        try:
            found.append(LOOKS[mistake](sources))
        except HeadwaterError as error:
            nothing = no_harm_known("it could not be looked for", sources.facts.currency)
            found.append(Finding(mistake, "cannot tell", error.message, harm=nothing))
    return Findings(tuple(found))


def _volume(sources: Sources) -> Finding:
    from headwater.analysis.policy.mistakes.volume import volume_over_resolution

    return volume_over_resolution(sources.contacts, sources.policies, sources.facts)


def _people(sources: Sources) -> Finding:
    from headwater.analysis.policy.mistakes.people import no_queue, too_few_people, untold
    from headwater.analysis.policy.staff_targets import staff_targets
    from headwater.analysis.staffing.contact_calls import calls_of_contacts
    from headwater.analysis.staffing.half_hour_roster import counted
    from headwater.analysis.staffing.roster import read_roster
    from headwater.analysis.staffing.study import DAYS_LOOKED_AT, study
    from headwater.analysis.staffing.waiting_channels import waiting_channels

    if sources.contacts is None:
        return untold("There are no contacts.", sources.facts, ("Bring in contacts.",))
    contacts = sources.contacts.contacts()
    found = waiting_channels(contacts)
    if not found.waiting:
        return no_queue("", found.left_out, sources.facts)
    channel = found.waiting[0]
    last = _last_day(sources, channel)
    first = last - timedelta(days=DAYS_LOOKED_AT - 1)
    path = sources.files.get("roster")
    targets = staff_targets(sources.policies.in_force(sources.day), channel)
    studied = study(
        calls_of_contacts(contacts, channel=channel, since=first),
        channel,
        targets.targets,
        roster=None if path is None else counted(read_roster(path), first, last),
        shrinkage=sources.facts.today.shrinkage_frac or 0.0,
        today=sources.day,
    )
    return too_few_people(contacts, studied, targets=targets, facts=sources.facts)


def _last_day(sources: Sources, channel: str) -> date:
    import narwhals as nw

    from headwater.analysis.contacts.engines import collect

    assert sources.contacts is not None
    mine = sources.contacts.contacts().filter(nw.col("channel") == channel)
    last: date = collect(mine.select(last=nw.col("local_date").max()))["last"][0]
    return last


def _instructions(sources: Sources) -> Finding:
    from headwater.analysis.policy.conflict_study import Study, study_conflicts
    from headwater.analysis.policy.mistakes.instructions import conflicting_instructions

    studied: Study | str
    try:
        studied = study_conflicts(sources.policies, sources.facts, on=sources.day)
    except HeadwaterError as error:
        studied = error.message
    return conflicting_instructions(studied, sources.policies, on=sources.day)


def _control(sources: Sources) -> Finding:
    from headwater.analysis.policy.mistakes.approvals import approvals_in
    from headwater.analysis.policy.mistakes.control import control_finding
    from headwater.analysis.policy.script import script_inventory
    from headwater.analysis.policy.script_contacts import read_step_contacts

    in_force = sources.policies.in_force(sources.day)
    steps = tuple(policy.id for policy in in_force if policy.metric == "script_step")
    inventory = None
    if steps:
        path = sources.files.get("steps")
        contacts = None if path is None else read_step_contacts(path, steps)
        inventory = script_inventory(sources.policies, contacts, sources.facts, on=sources.day)
    remedies, found = _remedies(sources), _authority(sources)
    approvals = None if sources.contacts is None else approvals_in(sources.contacts, remedies)
    return control_finding(in_force, sources.facts, inventory=inventory, found=found, approvals=approvals)


def _permission(sources: Sources) -> Finding:
    from headwater.analysis.policy.mistakes.permission import permission_finding

    return permission_finding(_authority(sources), sources.policies.in_force(sources.day), sources.facts, [])


def _remedies(sources: Sources) -> "RemedyTable | None":
    from headwater.analysis.policy.remedies_table import read_remedies

    path = sources.files.get("remedies")
    return None if path is None else read_remedies(path)


def _authority(sources: Sources) -> "AuthorityInForce | None":
    from headwater.analysis.policy.authority_in_force import authority_in_force, costs_from

    remedies = _remedies(sources)
    if remedies is None:
        return None
    in_force = sources.policies.in_force(sources.day)
    return authority_in_force(remedies, in_force, sources.facts, costs=costs_from(sources.facts, {}))


LOOKS: dict[Mistake, Callable[[Sources], Finding]] = {
    "volume": _volume,
    "people": _people,
    "control": _control,
    "permission": _permission,
    "instructions": _instructions,
}
"""How each mistake is looked for, in the order they are shown."""
