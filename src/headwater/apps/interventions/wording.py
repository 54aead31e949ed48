"""The words of mail about interventions: short, plain, one address to go to."""

from dataclasses import dataclass

from headwater.apps.interventions.models import Judgement, Letter, PlanRecord

_KINDS = Letter.Kind


@dataclass(frozen=True)
class Worded:
    """A mail's subject and text."""

    subject: str
    text: str


def worded(
    kind: Letter.Kind, plan: PlanRecord, judgement: Judgement | None, *, name: str, url: str, owns: bool
) -> Worded:
    """Put a mail about an intervention into words.

    Parameters
    ----------
    name : str
        Whom it greets.
    owns : bool
        Whether it goes to the owner; else to a person who answers for it where no owner can be reached.
    """
    intervention = plan.intervention
    which = "an intervention that you own" if owns else "an intervention without an owner who can be reached"
    subject, opening, way = _said(kind, plan, judgement, which)
    lines = [f"Hello {name},", "", opening, "", f"  {intervention.name}"]
    if judgement is not None:
        lines += ["", judgement.sentence]
    else:
        lines.append(f"  verdict due on {plan.due_on:%-d %B %Y}")
    lines += ["", way, url, "", "Headwater"]
    return Worded(f"Headwater: {subject}: {intervention.name}"[:180], "\n".join(lines))


def _said(
    kind: Letter.Kind, plan: PlanRecord, judgement: Judgement | None, which: str
) -> tuple[str, str, str]:
    if judgement is not None:
        what = "Whether it lasted" if judgement.look == Judgement.Look.LASTED else "The verdict"
        said = f"{what} is there, for {which}:"
        return judgement.word, said, "See what it rests on, and what would make it clearer, here:"
    if kind == _KINDS.LOCKED:
        said = f"A plan was locked for {which}:"
        return "plan locked", said, "Read what was promised here:"
    if kind == _KINDS.SOON:
        said = f"The verdict is due within seven days, for {which}:"
        return (
            "verdict due soon",
            said,
            "See that the contacts up to that day are imported; its plan:",
        )
    said = f"The date of the verdict has passed, and the measure does not reach it, for {which}:"
    return (
        "no data for the verdict",
        said,
        "Import the contacts up to that day; its plan:",
    )
