"""The entrusted party's own desk, and the link by which somebody answers once without an account."""
