"""People: inviting them, what they are here, and stopping them; the office's own and an entrusted party's own."""
