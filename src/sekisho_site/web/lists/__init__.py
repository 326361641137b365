"""Lists: one way to search, filter, sort, page, choose columns and export, for every table of the office."""
