"""Forms about people: they read and check what was typed, and decide nothing."""

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password

from headwater.apps.people import selectors
from headwater.apps.people.models import Team, User
from headwater.apps.people.permissions import Role


class RoleField(forms.TypedChoiceField):
    """One of the roles."""

    def __init__(self, **options: Any) -> None:
        roles = [("", "Choose a role"), *((role.value, role.label) for role in Role)]
        super().__init__(choices=roles, coerce=Role, **options)


class TeamField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One of the teams, shown where it stands in the tree."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Team.objects.order_by("name"), empty_label="Choose a team", **options)

    def show_tree(self) -> None:
        """List the teams as a tree, each indented below the one it is in."""
        self.choices = [
            ("", "Choose a team"),
            *((b.team.pk, "\u2003" * b.depth + b.team.name) for b in selectors.team_tree()),
        ]


class _OnTree(forms.Form):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if isinstance(field, TeamField):
                field.show_tree()


class InvitationForm(_OnTree):
    """Whom to invite."""

    name = forms.CharField(max_length=120)
    email = forms.EmailField(label="E-mail address")
    role = RoleField()
    team = TeamField()


class MembershipForm(_OnTree):
    """A role in a team from a day on."""

    role = RoleField()
    team = TeamField()
    starts_on = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}))


class ConfirmForm(forms.Form):
    """A yes, given by sending it."""

    confirmed = forms.BooleanField(widget=forms.HiddenInput, initial="yes")


class EndForm(forms.Form):
    """The last day of a role."""

    ends_on = forms.DateField(label="Last day", widget=forms.DateInput(attrs={"type": "date"}))


class OrganisationForm(_OnTree):
    """The team at the top, which stands nowhere."""

    name = forms.CharField(max_length=120)


class TeamForm(OrganisationForm):
    """A team and where it stands."""

    parent = TeamField(label="Inside")


class _NewPassword(forms.Form):
    def clean_password(self) -> str:
        """Hold the password against the rules, with what else was typed."""
        password: str = self.cleaned_data["password"]
        said = User(email=self.cleaned_data.get("email", ""), name=self.cleaned_data.get("name", ""))
        validate_password(password, said)
        return password


def _password_field() -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(
        widget=widget,
        strip=False,
        help_text="At least 12 characters; a few words in a row are easy to remember.",
    )


class AcceptForm(_NewPassword):
    """What a person who was invited adds."""

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = _password_field()


class FirstRunForm(_NewPassword):
    """What the first administrator says."""

    token = forms.CharField(
        label="Token from the terminal", widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    organisation = forms.CharField(label="Name of the organisation", max_length=120)
    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = forms.EmailField(
        label="Your e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    password = _password_field()


class SignInForm(LoginForm):  # type: ignore[misc]
    """Who signs in: allauth's form, with nothing between address and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class AuditFilterForm(forms.Form):
    """Which part of the audit trail to show."""

    action = forms.ChoiceField(required=False, label="What")
    actor = forms.ModelChoiceField(
        User.objects.order_by("name"), required=False, label="Who", empty_label="Anybody"
    )

    def __init__(self, *args: Any, actions: list[str], **options: Any) -> None:
        super().__init__(*args, **options)
        choice = self.fields["action"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Anything"), *((a, a) for a in actions)]
