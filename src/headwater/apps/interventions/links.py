"""Where an intervention is read: mail and other apps lead there."""

from django.urls import get_script_prefix


def page_of(intervention: int) -> str:
    """Return the address of the page of one intervention."""
    return f"{get_script_prefix()}interventions/{intervention}/"
