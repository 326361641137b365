"""The reference engine: one event at a time, as the specification reads. Every other engine is held to it by property tests."""
