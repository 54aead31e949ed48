"""The examples of the documentation, run as they stand there against a running server."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from headwater.apps.api.models import Push
from headwater.apps.api.scopes import TokenScope
from headwater.apps.demand.filters import Filters
from headwater.apps.demand.models import Diagnosis, Page
from headwater.apps.voices.models import Flag

from ..world import make_world
from .asking import made

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
ANSWERS = {
    "measures\"": "measures",
    "contacts?": "rejects",
    "events?": "rejects",
    "pushes/": "imported",
    "flags\"": "contact_known",
    "measures/contacts.volume": "points",
    "diagnosis": "content",
    "interventions\"": "interventions",
}  # fmt: skip
"""What is asked, and a field that its answer has."""


def examples() -> list[str]:
    blocks = re.findall(
        r"^```sh\n(.*?)^```", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    return [block for block in blocks if "curl" in block]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.django_db(transaction=True)
def test_every_example_does_what_the_page_says(live_server: Any, data: Path) -> None:
    world = make_world()
    _, token = made(world, "amara", list(TokenScope))
    diagnosis = Diagnosis.objects.create(key="k", part=Filters().key, store_version=1, codes_version="")
    Page.objects.create(diagnosis=diagnosis, name="data", content=json.dumps({"headline": "One in three."}))
    found = examples()
    assert len(found) == 10
    for example in found:
        script = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n' + example
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            env={"HEADWATER": live_server.url, "TOKEN": token, "PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )  # fmt: skip
        assert ran.returncode == 0, (example, ran.stdout, ran.stderr)
        said = json.loads(ran.stdout)
        asked = re.findall(r"/api/v1/(\S+)", example)[-1]
        [field] = {field for part, field in ANSWERS.items() if asked.startswith(part)}
        assert field in said, (example, said)
    lines = Push.objects.get(rows=2)
    assert [reject["index"] for reject in lines.rejects] == [1]
    assert Flag.objects.count() == 1
