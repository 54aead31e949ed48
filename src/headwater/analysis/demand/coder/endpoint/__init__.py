"""A language model behind an OpenAI-compatible address as a coder: off unless asked for by name."""
