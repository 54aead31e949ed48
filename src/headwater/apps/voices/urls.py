"""Addresses of voices."""

from django.urls import path

from headwater.apps.voices import views

app_name = "voices"

urlpatterns = [
    path("", views.voices, name="voices"),
    path("new/", views.new, name="new"),
    path("flags/<int:pk>/", views.flag, name="flag"),
    path("flags/<int:pk>/name/", views.name, name="name"),
    path("flags/<int:pk>/read/", views.read, name="read"),
    path("flags/<int:pk>/delete/", views.delete, name="delete"),
    path("flags/<int:pk>/answer/", views.answer_flag, name="answer_flag"),
    path("said/", views.clusters, name="clusters"),
    path("said.csv", views.clusters_csv, name="clusters_csv"),
    path("said/<int:pk>/", views.cluster, name="cluster"),
    path("answers/", views.board, name="board"),
    path("answers/<int:pk>/action/", views.link_action, name="link_action"),
]
