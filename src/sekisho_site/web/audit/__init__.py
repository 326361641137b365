"""The audit log: who did what and when, and whether everything is as it was written."""
