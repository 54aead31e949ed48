"""Links of owners outside: made and recognised here, nowhere else."""

from django.core.signing import BadSignature, Signer

from headwater.apps.actions.models import Action, OwnerLink


def token_of(link: OwnerLink) -> str:
    """Return the token of a link, as its address carries it."""
    return _signer(link).sign(str(link.pk))


def link_behind(token: str) -> OwnerLink | None:
    """Return the link of a token, with its action; None where it is wrong, too old or was revoked."""
    number = token.partition(".")[0]
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return None
    found = OwnerLink.objects.select_related("action").filter(pk=int(number)).first()
    if found is None or not found.is_open or not found.action.is_outside:
        return None
    try:
        _signer(found).unsign(token)
    except BadSignature:
        return None
    return found


def link_of(action: Action) -> OwnerLink | None:
    """Return the newest link of an action, open or not."""
    return action.links.order_by("-pk").first()


def _signer(link: OwnerLink) -> Signer:
    # the record's own secret is part of the salt: without the record, the installation's key signs nothing
    return Signer(sep=".", salt=f"headwater.actions.owner_link:{link.secret}", algorithm="sha256")
