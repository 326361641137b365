"""From what a proxy wrote as a destination to its host, and from the host to the domain that somebody registered.

Knows the ways in which one host is written (RFC 3986, WHATWG URL: case, ports, trailing dots, user names, punycode, numbers as
IPv4 addresses) and the public suffix list (ICANN and private section, carried in the wheel of its package).
Refuses to know whether a destination is allowed.
"""

import re
import unicodedata
from functools import cache, lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import unquote

from publicsuffixlist import PublicSuffixList

_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.\-]*:)?[/\\]{2,}", re.IGNORECASE)
_END_OF_AUTHORITY = re.compile(r"[/\\?#]")
_PORT = re.compile(r":[0-9]*$")
_LABEL = re.compile(r"(?!-)[a-z0-9_\-]{1,63}")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_IPV4_PARTS = 4
_LONGEST_HOST = 253
_DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})


@lru_cache(maxsize=200_000)
def host_of(written: str) -> str | None:
    """The host of a URL, of ``host:port`` or of a bare host: lower case, punycode, no trailing dot; None when there is none.

    >>> host_of("https://Up.Example.COM.:443/upload?f=x"), host_of("up.example.com:443"), host_of("http://[2001:db8::1]:80/")
    ('up.example.com', 'up.example.com', '2001:db8::1')
    >>> host_of("https://ファイル便.example.jp/"), host_of("/only/a/path"), host_of("http://3405803783/")
    ('xn--bckg9lpdw29p.example.jp', None, '203.0.113.7')
    """
    text = unicodedata.normalize("NFKC", written).strip().translate(_DOTS)
    after_scheme = _SCHEME.sub("", text)
    authority = _END_OF_AUTHORITY.split(after_scheme, maxsplit=1)[0].rpartition("@")[2]
    if authority.startswith("["):
        return _address(authority[1:].partition("]")[0])
    if authority.count(":") > 1:
        return _address(authority)
    return _named(unquote(_PORT.sub("", authority)))


def _address(text: str) -> str | None:
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def _named(text: str) -> str | None:
    host = text.lower().translate(_DOTS).rstrip(".")
    if not host:
        return None
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return _ipv4(host)
    try:
        host = host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return None
    fits = len(host) <= _LONGEST_HOST and all(_LABEL.fullmatch(label) for label in host.split("."))
    return host if fits else None


def _ipv4(host: str) -> str | None:
    """A dotted address, or one written with fewer, octal or hexadecimal numbers, as browsers take it."""
    parts = host.split(".")
    if len(parts) > _IPV4_PARTS or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        *first, last = (_number(part) for part in parts)
        if any(part > 0xFF for part in first):
            return None
        whole = sum(part << (8 * (3 - place)) for place, part in enumerate(first))
        return str(IPv4Address(whole + last)) if last < 256 ** (_IPV4_PARTS - len(first)) else None
    except ValueError:
        return None


def _number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and part != "0" else int(part)


@lru_cache(maxsize=200_000)
def registrable_domain(host: str) -> str:
    """The domain that somebody registered under a public suffix; an address, or a host without such a domain, as itself.

    >>> registrable_domain("a.b.example.co.jp"), registrable_domain("x.somebody.github.io"), registrable_domain("203.0.113.7")
    ('example.co.jp', 'somebody.github.io', '203.0.113.7')
    """
    if is_address(host):
        return host
    return _suffixes().privatesuffix(host) or host


def is_public_suffix(host: str) -> bool:
    """Whether anybody may register names below this one (``co.jp``, ``github.io``); a name without dots counts as one too."""
    return not is_address(host) and _suffixes().privatesuffix(host) is None


def is_address(host: str) -> bool:
    """Whether a host, as ``host_of`` gives it, is an IP address."""
    return ":" in host or host.rpartition(".")[2].isdigit()


def shown_domain(domain: str) -> str:
    """The domain as people read it: punycode turned back where it can be.

    >>> shown_domain("xn--wgv71a.example.jp")
    '日本.example.jp'
    """
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
