"""The sample programme's generator: a story, told once, written in each tool's own format.

`plan.py` holds sizes and dates, `people.py`, `pairs.py`, `meetings.py`, `growth.py`, `observers.py` and `goals.py` the
story; `tables.py`, `calls.py`, `calendars.py`, `questionnaires.py`, `forms.py` and `trackers.py` write it as the tools
would; `dirt.py` spoils it; `folder.py` writes what the coordinator declares. Nothing here imports the product: the
sample is what coordinators have, not what the product would like them to have.
"""
