"""Addresses of the pages about tasks."""

from django.urls import path

from headwater.apps.tasks import views

app_name = "tasks"

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/progress/", views.progress, name="progress"),
    path("tasks/<int:pk>/cancel/", views.cancel, name="cancel"),
]
