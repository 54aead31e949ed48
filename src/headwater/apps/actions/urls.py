"""Addresses of the pages about actions."""

from django.urls import path

from headwater.apps.actions import entrance
from headwater.apps.actions.views import ledger, owners

app_name = "actions"

urlpatterns = [
    path("", ledger.ledger, name="actions"),
    path("ledger.csv", ledger.export, name="export"),
    path("add/", ledger.add, name="add"),
    path("<int:pk>/", ledger.action, name="action"),
    path("<int:pk>/change/", ledger.change, name="change"),
    path("<int:pk>/status/", ledger.status, name="status"),
    path("<int:pk>/comment/", ledger.comment, name="comment"),
    path("<int:pk>/follow-up/", ledger.follow_up, name="follow_up"),
    path("<int:pk>/owner/", owners.owner, name="owner"),
    path("<int:pk>/owner/person/", owners.owner_person, name="owner_person"),
    path("<int:pk>/owner/outside/", owners.owner_outside, name="owner_outside"),
    path("<int:pk>/owner/nobody/", owners.owner_nobody, name="owner_nobody"),
    path("<int:pk>/link/", owners.new_link, name="new_link"),
    path("<int:pk>/link/withdraw/", owners.revoke_link, name="revoke_link"),
    path("link/<str:token>/", entrance.by_link, name="by_link"),
    path("link/<str:token>/status/", entrance.status_by_link, name="status_by_link"),
    path("link/<str:token>/comment/", entrance.comment_by_link, name="comment_by_link"),
]
