"""Forms about programs: they read and check what was typed, and decide nothing."""

from datetime import timedelta
from typing import Any

from django import forms

from headwater.apps.api import selectors
from headwater.apps.api.scopes import BY_KEY, TokenScope
from headwater.apps.events import MEANING
from headwater.apps.people.models import User
from headwater.apps.people.selectors import today


class TokenForm(forms.Form):
    """What a token is called, good for, and until when."""

    name = forms.CharField(max_length=60, help_text="What uses it, such as the name of the helpdesk.")
    scopes = forms.MultipleChoiceField(label="Good for", widget=forms.CheckboxSelectMultiple)
    last_day = forms.DateField(
        label="Last day", widget=forms.DateInput(attrs={"type": "date"}), help_text="At most a year from now."
    )

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["scopes"]
        assert isinstance(choice, forms.MultipleChoiceField)
        choice.choices = [
            (scope.key, f"{scope.meaning[0].upper()}{scope.meaning[1:]} ({scope.key})")
            for scope in selectors.scopes_open_to(user)
        ]
        self.fields["last_day"].initial = today() + timedelta(days=90)

    def clean_scopes(self) -> list[TokenScope]:
        """Return the scopes behind the keys."""
        return [BY_KEY[key] for key in self.cleaned_data["scopes"]]


class WebhookForm(forms.Form):
    """Whom to tell, and of what."""

    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="An https address of the system that is to be told.",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label="News",
        widget=forms.CheckboxSelectMultiple,
        choices=[(kind, f"{meaning[0].upper()}{meaning[1:]} ({kind})") for kind, meaning in MEANING.items()],
    )
