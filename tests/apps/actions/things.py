"""The actions that addresses are tried with: Gita's, whose owner Bela may not see among people."""

from headwater.apps.actions.models import Action
from headwater.apps.actions.selectors import token_of
from headwater.apps.actions.services import create_action, give_to_outside

from ..world import World

_OF_ACTION = (
    "action",
    "change",
    "status",
    "comment",
    "follow_up",
    "owner",
    "owner_person",
    "owner_outside",
    "owner_nobody",
    "new_link",
    "revoke_link",
)
_OF_LINK = ("by_link", "status_by_link", "comment_by_link")


def things(world: World) -> dict[str, list[str | int]]:
    """Return what depends on what there is, by the name of the address."""
    owned = create_action(acting_user=world.amara, title="Scan at hand-over", reason="Parcel is late")
    Action.objects.filter(pk=owned.pk).update(owner=world.gita)
    outside = create_action(acting_user=world.amara, title="Tell us when tracking stands still")
    link = give_to_outside(
        acting_user=world.amara, action=outside, name="Lena", email="lena@logistics.example"
    )
    assert link is not None
    found: dict[str, list[str | int]] = {f"actions:{name}": [owned.pk] for name in _OF_ACTION}
    return found | {f"actions:{name}": [token_of(link)] for name in _OF_LINK}
