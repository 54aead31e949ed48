"""How much of what is taken, as this installation says."""

from django.conf import settings


def requests_a_minute() -> int:
    """Return how often one token may ask within a minute of the clock."""
    return int(getattr(settings, "API_REQUESTS_A_MINUTE"))  # noqa: B009 - settings of our own


def push_bytes() -> int:
    """Return how large one push may be."""
    return int(getattr(settings, "API_PUSH_BYTES"))  # noqa: B009


def webhook_hosts() -> tuple[str, ...]:
    """Return the hosts inside this network that may be told, by name."""
    return tuple(getattr(settings, "WEBHOOK_HOSTS"))  # noqa: B009
