"""How pages of coding make the change a form asks for."""

from functools import partial

from headwater.analysis.errors import BadDataError, UsageError
from headwater.apps import doing

done = partial(doing.done, refusals=(UsageError, BadDataError))
"""What was asked can stand in the way here, and what codebooks and sheets hold."""
