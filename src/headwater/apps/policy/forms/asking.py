"""What several forms of the policy lab ask alike."""

from django import forms


def day_input() -> forms.DateInput:
    """Return what a day is typed into."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def list_of(text: str) -> list[str]:
    """Return names that are parted by commas.

    Examples
    --------
    >>> list_of("phone, chat,")
    ['phone', 'chat']
    """
    return [name.strip() for name in text.split(",") if name.strip()]
