"""One module per kind of sheet; each gives a :class:`~toolkit.workbook.plan.SheetPlan`."""
