"""Actions: who does what about a cause, by when, inside support or outside."""
