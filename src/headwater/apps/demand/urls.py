"""Addresses of demand."""

from django.urls import path

from headwater.apps.demand import views

app_name = "demand"

urlpatterns = [
    path("", views.overview, name="overview"),
    path("causes/", views.causes, name="causes"),
    path("causes/node/", views.node, name="node"),
    path("causes/node/contacts/", views.node_contacts, name="node_contacts"),
    path("causes/about/", views.about, name="about"),
    path("decisions/", views.decisions, name="decisions"),
    path("repeats/", views.repeats, name="repeats"),
    path("workload/", views.workload, name="workload"),
    path("shape/", views.shape, name="shape"),
    path("ask/", views.ask, name="ask"),
    path("waiting/", views.waiting, name="waiting"),
    path("tables/<slug:key>/", views.table, name="table"),
    path("report/", views.report, name="report"),
    path("prices/", views.prices, name="prices"),
]
