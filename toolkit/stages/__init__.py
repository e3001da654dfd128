"""The steps of a year that take more than one room, a module a step; :mod:`toolkit.workflow` tells their order.

May import: the rooms (``workbook``, ``checks``, ``aggregation``, ``document``) and what is below them.
"""
