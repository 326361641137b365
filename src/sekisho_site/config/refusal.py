"""How the shell says no: one exception that every entrance (command line, pages) turns into words for people."""


class RefusedError(Exception):
    """What was asked cannot be done; the message is one Japanese sentence or two that say why and what to do."""
