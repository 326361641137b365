"""The logs that arrive: how much of each, and where they fall silent."""
