"""The registry of declared services (``party,domain,service,purpose``) → what each party declared.

Knows the headings and how destinations are written in such a list. Refuses to know traffic. All faults at once, each with its
row: what could not be read would otherwise look undeclared, or worse, be thought covered.
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network, ip_network

from sekisho.detection.undeclared.declared import DeclaredService
from sekisho.detection.undeclared.destination import host_of
from sekisho.formats.fault import Fault, Faults
from sekisho.formats.headed_lists import Heading, ListRow, read_rows

_HEADING = Heading(
    {
        "party": ("party", "会社番号", "会社", "委託先", "委託先番号"),
        "domain": ("domain", "ドメイン", "通信先", "接続先", "url", "ホスト"),
        "service": ("service", "サービス", "サービス名"),
        "purpose": ("purpose", "用途", "目的", "利用目的"),
    },
    ("party", "domain"),
    "UTF-8 の CSV（見出し party,domain,service,purpose）で保存してください。",
)
_SEPARATORS = re.compile(r"[、,;；\s]+")
_BELOW = re.compile(r"^\*?\.")


def read_declared_services(content: bytes, name: str) -> tuple[DeclaredService, ...]:
    """The declarations in a file called ``name``: CSV in any encoding used in Japan, or a workbook. Raises Faults."""
    found: list[DeclaredService] = []
    faults: list[Fault] = []
    for row in read_rows(content, name, _HEADING):
        for one in _read(row):
            if isinstance(one, Fault):
                faults.append(one)
            else:
                found.append(one)
    if faults:
        raise Faults(faults)
    return tuple(found)


def _read(row: ListRow) -> Iterator[DeclaredService | Fault]:
    """What one row declares, or every fault of it."""
    party, written = row.cells["party"], row.cells["domain"]
    for column, value in (("party", party), ("domain", written)):
        if not value:
            yield row.fault(column, "空です", "値を入れるか、行を消してください。")
    for one in filter(None, _SEPARATORS.split(written)):
        destination = _destination(one)
        if destination is None:
            remedy = "example.com や files.example.com、IPアドレスのように書いてください。"
            yield row.fault("domain", "通信先として読めません", remedy, one)
        elif party:
            yield DeclaredService(party, destination, row.cells["service"], row.cells["purpose"])


def _destination(text: str) -> str | IPv4Network | IPv6Network | None:
    network = _network(text)
    return network if network is not None else host_of(_BELOW.sub("", text))


def _network(text: str) -> IPv4Network | IPv6Network | None:
    """A network, only when it is written with its prefix: a single address is a host."""
    try:
        return ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None
