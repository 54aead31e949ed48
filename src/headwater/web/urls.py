"""Addresses of all pages."""

from allauth.account.urls import urlpatterns as account_urls
from django.urls import include, path

from headwater.web import door, errors

_NOT_HERE = {
    "account_login",  # ours, below
    # an address comes with an invitation, and an account with a password
    "account_email",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_set_password",
    "account_confirm_login_code",
}

urlpatterns = [
    path("health", door.health, name="health"),
    path("account/login/", door.sign_in, name="account_login"),
    path("account/", include([url for url in account_urls if url.name not in _NOT_HERE])),
    path("account/protection/", include("allauth.mfa.urls")),
    path("", include("headwater.apps.people.urls")),
    path("", include("headwater.apps.tasks.urls")),
    path("measures/", include("headwater.apps.measures.urls")),
    path("contacts/", include("headwater.apps.contacts.urls")),
    path("actions/", include("headwater.apps.actions.urls")),
    path("voices/", include("headwater.apps.voices.urls")),
    path("coding/", include("headwater.apps.coding.urls")),
    path("demand/", include("headwater.apps.demand.urls")),
    path("policy/", include("headwater.apps.policy.urls")),
    path("interventions/", include("headwater.apps.interventions.urls")),
    path("", include("headwater.apps.scorecard.urls")),
    path("api/", include("headwater.apps.api.urls")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.fault
