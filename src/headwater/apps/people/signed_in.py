"""What a view can lean on behind the sign-in."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from headwater.apps.people.models import User


class SignedIn(HttpRequest):
    """A request that LoginRequiredMiddleware let through, so its user is a person."""

    user: User
    htmx: HtmxDetails
