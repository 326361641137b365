"""Bringing files in: send, look at what would change or at every error, apply all or nothing, take back."""
