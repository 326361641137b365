"""How the shell is wired: settings, and opening a workspace."""
