"""The product people sign in to: settings, pages around the practices, the server."""
