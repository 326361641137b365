"""Consents to sub-entrustment: the queue of requests, and the decision."""
