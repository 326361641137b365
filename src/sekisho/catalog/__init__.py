"""The catalog: what lawyers edit. Check items, clauses, measures, flow-down levels, data items, signs, the ministry's form."""

from sekisho.catalog.loader import Catalog, CatalogError, load_catalog

__all__ = ["Catalog", "CatalogError", "load_catalog"]
