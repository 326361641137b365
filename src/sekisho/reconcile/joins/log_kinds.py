"""Of which kind of record a log is, by the name under which it stands: a record of the catalog, or the layout it came in.

Knows the names only. A log in a general form (JSON lines, CSV, 操作ログ) may hold anything and counts for every kind: what
it lacks nobody can tell from its name. Refuses to read logs.
"""

from collections.abc import Collection, Mapping

from sekisho.catalog import Catalog

#: What products write, by the name of their layout.
_LAYOUTS: Mapping[str, frozenset[str]] = {
    "squid": frozenset({"proxy_log"}),
    "i-filter-cloud": frozenset({"proxy_log"}),
    "jp1-itdm2": frozenset({"endpoint_log"}),
    "systemwalker-dtk": frozenset({"endpoint_log"}),
    "windows-json": frozenset({"endpoint_log", "idp_log"}),
    "evtx": frozenset({"endpoint_log", "idp_log"}),
    "pgaudit": frozenset({"access_log"}),
    "auditd": frozenset({"privileged_log"}),
}
#: Words that people use for a kind of log.
_WORDS: Mapping[str, frozenset[str]] = {
    "アクセスログ": frozenset({"access_log"}),
    "認証ログ": frozenset({"idp_log"}),
    "通信ログ": frozenset({"proxy_log"}),
    "プロキシログ": frozenset({"proxy_log"}),
    "端末ログ": frozenset({"endpoint_log"}),
    "端末のログ": frozenset({"endpoint_log"}),
}
_GENERAL = frozenset({"jsonl", "csv", "syslog", "parquet", "操作ログ"})


def shows(log: str, wanted: Collection[str], catalog: Catalog) -> bool:
    """Whether a log of this name can show one of the wanted kinds of record."""
    name = log.strip()
    if name.casefold() in _GENERAL:
        return True
    kinds = _LAYOUTS.get(name.casefold()) or _WORDS.get(name) or {name}
    names = {str(catalog.record_names.get(kind, kind)) for kind in wanted}
    return bool(set(wanted) & set(kinds)) or name in names
