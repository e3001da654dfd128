"""The views: a module for each thing the clerk does, functions :class:`toolkit.ui.visit.Visit` → response."""
