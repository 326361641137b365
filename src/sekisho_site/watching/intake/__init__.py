"""What other programs send: it is laid down as lines in a file of the store, and from there it is read like any file.

Knows the network and its manners: tokens, limits, framing, answers. Refuses to know rules and findings. A sender hears
"taken" only when its lines are on the disk.
"""
