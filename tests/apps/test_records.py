"""The records are where the run says."""

import os

from django.db import connection


def test_the_records_are_in_the_database_this_run_is_for() -> None:
    asked = os.environ.get("DATABASE_URL", "")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")
