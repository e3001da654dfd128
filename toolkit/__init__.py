"""政府信息公开工作年度报告的编制工具：下发、回收、校验、汇总、成文。

The main path is :mod:`toolkit.workflow`.  Rooms, top to bottom; each may use those below it, neighbours do not know
each other: ``cli`` → ``workflow`` → ``workbook, checks, aggregation, document, published`` → ``model`` → ``forms`` →
``errors``.
"""

__version__ = "0.1.0"
