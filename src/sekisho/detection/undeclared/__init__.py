"""Undeclared services: destinations of a party's traffic that it did not declare.

``destination`` turns what a proxy wrote into a host and its registrable domain, ``declared`` says what a declaration covers,
``service`` is what is told. Refuses to know how traffic is read and summed (``engines.behaviour``).
"""

from sekisho.detection.undeclared.declared import Declarations, DeclaredService
from sekisho.detection.undeclared.destination import host_of, registrable_domain, shown_domain
from sekisho.detection.undeclared.service import UndeclaredService

__all__ = ["Declarations", "DeclaredService", "UndeclaredService", "host_of", "registrable_domain", "shown_domain"]
