"""The lab's own menu: where one is, and only what there is."""

from collections.abc import Callable
from pathlib import Path

from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from headwater.analysis.policy import Facts, PolicySet
from headwater.apps.people.selectors import today
from headwater.apps.policy.selectors import Basis

Visit = Callable[[str], Client]


def test_the_page_that_is_open_is_marked(visit: Visit, data: Path) -> None:
    page = visit("amara").get(reverse("policy:lab")).content.decode()
    assert f'<a href="{reverse("policy:lab")}" aria-current="page">Overview</a>' in page


def test_the_sample_that_is_open_stays_open_on_the_way(data: Path, db: None) -> None:
    basis = Basis("telecom", PolicySet(()), Facts(), today())
    request = RequestFactory().get("/policy/policies/some/")
    page = render_to_string("policy/menu.html", {"here": "lab", "basis": basis, "request": request})
    assert f'<a href="{reverse("policy:lab")}?in=telecom" aria-current="true">Overview</a>' in page
