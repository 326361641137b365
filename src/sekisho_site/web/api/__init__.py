"""The API for programs: the same records, reach and use cases as the pages, by keys instead of sessions."""
