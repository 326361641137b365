"""One file per group of commands; importing this package registers them all.

Django's models can be imported only after a workspace is opened, so commands import use cases inside their bodies.
"""

from sekisho_site.cli.commands import (
    alerting,
    detecting,
    exports,
    imports,
    ingesting,
    inquiring,
    judging,
    keeping,
    people,
    ruling,
    serving,
    starting,
    watching,
)

__all__ = [
    "alerting",
    "detecting",
    "exports",
    "imports",
    "ingesting",
    "inquiring",
    "judging",
    "keeping",
    "people",
    "ruling",
    "serving",
    "starting",
    "watching",
]
