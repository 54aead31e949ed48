"""What many people do at once; locust runs this file, with its plan in the file that LOAD_PLAN names."""

import json
import os
import random
import re
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

PLAN: dict[str, Any] = json.loads(Path(os.environ["LOAD_PLAN"]).read_text(encoding="utf-8"))
"""Cookies by person, and the pages each can open."""
SHARES = {"chidi": 5, "bela": 2, "amara": 1, "olga": 1, "emre": 1, "dana": 1, "admin": 1}
"""Most who are there at once are agents."""
_KINDS = ("avoidable", "not_allowed", "contradiction")


class Person(HttpUser):
    """Somebody at work: opens the first page, then others, looks at each for a while, flags now and then."""

    wait_time = between(1, 3)

    def on_start(self) -> None:
        """Sit down as one of the people."""
        self.who = random.choices(list(PLAN["cookies"]), [SHARES.get(name, 1) for name in PLAN["cookies"]])[0]
        name, _, value = PLAN["cookies"][self.who].partition("=")
        self.client.cookies.set(name, value)
        self._open("/")

    @task(3)
    def home(self) -> None:
        """Come back to the first page."""
        self._open("/")

    @task(12)
    def look(self) -> None:
        """Open one of the pages this person can open, each route as likely as another."""
        pages = PLAN["pages"][self.who]
        name = random.choice(list(pages))
        self._open(random.choice(pages[name]), name)

    @task(2)
    def flag(self) -> None:
        """Say in two clicks what stands in the way, where one may."""
        if "voices:new" not in PLAN["pages"][self.who]:
            return
        path = f"/voices/new/?kind={random.choice(_KINDS)}&contact=T{random.randrange(10**8)}&source=sample"
        page = self._open(path, "voices:new")
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
        codes = re.findall(r'name="code" value="(\w+)"', page)
        if fields and codes:
            sent = fields | {"code": random.choice(codes)}
            self.client.post("/voices/new/", data=sent, name="voices:new, sent", allow_redirects=False)

    def _open(self, path: str, name: str = "home") -> str:
        with self.client.get(path, name=name, catch_response=True) as answer:
            if answer.status_code != 200 or "/account/login/" in str(answer.url):
                answer.failure(f"{answer.status_code} at {path} as {self.who}")
            return str(answer.text) if name == "voices:new" else ""
