"""Pages of coding that take a file from whoever manages it."""

from headwater.apps.coding.forms import MOST_BYTES
from headwater.apps.people.permissions import Action
from headwater.apps.small_files import takes_a_file as taking

takes_a_file = taking(Action.MANAGE_CODING, MOST_BYTES)
