"""`headwater staffing`: how many people the work needs, and what customers get from those who are there."""

from headwater.cli.lazy import Entry, LazyGroup

staffing = LazyGroup(
    "staffing",
    "How many people the work needs, and what customers get from those who are there.",
    {
        "performance": Entry(
            "headwater.cli.staffing.performance", "performance", "Say what so many agents give."
        ),
        "required": Entry("headwater.cli.staffing.required", "required", "Say how many agents it takes."),
        "intervals": Entry(
            "headwater.cli.staffing.intervals", "intervals", "Answer both for a table of intervals."
        ),
        "repeats": Entry(
            "headwater.cli.staffing.repeats",
            "repeats",
            "Count contacts that come back, and say whether longer handling pays for itself.",
        ),
        "forecast": Entry(
            "headwater.cli.staffing.forecast",
            "forecast",
            "Forecast arrivals by half-hour, and set required against scheduled staff.",
        ),
        "simulate": Entry(
            "headwater.cli.staffing.simulate",
            "simulate",
            "Simulate a floor with skills, shifts, priorities and customers who try again.",
        ),
        "fit": Entry(
            "headwater.cli.staffing.fit",
            "fit",
            "Read patience from a call log, and say how well Erlang A describes it.",
        ),
    },
)
