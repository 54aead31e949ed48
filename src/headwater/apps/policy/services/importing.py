"""Policies from a file: taken as a whole or not at all."""

from django.db import transaction

from headwater.analysis.errors import UsageError
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action
from headwater.apps.people.selectors import require
from headwater.apps.policy.models import Revision
from headwater.apps.policy.selectors.importing import Preview, basis_of, compared
from headwater.apps.policy.services.states import Step, hold, taken

_Kind = Revision.Kind


@transaction.atomic
def import_policies(
    *,
    acting_user: User,
    text: str,
    name: str,
    why: str = "",
    take_out_gone: bool = False,
    basis: str | None = None,
) -> Preview:
    """Declare the policies of a YAML file: new ones are added, what differs is mended, the rest stays.

    Parameters
    ----------
    name : str
        What messages call the file.
    take_out_gone : bool
        Take out what is declared and not in the file; it stays otherwise.
    basis : str, optional
        Of the preview the person saw: what is declared must not have changed since.

    Returns
    -------
    Preview
        What was done.

    Raises
    ------
    BadDataError
        Something in the file is wrong: every fault with its line. Nothing of it is kept.
    UsageError
        What is declared changed since the preview.
    """
    require(acting_user, Action.CHANGE_POLICY)
    held = hold()
    if basis is not None and basis != basis_of(held.live):
        raise UsageError("What is declared changed since you looked at what the file would do. Look again.")
    found = compared(held.live, text, name, take_out_gone=take_out_gone)
    steps = {one.id: Step(one, _Kind.DECLARED) for one in found.new}
    steps |= {one.after.id: Step(one.after, _Kind.MENDED) for one in found.changed}
    if take_out_gone:
        steps |= {one.id: Step(None, _Kind.TAKEN_OUT) for one in found.gone}
    if steps:
        taken(acting_user=acting_user, held=held, steps=steps, why=why or f"Imported from {name}")
    return found
