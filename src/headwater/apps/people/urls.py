"""Addresses of the pages about people."""

from django.urls import path

from headwater.apps.people import entrance, views

app_name = "people"

urlpatterns = [
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/remove/", views.remove_account, name="remove_account"),
    path("people/memberships/<int:pk>/end/", views.end_membership, name="end_membership"),
    path("people/teams/", views.teams, name="teams"),
    path("people/teams/<int:pk>/", views.team, name="team"),
    path("people/teams/<int:pk>/remove/", views.remove_team, name="remove_team"),
    path("people/invitations/", views.invitations, name="invitations"),
    path("people/invitations/<int:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("people/audit/", views.audit, name="audit"),
    path("invitation/<str:token>/", entrance.accept_invitation, name="accept"),
    path("first-run/", entrance.first_run, name="first_run"),
]
