"""The product's tests once more, with the records in PostgreSQL, on a server of their own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_product_keeps_its_promises_on_postgresql(server: str) -> None:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("PYTEST_", "HEADWATER_"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "tests/apps", "tests/web/test_start.py", "-p", "no:cacheprovider"],
        cwd=ROOT,
        env=kept | {"DATABASE_URL": server},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
