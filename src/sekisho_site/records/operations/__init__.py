"""Writes. Every one of them happens inside an open ledger, so that nothing changes without a leaf of evidence."""
