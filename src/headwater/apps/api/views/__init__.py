"""What is answered: pages for people, JSON for programs."""
