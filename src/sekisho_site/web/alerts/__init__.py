"""Alerts: the queue, one alert with its triage, and the timeline of a person or a device."""
