"""Where this installation keeps things."""

from pathlib import Path

from django.conf import settings


def data() -> Path:
    """Return the folder of everything this installation keeps."""
    return Path(getattr(settings, "DATA"))  # noqa: B009 - the type checker does not know settings of our own


def store() -> Path:
    """Return the folder of the contact store."""
    return data() / "store"


def site_url() -> str:
    """Return the address people open."""
    return str(getattr(settings, "SITE_URL"))  # noqa: B009


def most_upload() -> int:
    """Return the most bytes of an uploaded file."""
    return int(getattr(settings, "MOST_UPLOAD"))  # noqa: B009
