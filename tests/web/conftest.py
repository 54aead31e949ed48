"""The named world and its pages, for tests that go through all of them."""

from tests.apps.conftest import data, stored, visit, world
from tests.apps.test_every_url import paths
from tests.sample_folder import sample_folder

__all__ = ["data", "paths", "sample_folder", "stored", "visit", "world"]
