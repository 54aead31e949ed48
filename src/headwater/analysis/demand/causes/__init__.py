"""Why failure demand arises, who can stop it, and what stopping it would save."""
