"""Detection: what logs show by rule, by behaviour, and of what nobody declared. Logs become observations here.

Knows what an event is, what a rule means, and what an alert tells. Refuses to know how files are read (``formats``) and
how many events are judged fast (``engines``); the slow, obvious engine defines the meaning for all of them.
"""
