"""Who was declared to stand below an entrustment on the days of a trace: registered edges, chain declarations, services.

Knows what the declared record says of the chain below. Refuses to judge what was seen there.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from operator import itemgetter

from sekisho.declared import ChainDeclaration, Entrustment, ExternalService
from sekisho.party import normalised_name
from sekisho.reconcile.joins.identities import identities
from sekisho.reconcile.joins.sightings import Sighting, Trace, in_force
from sekisho.reconcile.snapshot import Snapshot


class Stated:
    """The declared chain below entrustments, looked up by day."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._chain = snapshot.chain
        self._identities = identities(snapshot)
        self._declarations: Mapping[str, Sequence[ChainDeclaration]] = snapshot.by(ChainDeclaration, "entrustment")
        self._services: Mapping[str, Sequence[ExternalService]] = snapshot.by(ExternalService, "party")
        self._below: dict[str, Mapping[str, Sequence[Entrustment]]] = {}

    def unknown(self, sighting: Sighting) -> list[Trace]:
        """The traces on whose days nothing declared names the company or service below any candidate entrustment."""
        return [
            trace for trace in sighting.traces if not any(self.names(edge, sighting.who, trace) for edge in sighting.candidates)
        ]

    def names(self, edge: Entrustment, who: str, trace: Trace) -> bool:
        """Whether ``who`` was declared below ``edge`` on some day of the trace."""
        registered = any(in_force(below, trace.first_on, trace.last_on) for below in self._registered(edge).get(who, ()))
        return registered or self._declared(edge, who, trace) or self._listed(edge, who, trace)

    def latest(self, edge: Entrustment, by: date | None = None) -> list[ChainDeclaration]:
        """The newest dated declaration of each view about an entrustment (made on ``by`` at the latest)."""
        declarations = self._declarations[edge.key]
        if not declarations:
            return []
        dated = ((d.declared_on, d.key, d) for d in declarations if d.declared_on)
        return list({d.view: d for day, _, d in sorted(dated, key=itemgetter(0, 1)) if by is None or day <= by}.values())

    def _registered(self, edge: Entrustment) -> Mapping[str, Sequence[Entrustment]]:
        below = self._below.get(edge.key)
        if below is None:
            grouped: dict[str, list[Entrustment]] = defaultdict(list)
            for lower in self._chain.subtree(edge.key):
                grouped[lower.entrustee].append(lower)
            below = self._below[edge.key] = grouped
        return below

    def _declared(self, edge: Entrustment, who: str, trace: Trace) -> bool:
        declared = self.latest(edge, trace.last_on)
        return any(self._identities.of(name).who == who for d in declared for name in d.sub_entrustees)

    def _listed(self, edge: Entrustment, who: str, trace: Trace) -> bool:
        return any(
            self._matches(service, who, trace)
            for service in self._services[edge.entrustee]
            if service.entrustment in (None, edge.key)
            and (service.declared_on is None or service.declared_on <= trace.last_on)
            and (service.ended_on is None or trace.first_on <= service.ended_on)
        )

    def _matches(self, service: ExternalService, who: str, trace: Trace) -> bool:
        by_domain = bool(service.domain and trace.domain) and within(str(trace.domain), str(service.domain))
        by_name = trace.service is not None and normalised_name(trace.service) == normalised_name(service.service)
        return by_domain or by_name or (service.provider is not None and self._identities.of(service.provider).who == who)


def within(domain: str, declared: str) -> bool:
    """Whether a domain is the declared one or lies below it.

    >>> within("files.call.example.jp", "call.example.jp"), within("recall.example.jp", "call.example.jp")
    (True, False)
    """
    host, root = domain.casefold().strip("."), declared.casefold().strip(".")
    return host == root or host.endswith(f".{root}")
