"""The registry of declared services (``party,domain,service,purpose``) → what each party declared.

Knows the headings and how destinations are written in such a list. Refuses to know traffic. All faults at once, each with its
row: what could not be read would otherwise look undeclared, or worse, be thought covered.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from sekisho.detection.undeclared.declared import DeclaredService
from sekisho.detection.undeclared.destination import host_of
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.grids import Grid, GridRow
from sekisho.formats.list_documents import grids_of

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "party": ("party", "会社番号", "会社", "委託先", "委託先番号"),
    "domain": ("domain", "ドメイン", "通信先", "接続先", "url", "ホスト"),
    "service": ("service", "サービス", "サービス名"),
    "purpose": ("purpose", "用途", "目的", "利用目的"),
}
_NEEDED = ("party", "domain")
_SEPARATORS = re.compile(r"[、,;；\s]+")
_BELOW = re.compile(r"^\*?\.")
_KEPT_AS = "UTF-8 の CSV（見出し party,domain,service,purpose）で保存してください。"


def read_declared_services(content: bytes, name: str) -> tuple[DeclaredService, ...]:
    """The declarations in a file called ``name``: CSV in any encoding used in Japan, or a workbook. Raises Faults."""
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise Faults([Fault(name, "空のファイルです", _KEPT_AS)])
    if content.startswith(b"%PDF"):
        raise Faults([Fault(name, "PDFです。表の行と列を確かに読めません", _KEPT_AS)])
    grids, _ = grids_of(content, name, lambda cells: set(_NEEDED) <= set(_places(cells)))
    grid, head = _headed(grids, name)
    found: list[DeclaredService] = []
    faults: list[Fault] = []
    places = _places(head.cells)
    for row in grid.rows[grid.rows.index(head) + 1 :]:
        if row.filled:
            for one in _read(row, places, name, grid.sheet):
                if isinstance(one, Fault):
                    faults.append(one)
                else:
                    found.append(one)
    if faults:
        raise Faults(faults)
    return tuple(found)


def _headed(grids: Sequence[Grid], name: str) -> tuple[Grid, GridRow]:
    """The first table with the headings that are needed, and its row of headings."""
    best: tuple[Grid, GridRow] | None = None
    for grid in grids:
        for row in grid.rows:
            there = [column for column in _NEEDED if column in _places(row.cells)]
            if len(there) == len(_NEEDED):
                return grid, row
            if there and best is None:
                best = grid, row
    if best is None:
        raise Faults([Fault(name, "party と domain の見出しがありません", f"一行目を見出しにしてください。{_KEPT_AS}", row=1)])
    grid, row = best
    missing = next(column for column in _NEEDED if column not in _places(row.cells))
    raise Faults([Fault(name, f"{missing} の列がありません", "列を足してください。", sheet=grid.sheet, row=row.number)])


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Where each column stands; the first heading of a name counts."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        told = unicodedata.normalize("NFKC", cell).strip().casefold()
        for column, names in _HEADINGS.items():
            if told in names:
                places.setdefault(column, place)
    return places


def _read(row: GridRow, places: Mapping[str, int], name: str, sheet: str | None) -> Iterator[DeclaredService | Fault]:
    """What one row declares, or every fault of it."""

    def cell(column: str) -> str:
        place = places.get(column)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def fault(column: str, why: str, remedy: str, value: str | None = None) -> Fault:
        return Fault(name, why, remedy, sheet=sheet, row=row.number, column=column, value=value)

    party, written = _plain(cell("party")), _plain(cell("domain"))
    for column, value in (("party", party), ("domain", written)):
        if not value:
            yield fault(column, "空です", "値を入れるか、行を消してください。")
    for one in filter(None, _SEPARATORS.split(written)):
        destination = _destination(one)
        if destination is None:
            remedy = "example.com や files.example.com、IPアドレスのように書いてください。"
            yield fault("domain", "通信先として読めません", remedy, one)
        elif party:
            yield DeclaredService(party, destination, cell("service"), cell("purpose"))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _destination(text: str) -> str | IPv4Network | IPv6Network | None:
    network = _network(text)
    return network if network is not None else host_of(_BELOW.sub("", text))


def _network(text: str) -> IPv4Network | IPv6Network | None:
    """A network, only when it is written with its prefix: a single address is a host."""
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
