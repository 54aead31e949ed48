"""What changes contacts and their record: imports, taking them back, removing words."""

from headwater.apps.contacts.services.imports import begin_import, queue_import
from headwater.apps.contacts.services.running import run_import

__all__ = ["begin_import", "queue_import", "run_import"]
