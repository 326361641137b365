"""The catalog: what lawyers edit. Check items, clauses, measures, flow-down levels, data items, signs, the ministry's form."""

from sekisho.catalog.edition import Catalog
from sekisho.catalog.loader import CatalogError, load_catalog, read_edition, versions

__all__ = ["Catalog", "CatalogError", "load_catalog", "read_edition", "versions"]
