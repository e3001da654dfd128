"""The text against the tables: statements with numbers, parts and wholes, leftovers, years, names, privacy.

Entries: :func:`read_statements` and the ``check_…`` functions, used by :mod:`toolkit.checks.narrative`. With doubt, no
alarm: most numbers in a narrative speak of things the tables do not hold.
"""
