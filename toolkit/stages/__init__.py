"""The steps of a round, one module each: issuing, posting, collecting, returning, reminding, accepting, totaling,
signing.

They tie the rooms together and know nothing of the screen. :mod:`toolkit.workflow` puts them in order. May import every
room below, and a step that comes before it in the year.
"""
