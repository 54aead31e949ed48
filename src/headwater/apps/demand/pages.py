"""Which page of the diagnosis a section stands on."""

PAGE_OF = {
    "failure": "causes",
    "reasons": "causes",
    "set-off": "causes",
    "quadrants": "decisions",
    "actions": "decisions",
    "budget": "decisions",
    "repeats": "repeats",
    "vendors": "repeats",
    "work": "workload",
    "rate": "workload",
    "topics": "workload",
    "arrivals": "shape",
    "handling": "shape",
    "endings": "shape",
}
"""The page a section stands on."""

TITLES = {
    "overview": "Overview",
    "causes": "Causes",
    "decisions": "What to do",
    "repeats": "Repeats",
    "workload": "Workload",
    "shape": "Shape of demand",
}
"""The pages, in the order they are read."""
