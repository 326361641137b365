"""Lists that the carrier keeps, put beside events before rules judge: who is on the roster, who has left, what was approved.

Every answer holds for the day of the event, in Japan, and for the party that the event names. Three outcomes everywhere: the
list says yes, the list says no, or there is no list that could say (then the column stays missing).
"""

from sekisho.detection.lists.column import Asked, ListColumn, text_of
from sekisho.detection.lists.inquiries import Inquiry
from sekisho.detection.lists.lists import KINDS, Lists, filled_columns
from sekisho.detection.lists.premises import Entry, entries_of

__all__ = ["KINDS", "Asked", "Entry", "Inquiry", "ListColumn", "Lists", "entries_of", "filled_columns", "text_of"]
