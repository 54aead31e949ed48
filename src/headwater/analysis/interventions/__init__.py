"""Interventions: what was paid for, planned before it starts and judged when it is due."""
