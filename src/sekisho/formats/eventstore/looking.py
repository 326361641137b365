"""Looking up single lines in a store: the events that stand at given places.

Knows that places are columns of every part. Refuses to search by anything else.
"""

from collections.abc import Collection, Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sekisho.detection.event import Event, EventRef
from sekisho.formats.eventstore.columns import FILE, LINE, to_events
from sekisho.formats.eventstore.reading import Store

_BATCH = 65_536


def events_at(
    store: Store, places: Collection[EventRef], *, first: date | None = None, last: date | None = None
) -> Iterator[Event]:
    """The events at these places, as far as the store has them; looked for on some days only (UTC, both included)."""
    wanted = set(places)
    files = pa.array(sorted({place.file for place in wanted}), pa.string())
    lines = pa.array(sorted({place.line for place in wanted}), pa.int64())
    for path in store.parts(first=first, last=last) if wanted else ():
        with pq.ParquetFile(path) as part:
            for number in range(part.num_row_groups):
                rows = part.read_row_group(number, columns=[FILE, LINE])
                mask = pc.and_(pc.is_in(rows[LINE], lines), pc.is_in(rows[FILE], files))
                if pc.any(mask).as_py():
                    for batch in part.read_row_group(number).filter(mask).to_batches(_BATCH):
                        yield from (event for event in to_events(batch) if event.ref in wanted)
