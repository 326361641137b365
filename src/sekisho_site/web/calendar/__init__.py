"""The calendar of duties: what is due, when, and whose it is."""
