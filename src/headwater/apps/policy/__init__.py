"""The policy lab: what is demanded of people, what of it does harm, and what a change would do."""
