"""How far a figure about cause and effect can be trusted, in four grades said in words."""

from typing import Literal

Grade = Literal["A", "B", "C", "D"]

GRADES: dict[Grade, str] = {
    "A": "as good as an experiment: who was affected was decided by lot, or by a rule that cuts through like "
    "cases",
    "B": "a natural experiment: something outside people's choice moved the cause and, as far as can be "
    "checked, nothing else",
    "C": "like was compared with like, but what was not recorded may differ",
    "D": "two things go together; which causes which is not known",
}
"""What each grade means, from the most to the least certain."""
