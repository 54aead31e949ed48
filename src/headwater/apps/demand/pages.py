"""Which page of the diagnosis a section stands on."""

PAGE_OF = {
    "failure": "causes",
    "reasons": "causes",
    "set-off": "causes",
    "quadrants": "causes",
    "actions": "causes",
    "budget": "causes",
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
    "overview": "Diagnosis",
    "causes": "Causes",
    "repeats": "Repeats",
    "workload": "Workload",
    "shape": "Shape of demand",
}
"""The pages, in the order they are read."""
