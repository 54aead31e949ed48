"""What can be read of tokens, pushes and webhooks, each for the person who reads."""

import hmac
import re
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.http import Http404
from django.utils import timezone

from headwater.apps.actions.models import Action
from headwater.apps.api.models import Delivery, Push, Token, ToldOverdue, Webhook
from headwater.apps.api.scopes import TokenScope
from headwater.apps.contacts.models import Import
from headwater.apps.people.models import User
from headwater.apps.people.permissions import Action as Right
from headwater.apps.people.permissions import Scope
from headwater.apps.people.selectors import hashed, may, reach, require

_TOKEN = re.compile(r"hw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def scopes_open_to(user: User) -> list[TokenScope]:
    """Return what a token of this person could be good for today."""
    return [scope for scope in TokenScope if may(user, scope.action, scope.reach)]


def tokens_of(user: User) -> QuerySet[Token]:
    """Return the tokens somebody made."""
    return Token.objects.filter(maker=user)


def tokens_visible_to(user: User) -> QuerySet[Token]:
    """Return the tokens a person may see: their own, or all; those that work on top."""
    require(user, Right.MANAGE_TOKENS, Scope.OWN)
    every = reach(user, Right.MANAGE_TOKENS).scope is Scope.ORGANISATION
    found = Token.objects.all() if every else tokens_of(user)
    works = Case(When(revoked_at=None, expires_at__gt=timezone.now(), then=1), default=0)
    return found.select_related("maker").annotate(works=works).order_by("-works", "-created_at", "-pk")


def token_to_change(user: User, pk: int) -> Token:
    """Return a token for whoever may revoke it."""
    found = tokens_visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def token_behind(said: str) -> Token | None:
    """Return the token of a request, while it works and its maker has an account."""
    parts = _TOKEN.fullmatch(said)
    if parts is None:
        return None
    found = Token.objects.select_related("maker").filter(public_id=parts[1]).first()
    if found is None or not hmac.compare_digest(found.secret_hash, hashed(parts[2])):
        return None
    return found if found.is_open and found.maker.is_active else None


def works_today(token: Token) -> bool:
    """Say whether the maker of a token may still have one; otherwise it is good for nothing."""
    return may(token.maker, Right.MANAGE_TOKENS, Scope.OWN)


def push_visible_to(user: User, number: str) -> Push | None:
    """Return one of a person's own pushes."""
    try:
        asked = UUID(number)
    except ValueError:
        return None
    return Push.objects.select_related("taken_in__task").filter(number=asked, maker=user).first()


def state_of(push: Push) -> str:
    """Return where the rows of a push are: waiting, importing, done or failed."""
    if push.error:
        return "failed"
    if push.taken_in is None:
        return "waiting" if push.file else "done"
    return _STATES.get(push.taken_in.shown_state, "failed")


_STATES = {
    Import.State.QUEUED: "importing",
    Import.State.IMPORTED: "done",
    Import.State.UNCHANGED: "done",
    Import.State.REFUSED: "failed",
}


def pushes_waiting() -> QuerySet[Push]:
    """Return what no import has taken yet, oldest first."""
    return Push.objects.filter(taken_in=None, error="").exclude(file="").order_by("received_at", "pk")


def webhooks_visible_to(user: User) -> QuerySet[Webhook]:
    """Return all webhooks, each with how its newest delivery went, to whoever keeps them."""
    require(user, Right.MANAGE_WEBHOOKS)
    newest = Delivery.objects.filter(webhook=OuterRef("pk"), attempts__gt=0).order_by("-created_at", "-pk")
    return Webhook.objects.select_related("made_by").annotate(
        newest_at=Subquery(newest.values("created_at")[:1]),
        newest_arrived=Subquery(newest.values("arrived_at")[:1]),
        newest_problem=Subquery(newest.values("last_problem")[:1]),
    )


def webhook_to_change(user: User, pk: int) -> Webhook:
    """Return a webhook for whoever keeps them."""
    require(user, Right.MANAGE_WEBHOOKS)
    found = Webhook.objects.select_related("made_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return what was sent to a webhook, newest first."""
    return webhook.deliveries.defer("body")


def overdue_untold(day: date) -> QuerySet[Action]:
    """Return open actions that passed their due day, of which nobody was told yet."""
    told = ToldOverdue.objects.filter(action=OuterRef("pk"), due_on=OuterRef("due_on"))
    late = Action.objects.filter(~Exists(told), due_on__lt=day)
    return late.exclude(status__in=[Action.Status.DONE, Action.Status.STOPPED]).order_by("due_on", "pk")


def webhooks_switched_off() -> QuerySet[Webhook]:
    """Return webhooks that were switched off because nothing arrived."""
    return Webhook.objects.filter(off_since__isnull=False).exclude(off_why="")
