"""The chain of entrustments: what the address asks for, read, made into a graph, drawn and listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.formats.dates import read_date
from sekisho.roles import Permission
from sekisho.terms import WorkCategory
from sekisho_site.records.queries import chain_page, entrustments_within, parties_within
from sekisho_site.records.queries.chain_page import ChainRows
from sekisho_site.records.queries.reach import Reach
from sekisho_site.records.queries.registry import parties_called
from sekisho_site.web.chain.graph import Graph, Place, collapse, make_graph, tier_name
from sekisho_site.web.chain.layout import draw
from sekisho_site.web.clock import now, today
from sekisho_site.web.permissions import SignedInRequest, permitted

_TIERS = (("2", "二次まで"), ("3", "三次まで"), ("4", "四次まで"), ("12", "すべて"))
_LONGEST = 200
_MOST_EXPANDED = 50


@dataclass(frozen=True)
class Asked:
    """What an address asks the page of the chain to draw."""

    party: str = ""
    entrustment: str = ""
    work: str = ""
    as_of: date | None = None
    as_of_said: str = ""
    as_known: bool = False
    tiers: int = 3
    expand: tuple[str, ...] = ()
    line: str = ""

    @classmethod
    def of(cls, request: SignedInRequest) -> "Asked":
        """Read from the query string; what cannot be read is left out, and a wrong date is told."""
        words = {name: str(value).replace("\x00", "")[:_LONGEST].strip() for name, value in request.GET.items()}
        tiers = words.get("tiers", "3")
        return cls(
            party=words.get("party", ""),
            entrustment=words.get("entrustment", ""),
            work=words.get("work", "") if words.get("work") in {each.value for each in WorkCategory} else "",
            as_of=_day(words.get("as_of", "")),
            as_of_said=words.get("as_of", ""),
            as_known=words.get("known") == "then",
            tiers=int(tiers) if tiers in {code for code, _ in _TIERS} else 3,
            expand=tuple(each.replace("\x00", "")[:_LONGEST] for each in request.GET.getlist("expand")[:_MOST_EXPANDED]),
            line=words.get("line", ""),
        )

    @property
    def wrong_date(self) -> bool:
        """Whether a day was asked for that is none."""
        return bool(self.as_of_said) and self.as_of is None

    def day(self) -> date:
        """The day that is drawn."""
        return self.as_of or today()

    def known_at(self) -> datetime | None:
        """The moment whose knowledge is drawn; None: now."""
        moment = chain_page.end_of(self.day())
        return moment if self.as_known and moment < now() else None

    def address(self, anchor: str = "") -> str:
        """The address of this page again."""
        words = [
            ("party", self.party), ("entrustment", self.entrustment), ("work", self.work), ("as_of", self.as_of_said),
            ("known", "then" if self.as_known else ""), ("tiers", str(self.tiers) if self.tiers != 3 else ""),
            *(("expand", key) for key in self.expand), ("line", self.line),
        ]  # fmt: skip
        told = urlencode([(name, value) for name, value in words if value])
        return reverse("chain") + (f"?{told}" if told else "") + anchor


def _day(said: str) -> date | None:
    try:
        return read_date(said) if said else None
    except ValueError:
        return None


@permitted(Permission.VIEW_REGISTRY)
def chain(request: SignedInRequest) -> HttpResponse:
    """The chain around a company or an entrustment, of one kind of work, or of everything within reach, at a day."""
    asked = Asked.of(request)
    reach, day = request.reach, asked.day()
    unclear: Sequence[Any] = ()
    if asked.party and not parties_within(reach).filter(key=asked.party).exists():
        unclear = list(parties_called(parties_within(reach), asked.party).order_by("key")[:20])
        if len(unclear) == 1:
            asked, unclear = replace(asked, party=unclear[0].key_id), ()
    rows = None if unclear else _rows(asked, reach)
    total = chain_page.entrustment_count(reach, day)
    context: dict[str, Any] = {
        "asked": asked, "day": day, "total": total, "tiers": _TIERS, "works": list(WorkCategory), "unclear": unclear,
        "known_now": asked.known_at() is None, "may_edit": request.user.may(Permission.EDIT_REGISTRY),
    }  # fmt: skip
    if rows is None:
        by_work = [] if unclear else chain_page.first_tier_by_work(reach, day)
        told = [(WorkCategory(work), n, companies, _of_work(asked, work)) for work, n, companies in by_work]
        return render(request, "chain/chain.html", {**context, "by_work": told})
    return render(request, "chain/chain.html", {**context, **_drawn(asked, rows)})


def _of_work(asked: Asked, work: str) -> str:
    return replace(asked, work=work).address()


def _rows(asked: Asked, reach: Reach) -> ChainRows | None:
    """What is drawn; None when nothing was chosen and everything is too much."""
    day, known_at = asked.day(), asked.known_at()
    if asked.entrustment:
        if not entrustments_within(reach).filter(key=asked.entrustment).exists():
            raise Http404
        return chain_page.chain_around(reach, [asked.entrustment], day, known_at)
    if asked.party:
        if not parties_within(reach).filter(key=asked.party).exists():
            raise Http404
        return chain_page.chain_around(reach, chain_page.seeds_of_party(reach, asked.party), day, known_at)
    if asked.work:
        return chain_page.chain_around(reach, chain_page.seeds_of_work(reach, asked.work), day, known_at)
    return chain_page.whole_chain(reach, day, known_at)


def _drawn(asked: Asked, rows: ChainRows) -> Mapping[str, Any]:
    graph = make_graph(rows, asked.day(), asked.entrustment or asked.party or None)
    why = _explained(asked, graph)
    collapse(graph, asked.tiers, asked.expand)
    lead_on(graph, asked)
    places = graph.places()
    parents = {place.id: place for place in places}
    return {
        "graph": graph, "drawing": draw(graph), "rows": rows, "why": why, "why_above": parents.get(why.parent) if why else None,
        "deepest": tier_name(graph.deepest) if graph.deepest else "",
    }  # fmt: skip


def lead_on(graph: Graph, asked: Asked) -> None:
    """Give every place and every line of a graph the page that tells more about it."""
    for place in graph.places():
        place.href = _address_of(place, asked)
        for line in place.lines:
            line.href = _address_of_line(place, asked)


def _address_of(place: Place, asked: Asked) -> str:
    if place.collapsed:
        return replace(asked, expand=(*asked.expand, place.parent)).address("#list")
    if place.look == "undeclared":
        return replace(asked, line=place.id).address("#why")
    return reverse("party", args=[place.party]) if place.party else ""


def _address_of_line(place: Place, asked: Asked) -> str:
    if place.edge is not None:
        return reverse("entrustment", args=[place.edge.key])
    return _address_of(place, asked)


def _explained(asked: Asked, graph: Graph) -> Place | None:
    """The undeclared line whose reasons are told: the one that was chosen, else the first."""
    unseen = [place for place in graph.places() if place.look == "undeclared"]
    chosen = [place for place in unseen if place.id == asked.line]
    return next(iter(chosen or unseen), None)
