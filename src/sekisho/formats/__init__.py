"""Files ↔ values. Every error carries file, sheet and cell; nothing is dropped silently."""
