"""The way in and out for programs: tokens, the HTTP API, webhooks."""
