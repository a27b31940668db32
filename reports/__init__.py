"""Published figures made into pages: one HTML file a night that works offline, by itself.

Pure: the same figures give the same bytes. Nothing here sees a row of an export, a clock or the network; nothing here
hides a figure (disclosure control has done so before) and nothing here computes one. The coordinator's page alone
names people.
"""
