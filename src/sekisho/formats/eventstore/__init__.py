"""The store of events: Parquet by day, written whole or not at all, each event once.

``open_store`` reads, :class:`StoreWriter` writes. Knows everything about the folder that holds a store. Refuses to know logs
(``formats.events`` reads them) and rules.
"""

from sekisho.formats.eventstore.incoming import Received
from sekisho.formats.eventstore.manifest import Manifest
from sekisho.formats.eventstore.reading import Store, is_store, open_store
from sekisho.formats.eventstore.writing import StoreWriter

__all__ = ["Manifest", "Received", "Store", "StoreWriter", "is_store", "open_store"]
