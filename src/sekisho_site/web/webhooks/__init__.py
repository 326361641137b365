"""Messages to other programs: where they go, whether they arrive, and what was sent."""
