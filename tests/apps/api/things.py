"""What addresses for programs are tried with: Amara's token, push and webhook."""

from datetime import timedelta

from headwater.apps.api.models import Push
from headwater.apps.api.scopes import TokenScope
from headwater.apps.api.services.tokens import create_token
from headwater.apps.api.services.webhooks import create_webhook
from headwater.apps.people.selectors import today

from ..world import World

RECEIVER = "https://93.184.215.14/headwater"


def things(world: World) -> dict[str, list[str | int]]:
    """Make them, and return the part of the address that leads to each."""
    token, _ = create_token(
        acting_user=world.amara,
        name="Helpdesk",
        scopes=[TokenScope.PUSH],
        last_day=today() + timedelta(days=30),
    )
    push = Push.objects.create(
        kind="contacts", source="helpdesk", maker=world.amara, token=token, rows=1, accepted=1
    )
    webhook, _ = create_webhook(acting_user=world.amara, url=RECEIVER, kinds=["import.finished"])
    return {
        "api:revoke": [token.pk],
        "api:webhook": [webhook.pk],
        "api:switch_webhook": [webhook.pk],
        "api:v1:push": [str(push.number)],
        "api:v1:measure": ["contacts.contacts"],
        "api:v1:intervention": [4711],
        "api:nothing_here": ["no/such"],
    }
