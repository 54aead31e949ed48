"""The five mistakes of management: each found from data and declared policies, priced, and graded."""

from headwater.analysis.policy.mistakes.finding import (
    Evidence,
    Finding,
    Harm,
    Mistake,
    Word,
    no_harm_known,
)

__all__ = ["Evidence", "Finding", "Harm", "Mistake", "Word", "no_harm_known"]
