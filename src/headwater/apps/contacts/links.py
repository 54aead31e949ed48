"""Where things of this room are shown, for others who point at them."""

from urllib.parse import urlencode

from django.urls import reverse


def contact_url(source: str, contact_id: str) -> str:
    """Return the address of the page of one contact."""
    return f"{reverse('contacts:contact')}?{urlencode({'source': source, 'id': contact_id})}"
