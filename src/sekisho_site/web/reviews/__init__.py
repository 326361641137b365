"""Reviews of logs: what is due, the calendar of signatures, and one review."""
